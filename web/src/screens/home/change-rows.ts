/** What changed in access, one row for each principal and direction, with what changed in the configuration beside it. Pure, tested beside. */
import type { AccessChange, ConfigurationChange, DiffAnswer } from '../../api/schema.ts'
import { type AccessLevel, accessLevels } from '../../api/types.ts'
import { shortArn } from '../../parts/arn.ts'
import { capabilityName } from '../../parts/coverage-cells.ts'
import { counted } from '../../parts/verdict.tsx'

export interface ChangeRow {
  readonly key: string
  readonly gained: boolean
  readonly name: string
  readonly below: string
  /** Of a principal that still exists. */
  readonly arn: string | undefined
  readonly what: string
  readonly more: string | undefined
  readonly condition: string | undefined
  readonly because: string
  /** When the configuration changed; undefined: nothing in it tells. */
  readonly at: string | undefined
}

type Diff = Pick<DiffAnswer, 'changes' | 'added' | 'removed' | 'admins' | 'people'>
type Principal = AccessChange['principal']

export function changeRows(diff: Diff, configuration: readonly ConfigurationChange[]): readonly ChangeRow[] {
  const causes = causesIn(configuration)
  const removed = new Set(diff.removed.map(({ arn }) => arn))
  const added = new Set(diff.added.map(({ arn }) => arn))
  const administrating = new Set(diff.admins.flatMap(({ principal }) => principal.arn))
  const rows = [
    ...diff.admins.flatMap((one) => adminRow(one, causes)),
    ...diff.people.map((one) => personRow(one, causes)),
    ...diff.removed.filter(({ arn }) => !administrating.has(arn)).map((one) => removedRow(one, causes)),
    ...groupsOf(diff.changes)
      .filter(([first]) => !administrating.has(first.principal.arn) && !removed.has(first.principal.arn))
      .map((group) => accessRow(group, added.has(group[0].principal.arn), causes)),
  ]
  return [...rows.filter(({ gained }) => gained), ...rows.filter(({ gained }) => !gained)]
}

/** Fewer are named one by one. */
const manyAlike = 3

/** Those to whom the same happened for the same reason stand in one row. */
export function together(rows: readonly ChangeRow[]): readonly ChangeRow[] {
  const groups = Map.groupBy(rows, ({ gained, what, because, condition, at }) =>
    JSON.stringify([gained, what, because, condition, at]),
  )
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    if (!first || same.length < manyAlike) return same
    const places = new Set(same.map(({ below }) => below))
    const below = places.size === 1 ? first.below : counted(places.size, 'account')
    return [{ ...first, name: counted(same.length, 'principal'), below, arn: undefined, more: undefined }]
  })
}

/* ------------------------------------------------------------------ rows */

const placeOf = ({ accountName, account }: Principal): string => accountName ?? account

function adminRow({ principal, before, after }: Diff['admins'][number], causes: Causes): readonly ChangeRow[] {
  if (after !== 'yes' && before !== 'yes') return []
  const cause = causes.of(principal, undefined)
  return [
    {
      key: `admin ${principal.arn}`,
      gained: after === 'yes',
      name: principal.name,
      below: placeOf(principal),
      arn: principal.arn,
      what: 'Administration',
      more: undefined,
      condition: undefined,
      because: cause?.text ?? 'What it may do changed',
      at: cause?.at,
    },
  ]
}

function personRow({ person, role, change }: Diff['people'][number], causes: Causes): ChangeRow {
  const cause = causes.assignments()
  return {
    key: `person ${person} ${role.arn} ${change}`,
    gained: change === 'gained',
    name: person,
    below: placeOf(role),
    arn: role.arn,
    what: `Everything ${role.name} may do`,
    more: undefined,
    condition: undefined,
    because: cause?.text ?? 'Assigned in Identity Center',
    at: cause?.at,
  }
}

function removedRow(principal: Principal, causes: Causes): ChangeRow {
  const kind = principal.type === 'user' ? 'user' : 'role'
  const cause = causes.of(principal, undefined)
  return {
    key: `removed ${principal.arn}`,
    gained: false,
    name: principal.name,
    below: placeOf(principal),
    arn: undefined,
    what: `Everything; the ${kind} is gone`,
    more: undefined,
    condition: undefined,
    because: cause?.text ?? `The ${kind} was deleted`,
    at: cause?.at,
  }
}

type Group = readonly [AccessChange, ...AccessChange[]]

const isGain = ({ change }: AccessChange): boolean | undefined => {
  if (change === 'gained' || change === 'widened') return true
  return change === 'lost' || change === 'narrowed' ? false : undefined
}

function groupsOf(changes: readonly AccessChange[]): readonly Group[] {
  const told = changes.filter((one) => isGain(one) !== undefined)
  return [...Map.groupBy(told, (one) => `${one.principal.arn} ${isGain(one)}`).values()].flatMap(
    ([first, ...rest]): readonly Group[] => (first ? [[first, ...rest]] : []),
  )
}

