/**
 * In which order principals are asked about when there is time for some of them only (connection.md §8.3: last access is
 * daily, privileged ones first). The order decides when something is learned, never what: a rough judgement does.
 */
import { compareText } from '../order.ts'
import { isJsonObject } from './content-key.ts'
import type { Json, ObjectOfKind, PolicyDocument } from './objects.ts'

export type Askable = ObjectOfKind<'user'> | ObjectOfKind<'role'>

export interface AskingInput {
  readonly principals: readonly Askable[]
  readonly groups: readonly ObjectOfKind<'group'>[]
  readonly policies: readonly ObjectOfKind<'managedPolicy'>[]
  /** By native id: when it was last asked about (ISO 8601). */
  readonly askedAt: ReadonlyMap<string, string>
  /** Whoever was asked about since then (ISO 8601) is not asked about again. */
  readonly since: string
  readonly atMost: number
}

/** Of each five, one is kept for those who are not privileged, so that their turn comes as well. */
const privilegedShare = 0.8

/** Those whose turn it is: privileged ones first, each lot with those before who waited longest. */
export function whoseTurn(input: AskingInput): readonly Askable[] {
  const isPrivileged = privilegeOf(input)
  const due = input.principals
    .filter(({ nativeId }) => (input.askedAt.get(nativeId) ?? '') < input.since)
    .sort(
      (a, b) =>
        compareText(input.askedAt.get(a.nativeId) ?? '', input.askedAt.get(b.nativeId) ?? '') ||
        compareText(a.arn, b.arn),
    )
  // One place cannot be shared: whoever waited longest has it.
  if (input.atMost < 2) return due.slice(0, input.atMost)
  const [privileged, others] = [due.filter(isPrivileged), due.filter((one) => !isPrivileged(one))]
  const kept = Math.min(others.length, input.atMost - Math.floor(input.atMost * privilegedShare))
  const first = privileged.slice(0, input.atMost - kept)
  return [...first, ...others.slice(0, input.atMost - first.length)]
}

/** AWS managed policies with which one may do everything, or make oneself able to. */
const powerful =
  /:iam::aws:policy\/(?:job-function\/)?(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|SystemAdministrator)$/

function privilegeOf({ groups, policies }: AskingInput): (principal: Askable) => boolean {
  const wide = new Set(policies.filter(({ body }) => isWide(body.document)).map(({ arn }) => arn))
  const carries = ({ body }: Askable | ObjectOfKind<'group'>): boolean =>
    body.attachedPolicies.some((arn) => powerful.test(arn) || wide.has(arn)) ||
    body.inlinePolicies.some(({ document }) => isWide(document))
  const wideGroups = new Set(groups.filter(carries).map(({ body }) => body.name))
  return (principal) =>
    carries(principal) || (principal.kind === 'user' && principal.body.groups.some((name) => wideGroups.has(name)))
}

/** Allows everything of all services, of IAM, of STS or of Organizations. */
function isWide(document: PolicyDocument): boolean {
  const statements = listOf(isJsonObject(document) ? document['Statement'] : undefined)
  return statements.some((statement) => {
    if (!isJsonObject(statement) || statement['Effect'] !== 'Allow') return false
    return statement['NotAction'] !== undefined || listOf(statement['Action']).some((action) => isWideAction(action))
  })
}

const wideActions: ReadonlySet<string> = new Set(['*', '*:*', 'iam:*', 'sts:*', 'organizations:*'])
const isWideAction = (action: Json): boolean => typeof action === 'string' && wideActions.has(action.toLowerCase())

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return []
  return isList(value) ? value : [value]
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
