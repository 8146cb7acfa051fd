/**
 * When a principal last acted, as far as anything that was read tells: IAM itself, the credential report, last access. Each
 * knows something that the others do not (a role's last service, a key's last use), so the latest stands.
 */
import { eachInSteps, type Steps } from '../access/stepwise.ts'
import { compareText } from '../order.ts'
import type { Kinds } from './assemble.ts'
import { isJsonObject } from './content-key.ts'
import { lastUseOfCredentials } from './credential-report.ts'
import type { Json } from './objects.ts'

/** By ARN; undefined where nothing tells. ISO 8601. */
export function* lastUses(
  kinds: Pick<Kinds, 'user' | 'role' | 'credentials' | 'lastAccessed'>,
): Steps<(arn: string) => string | undefined> {
  const latest = new Map<string, string>()
  const note = (arn: string, at: Json | undefined): void => {
    if (typeof at !== 'string') return
    const known = latest.get(arn)
    if (known === undefined || Date.parse(at) > Date.parse(known)) latest.set(arn, at)
  }
  yield* eachInSteps(kinds.role, ({ arn, facts }) => note(arn, facts?.['lastUsed']))
  yield* eachInSteps(kinds.user, ({ arn, facts }) => note(arn, facts?.['lastUsed'] ?? facts?.['passwordLastUsed']))
  yield* eachInSteps(kinds.credentials, ({ arn, facts }) => note(arn, lastUseOfCredentials(facts)))
  yield* eachInSteps(kinds.lastAccessed, ({ arn, facts }) => note(arn, facts?.['lastUsed']))
  return (arn) => latest.get(arn)
}

/** What AWS's report about one principal says (IAM UG, "Refine permissions using last accessed information"). */
export interface ServiceUse {
  /** When AWS was asked, ISO 8601. */
  readonly askedAt?: string
  /** Prefixes; a service that is missing was not used in AWS's tracking period. The latest first. */
  readonly services: readonly { readonly service: string; readonly at: string; readonly region?: string }[]
  /** Of the few actions that AWS tracks those that were used: `iam:CreateUser`. */
  readonly actions: readonly { readonly action: string; readonly at: string }[]
}

/** Undefined for what is no such report. */
export function serviceUseOf(facts: { readonly [fact: string]: Json } | null): ServiceUse | undefined {
  const { askedAt, services, actions } = facts ?? {}
  if (!isJsonObject(services)) return undefined
  return {
    ...(typeof askedAt === 'string' && { askedAt }),
    services: entriesOf(services)
      .flatMap(([service, use]) => {
        const { at, region } = isJsonObject(use) ? use : {}
        return typeof at === 'string' ? [{ service, at, ...(typeof region === 'string' && { region }) }] : []
      })
      .sort((a, b) => compareText(b.at, a.at) || compareText(a.service, b.service)),
    actions: entriesOf(actions).flatMap(([action, at]) =>
      typeof at === 'string' ? [{ action: asGranted(action), at }] : [],
    ),
  }
}

const entriesOf = (value: Json | undefined): readonly (readonly [string, Json])[] =>
  isJsonObject(value) ? Object.entries(value) : []

/** The report calls some by the name of the call with the version of its API: `lambda:ListFunctions20150331`. */
const asGranted = (action: string): string => action.replace(/\d{8}$/, '')