function accessRow(group: Group, isNew: boolean, causes: Causes): ChangeRow {
  const [first] = group
  const { principal } = first
  const gained = isGain(first) === true
  const cause = causes.of(principal, first.because)
  const count = group.reduce((sum, { actionCount }) => sum + actionCount, 0)
  return {
    key: `${principal.arn} ${gained}`,
    gained,
    name: principal.name,
    below: placeOf(principal),
    arn: principal.arn,
    what: whatOf(group),
    more: count > 1 ? `${first.actions[0] ?? ''} and ${counted(count - 1, 'more action')}` : undefined,
    condition: first.conditionText,
    because: cause?.text ?? (isNew ? 'It is new' : unexplained(first, gained)),
    at: cause?.at,
  }
}

const verbs: Readonly<Record<AccessLevel, string>> = {
  'Permissions management': 'change who may',
  Write: 'write',
  Read: 'read',
  Tagging: 'tag',
  List: 'list',
}
/** As people say it: reading before writing. */
const spoken: readonly AccessLevel[] = ['Read', 'Write', 'List', 'Tagging', 'Permissions management']

/** `Read and write in S3 on lake-raw/*`. */
function whatOf(group: Group): string {
  const levels = new Set(group.flatMap((one) => one.levels))
  const told = spoken.filter((level) => levels.has(level) && accessLevels.includes(level)).map((level) => verbs[level])
  const services = [...new Set(group.map(({ service }) => service))]
  const [service = '', second] = services
  const where =
    service === '*' || services.length > 2
      ? 'many services'
      : [service, second].flatMap((one) => (one === undefined ? [] : [capabilityName(one)])).join(' and ')
  const text = `${told.slice(0, 2).join(' and ') || 'act'} in ${where}${onWhat(group)}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const resourceRoom = 36

function onWhat(group: Group): string {
  const resources = new Set(group.flatMap((one) => one.resources))
  const [only = '*'] = resources
  if (resources.size > 1) return `, on ${counted(resources.size, 'resource')}`
  if (only === '*') return ''
  return `, on ${shortArn(only, resourceRoom).split(':').slice(5).join(':') || only}`
}

function unexplained({ because }: AccessChange, gained: boolean): string {
  if (!because) return gained ? 'Something allows it now' : 'Nothing allows it any more'
  return `${because.policy} ${because.effect === 'Allow' ? 'allows' : 'denies'} it now`
}

/* ------------------------------------------------------------------ what changed in the configuration */

interface Cause {
  readonly text: string
  readonly at: string | undefined
}

interface Causes {
  /** Of the principal itself first, then of the policy that decides. */
  of(principal: Principal, because: AccessChange['because']): Cause | undefined
  assignments(): Cause | undefined
}

function causesIn(configuration: readonly ConfigurationChange[]): Causes {
  const byArn = Map.groupBy(configuration, ({ arn }) => arn)
  const byName = Map.groupBy(configuration, ({ name }) => name)
  const assigned = configuration.find(({ kind }) => kind === 'accountAssignment' || kind === 'directoryGroup')
  return {
    of(principal, because) {
      const own = byArn.get(principal.arn)?.find(({ kind }) => kind === 'user' || kind === 'role')
      if (own) return causeOf(own, because?.policy)
      // `bucket policy of lake` is told by the change of `lake`.
      const name = because?.policy.split(' of ').at(-1)
      const other = name === undefined ? undefined : (byName.get(because?.policy ?? '') ?? byName.get(name))?.[0]
      return other && causeOf(other, because?.policy)
    },
    assignments: () => assigned && causeOf(assigned, undefined),
  }
}

function causeOf({ change, kind, name, fields, between }: ConfigurationChange, policy: string | undefined): Cause {
  return { text: causeText(change, kind, name, fields, policy), at: between?.until }
}

const kindNames: Readonly<Record<string, string>> = {
  user: 'The user',
  role: 'The role',
  managedPolicy: 'Policy',
  organizationPolicy: 'Policy of the organization',
  accountAssignment: 'An assignment in Identity Center',
  directoryGroup: 'Group',
  permissionSet: 'Permission set',
  resource: 'The policy of',
}
const verbsOfChange = { added: 'was made', removed: 'was deleted', changed: 'was changed' } as const

const fieldNames: Readonly<Record<string, string>> = {
  attachedPolicies: 'Attached policies changed',
  boundary: 'Its permissions boundary changed',
  groups: 'Its groups changed',
  trustPolicy: 'Its trust policy changed',
  tags: 'Its tags changed',
}

function causeText(
  change: ConfigurationChange['change'],
  kind: string,
  name: string,
  fields: ConfigurationChange['fields'],
  policy: string | undefined,
): string {
  const isPrincipal = kind === 'user' || kind === 'role'
  if (isPrincipal && change === 'changed') {
    const path = fields[0]?.path ?? ''
    const inline = /^inlinePolicies\[([^\]]+)\]/.exec(path)?.[1]
    if (inline !== undefined) return `Inline policy ${inline} was changed`
    return (
      fieldNames[/^\w+/.exec(path)?.[0] ?? ''] ?? (policy === undefined ? 'It was changed' : `${policy} was changed`)
    )
  }
  const named = isPrincipal || kind === 'accountAssignment' ? kindNames[kind] : `${kindNames[kind] ?? kind} ${name}`
  return `${named} ${verbsOfChange[change]}`
}
