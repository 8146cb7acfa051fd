/**
 * What resource policies open to everybody and to accounts outside the organization. The engine is asked about each, with RCPs and
 * S3 Block Public Access: what a policy says is not yet access.
 */
import type { Holder } from '../access/answers.ts'
import { type GivenContext, impliedAt } from '../access/context.ts'
import { outsideHolders } from '../access/outside-holders.ts'
import { allowedNames, type PrincipalNames, type StatementFacts, speaksOf } from '../access/policy-facts.ts'
import { questionOf } from '../access/question.ts'
import { actionsTaking } from '../access/resource-form.ts'
import type { Steps } from '../access/stepwise.ts'
import { levelOf } from '../access/what-can.ts'
import { outsideSnapshot } from '../access/words.ts'
import type { World } from '../access/world.ts'
import type { AccessLevel, CatalogueAction } from '../catalogue.ts'
import { isJsonObject } from '../inventory/content-key.ts'
import type { SnapshotResource } from '../inventory/snapshot.ts'
import type { Found, InsightContext, InsightRule, InsightSeverity } from './insight.ts'
import { resourceSubject } from './subject.ts'
import { isForeign } from './trust.ts'
import { words } from './words.ts'

/** A few milliseconds' worth of resources whose policies name nobody outside. */
const lookedAtOnce = 500

export function* exposureInsights(context: InsightContext): Steps<readonly Found[]> {
  const { world } = context
  const found: Found[] = []
  /** The same for all resources of a type. */
  const candidates = new Map<string, readonly Candidate[]>()
  let looked = 0
  for (const resource of world.snapshot.resources) {
    looked += 1
    if (looked % lookedAtOnce === 0) yield
    const opening = openingOf(world, resource)
    if (opening.length === 0) continue
    yield
    const known = candidates.get(resource.type) ?? candidatesFor(world, resource)
    candidates.set(resource.type, known)
    const open = mostDangerous(context, resource, opening, known)
    if (open) found.push(told(world, resource, open))
  }
  return found
}

/** Statements that name everybody, or somebody outside. */
function openingOf(world: World, resource: SnapshotResource): readonly StatementFacts[] {
  if (resource.policy.state !== 'read') return []
  const entry = world.withGrants(resource)
  const isOpening = ({ everybody, inverted, aws }: PrincipalNames): boolean =>
    everybody || inverted || aws.some((name) => isForeign(world, name))
  if (!entry || !allowedNames(entry.document ?? null).some(isOpening)) return []
  return world
    .facts(entry)
    .statements.filter(({ effect, principals }) => effect === 'Allow' && principals && isOpening(principals))
}

interface Open {
  readonly who: 'everybody' | Holder
  readonly action: CatalogueAction
  readonly level: AccessLevel
  readonly target: string
  readonly context: readonly string[]
  /** How many actions the statements name. */
  readonly actions: number
}

const byDanger: readonly AccessLevel[] = ['Permissions management', 'Write', 'Read', 'List', 'Tagging']

/** Of everybody before of a single account, and of the most dangerous kind of action that the engine allows. */
function mostDangerous(
  context: InsightContext,
  resource: SnapshotResource,
  opening: readonly StatementFacts[],
  candidates: readonly Candidate[],
): Open | undefined {
  const { world } = context
  const implied = impliedAt(world.snapshot.at)
  const spoken = candidates.filter(({ action }) =>
    opening.some((statement) => speaksOf(statement, action.name.toLowerCase())),
  )
  let outside: Open | undefined
  for (const level of byDanger) {
    for (const { action, suffix } of spoken.filter((one) => one.level === level).slice(0, triedOfLevel)) {
      const given = givenFor(resource, action)
      const target = `${resource.arn}${suffix}`
      const question = questionOf(world, action, target)
      const holders = outsideHolders({ ...context, question, given: new Map([...implied, ...given]) })
      const open = { action, target, level, actions: spoken.length, context: asText(given) }
      if (holders.some(isAnybody)) return { ...open, who: 'everybody' }
      const stranger = world.organizations.size > 0 ? holders.find((holder) => isStranger(world, holder)) : undefined
      if (stranger) outside ??= { ...open, who: stranger }
    }
  }
  return outside
}

interface Candidate {
  readonly action: CatalogueAction
  readonly level: AccessLevel | undefined
  /** Of a bucket what is done to its objects is asked of them. */
  readonly suffix: '' | '/*'
}

function candidatesFor(world: World, { type, arn }: SnapshotResource): readonly Candidate[] {
  return actionsTaking(world.catalogue, arn).flatMap((action): readonly Candidate[] => {
    const level = levelOf(action)
    if (type !== 's3:bucket') return [{ action, level, suffix: '' }]
    const takes = (name: string): boolean => action.resourceTypes.some((one) => one.type.name === name)
    if (takes('object')) return [{ action, level, suffix: '/*' }]
    return takes('bucket') ? [{ action, level, suffix: '' }] : []
  })
}

