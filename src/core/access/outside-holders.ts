/**
 * Whom the policy of the resource lets in from outside: AWS services, identity providers, other accounts and their principals,
 * anybody. Of a principal elsewhere only one half of the decision is known, so it holds under the condition that its own
 * account allows it.
 */
import { parsePrincipal } from '../arn/principal.ts'
import type { ApplicablePolicies, Residual } from '../evaluate/types.ts'
import { parseAccountId } from '../ids.ts'
import { contentKey } from '../inventory/content-key.ts'
import type { Holder, PrincipalType, Reason } from './answers.ts'
import { resourceSide } from './assess.ts'
import { type Caller, contextOf } from './context.ts'
import type { HolderQuestion } from './holders.ts'
import { originIn, othersOf } from './joined-policy.ts'
import { principalNamed } from './named-by.ts'
import { speaksOf } from './policy-facts.ts'
import { forStrangers } from './strangers.ts'
import { conditionText, outsideSnapshot } from './words.ts'
import type { World } from './world.ts'

interface Outsider {
  /** As the engine takes it; for somebody nobody knows a role of that account stands in. */
  readonly caller: Exclude<Caller, { readonly kind: 'principal' }>
  readonly arn: string
  readonly type: Extract<PrincipalType, 'service' | 'external' | 'anonymous'>
  readonly name: string
  readonly account: string
  /** Its own account has a say. */
  readonly hasTrustedSide: boolean
}

export function outsideHolders(input: HolderQuestion): readonly Holder[] {
  const found = outsidersOf(input).flatMap((outsider) => heldBy(input, outsider) ?? [])
  const open = found.find(({ outsider }) => outsider === anybody)
  // Whoever may come without a name may come with one; the others are worth a line only where more is open to them.
  const isCovered = ({ outsider, inside }: Held): boolean =>
    (outsider === withAccount || outsider === anyService) &&
    open !== undefined &&
    (open.inside === undefined || contentKey(open.inside) === contentKey(inside))
  return found.filter((held) => !isCovered(held)).map((held) => held.holder)
}

function outsidersOf({ world, question }: HolderQuestion): readonly Outsider[] {
  const { entry } = question.resourcePolicy
  if (!entry) return []
  const statements = world
    .facts(entry)
    .statements.filter((one) => one.effect === 'Allow' && speaksOf(one, question.actionLowerCase))
  const found = new Map<string, Outsider>()
  const add = (outsider: Outsider | undefined): void => {
    if (outsider) found.set(outsider.arn, outsider)
  }
  for (const { principals } of statements) {
    if (!principals) continue
    if (principals.everybody || principals.inverted) [anybody, anyService, withAccount].forEach(add)
    if (principals.inverted) continue
    for (const host of principals.services) add(serviceOf(host))
    for (const provider of principals.federated) add(providerOf(provider))
    for (const name of principals.aws) add(foreignerOf(world, name))
  }
  return [...found.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1))
}

const anybody: Outsider = {
  caller: { kind: 'outsider', principal: '*' },
  arn: '*',
  type: 'anonymous',
  name: 'anybody',
  account: '',
  hasTrustedSide: false,
}

/** Conditions on the caller's account or organization let in principals that nobody names. */
const withAccount: Outsider = {
  caller: { kind: 'somebody', principal: 'arn:aws:iam::000000000000:role/somebody' },
  arn: 'arn:aws:iam::*:root',
  type: 'external',
  name: 'anybody with an AWS account',
  account: '',
  hasTrustedSide: true,
}

/** Conditions on the resource behind the call (`aws:SourceArn`) let in services that nobody names. */
const anyService: Outsider = {
  caller: { kind: 'someService', principal: 'service.amazonaws.com' },
  arn: '*.amazonaws.com',
  type: 'service',
  name: 'any AWS service',
  account: '',
  hasTrustedSide: false,
}

function serviceOf(host: string): Outsider | undefined {
  const parsed = parsePrincipal(host)
  if (!parsed.ok || parsed.value.kind !== 'service') return undefined
  return {
    caller: { kind: 'outsider', principal: host },
    arn: host,
    type: 'service',
    name: host,
    account: '',
    hasTrustedSide: false,
  }
}

function providerOf(provider: string): Outsider | undefined {
  const parsed = parsePrincipal(provider)
  if (!parsed.ok || parsed.value.kind !== 'external') return undefined
  return {
    caller: { kind: 'outsider', principal: provider },
    arn: provider,
    type: 'external',
    name: provider.split('/').slice(1).join('/') || provider,
    account: provider.split(':')[4] ?? '',
    hasTrustedSide: false,
  }
}

/** A principal, or a whole account, that the snapshot does not know. Whoever it knows is in the list already. */
function foreignerOf(world: World, name: string): Outsider | undefined {
  if (principalNamed(world, name)) return undefined
  const bare = parseAccountId(name)
  const arn = bare ? `arn:aws:iam::${bare}:root` : name
  const parsed = parsePrincipal(arn)
  if (!parsed.ok || !('account' in parsed.value)) return undefined
  const { account, kind } = parsed.value
  const owner = world.accounts.get(account)
  // In an account that was read, a name that is not there is a principal that no longer exists.
  if (owner && (owner.account.iam.state === 'read' || kind === 'root')) return undefined
  const caller =
    kind === 'root'
      ? ({ kind: 'somebodyOf', principal: `arn:aws:iam::${account}:role/somebody` } as const)
      : ({ kind: 'outsider', principal: arn } as const)
  return {
    caller,
    arn,
    type: 'external',
    name: kind === 'root' ? `account ${account}` : (arn.split('/').at(-1) ?? arn),
    account,
    hasTrustedSide: true,
  }
}

interface Held {
  readonly outsider: Outsider
  readonly holder: Holder
  /** The condition as far as it lies in the snapshot. */
  readonly inside: Residual | undefined
}

function heldBy({ world, question, given }: HolderQuestion, outsider: Outsider): Held | undefined {
  const policies: ApplicablePolicies = {
    identity: outsider.hasTrustedSide ? world.open.identity : [],
    ...resourceSide(world, question, undefined),
  }
  const request = {
    principal: outsider.caller.principal,
    action: question.action,
    resource: question.resource,
    ...(question.resourceAccount !== undefined && { resourceAccount: question.resourceAccount }),
    context: contextOf(outsider.caller, question, given, world.catalogue),
  }
  const evaluation = world.engine.evaluate(request, policies)
  if (evaluation.decision !== 'Allowed' && evaluation.decision !== 'Conditional') return undefined
  const { condition: asked } = evaluation
  const stranger = outsider.type === 'service' ? 'service' : outsider.hasTrustedSide ? 'principal' : undefined
  const inside = asked && stranger ? forStrangers(world, stranger, asked) : asked
  if (inside === false) return undefined
  const { entry } = question.resourcePolicy
  const via = evaluation.decidedBy.flatMap((ref): Reason[] => {
    if (ref.type !== 'resource' || ref.effect !== 'Allow' || !entry) return []
    const origin = originIn(entry, othersOf(question.resourcePolicy), ref.statement)
    return [
      {
        effect: 'Allow',
        layer: 'resource',
        policy: origin.entry.name,
        policyRef: origin.entry.ref,
        statement: origin.statement,
        ...(ref.sid !== undefined && { sid: ref.sid }),
        why: world.engine.why(request, policies, ref),
      },
    ]
  })
  const condition = inside === true ? undefined : inside
  return { outsider, inside: condition, holder: holderOf(world, outsider, condition, via) }
}

function holderOf(world: World, outsider: Outsider, inside: Residual | undefined, via: readonly Reason[]): Holder {
  const parts = [...(inside ? [inside] : []), ...(outsider.hasTrustedSide ? [outsideSnapshot] : [])]
  const condition = parts.length > 1 ? { all: parts } : parts[0]
  const accountName = world.accounts.get(outsider.account)?.account.name
  return {
    arn: outsider.arn,
    type: outsider.type,
    account: outsider.account,
    ...(accountName !== undefined && { accountName }),
    name: outsider.name,
    decision: condition ? 'Conditional' : 'Allowed',
    ...(condition && { condition, conditionText: conditionText(condition) }),
    via,
    reach: 'direct',
  }
}