/** Actions of one level on one resource stand or fall together, but for odd ones. */
const triedOfLevel = 4

/** Lambda DG "Control access to function URLs": the key tells how the address of the function is protected. */
function givenFor({ type, facts }: SnapshotResource, action: CatalogueAction): GivenContext {
  const urls = facts['urls']
  const isOpen = Array.isArray(urls) && urls.some((url) => isJsonObject(url) && url['authType'] === 'NONE')
  const given = new Map([['aws:securetransport', ['true']]])
  if (type === 'lambda:function' && isOpen && action.name === 'lambda:InvokeFunctionUrl')
    given.set('lambda:functionurlauthtype', ['NONE'])
  return given
}

const properNames: ReadonlyMap<string, string> = new Map([
  ['aws:securetransport', 'aws:SecureTransport'],
  ['lambda:functionurlauthtype', 'lambda:FunctionUrlAuthType'],
])
const asText = (given: GivenContext): readonly string[] =>
  [...given].flatMap(([key, values]) => values.map((value) => `${properNames.get(key) ?? key}=${value}`))

const isAnybody = ({ arn, decision }: Holder): boolean => arn === '*' && decision === 'Allowed'

/** Of an account outside; its own account has to allow it too, and may. */
const isStranger = (world: World, { type, account, condition }: Holder): boolean =>
  type === 'external' && account !== '' && !world.accounts.has(account) && condition === outsideSnapshot

/* ------------------------------------------------------------------ words */

const publicRules: ReadonlyMap<string, readonly [InsightRule, InsightSeverity]> = new Map([
  ['s3:bucket', ['public-resource-s3', 'critical']],
  ['kms:key', ['public-resource-kms', 'critical']],
  ['secretsmanager:secret', ['public-resource-secret', 'critical']],
  ['lambda:function', ['public-resource-lambda', 'high']],
  ['ecr:repository', ['public-resource-ecr', 'high']],
  ['sns:topic', ['public-resource-sns', 'high']],
  ['sqs:queue', ['public-resource-sqs', 'high']],
])

function told(world: World, resource: SnapshotResource, { who, action, level, target, context, actions }: Open): Found {
  const act = actOn(resource.type, action, level)
  const common = {
    rank: byDanger.indexOf(level),
    group: resource.arn,
    subject: resourceSubject(world, resource),
    names: [resource.name],
    question: {
      ask: 'who-can',
      action: action.name,
      resource: target,
      holder: who === 'everybody' ? '*' : who.arn,
      context,
    },
  } as const
  if (who === 'everybody') {
    const [rule, severity] = publicRules.get(resource.type) ?? (['public-resource-other', 'high'] as const)
    const sentence = words.anybodyCan(
      isAnsweredUnsigned(resource.type, action) ? 'on the internet' : 'with an AWS account',
      act,
      resource.name,
    )
    return { ...common, rule, severity, sentence, why: words.publicWhy(actions, action.name) }
  }
  return {
    ...common,
    rule: 'cross-account-resource',
    severity: 'medium',
    sentence: words.outsideCan(who.account, act, resource.name),
    why: words.outsideCanWhy(action.name),
  }
}

/** Services that answer requests without a signature; the others want one, of whatever account. */
const answersUnsigned: ReadonlySet<string> = new Set(['s3:bucket', 'sns:topic', 'sqs:queue'])

/** Of a function only its address does (Lambda DG "Control access to function URLs"); the API of Lambda wants a signature. */
const isAnsweredUnsigned = (type: string, { name }: CatalogueAction): boolean =>
  answersUnsigned.has(type) || name === 'lambda:InvokeFunctionUrl'

type Acts = Readonly<Partial<Record<AccessLevel, string>>>
const actsOn: Readonly<Record<string, Acts>> = {
  's3:bucket': {
    Read: 'read what lies in',
    Write: 'write to',
    List: 'list',
    'Permissions management': 'change who may use',
  },
  'sns:topic': { Write: 'publish to', Read: 'read', 'Permissions management': 'change who may use' },
  'sqs:queue': { Write: 'send to', Read: 'read from', 'Permissions management': 'change who may use' },
  'kms:key': { Write: 'encrypt and decrypt with', 'Permissions management': 'hand out the use of' },
  'secretsmanager:secret': { Read: 'read the secret' },
  'ecr:repository': { Read: 'pull images from', Write: 'push images to' },
  'lambda:function': { Write: 'call the function' },
  'events:event-bus': { Write: 'send events to' },
}

const actOn = (type: string, { name }: CatalogueAction, level: AccessLevel): string =>
  actsOn[type]?.[level] ?? `call ${name} on`
