/** What stands in the grid of granted and used actions. Pure, tested beside. */
import type { ServiceAbilities, ServiceUsage } from '../../api/schema.ts'
import type { AccessLevel } from '../../api/types.ts'
import type { HeatCell, HeatFill, HeatKey } from '../../parts/heat-map.tsx'
import { counted, figure } from '../../parts/verdict.tsx'

/** What looks before what changes; who may change who may comes last. */
export const heatLevels: readonly AccessLevel[] = ['List', 'Read', 'Write', 'Tagging', 'Permissions management']

export const levelNames: Readonly<Record<AccessLevel, string>> = {
  List: 'List',
  Read: 'Read',
  Write: 'Write',
  Tagging: 'Tagging',
  'Permissions management': 'Permis\u00adsions',
}

export type Levels = Readonly<Record<AccessLevel, number>>

export const actionsIn = (levels: Readonly<Record<string, number>>): number =>
  Object.values(levels).reduce((sum, count) => sum + count, 0)

/** Those whose names are longer than anybody says them. */
const saidShort = new Set(['sts', 'kms', 'sqs', 'sns', 'iam', 'ecr', 'ecs', 'eks', 'rds', 'acm', 'waf'])

/** As people say it, and so that a narrow column tells two apart: `S3`, `Glue`, `KMS`. */
export function shortService({ name, service }: Pick<ServiceAbilities, 'name' | 'service'>): string {
  if (saidShort.has(service)) return service.toUpperCase()
  return name === undefined ? service : (/\(([^)]+)\)$/.exec(name)?.[1] ?? name.replace(/^(?:Amazon|AWS) /, ''))
}

/* ------------------------------------------------------------------ use */

export interface ServiceUse {
  /** ISO 8601. */
  readonly at: string
  /** Actions that are known to have been used, by level: AWS tells of few, so there may be more. */
  readonly used: Partial<Levels>
}

/** By prefix; undefined where it is not known what was used. What is missing was not used in AWS's tracking period. */
export function serviceUses(usage: ServiceUsage | undefined): ReadonlyMap<string, ServiceUse> | undefined {
  if (usage === undefined || !usage.known) return undefined
  const used = new Map<string, Partial<Record<AccessLevel, number>>>()
  for (const { action, level } of usage.actions) {
    if (level === undefined) continue
    const service = action.slice(0, action.indexOf(':'))
    const counts = used.get(service) ?? {}
    counts[level] = (counts[level] ?? 0) + 1
    used.set(service, counts)
  }
  return new Map(usage.services.map(({ service, at }) => [service, { at, used: used.get(service) ?? {} }]))
}

/* ------------------------------------------------------------------ order */

/** What incidents are about: whoever looks down a list of hundreds should see these first. */
const tellingServices = [
  'iam',
  'sts',
  'organizations',
  'sso',
  'kms',
  'secretsmanager',
  's3',
  'lambda',
  'ec2',
  'ssm',
  'rds',
  'dynamodb',
  'cloudformation',
  'cloudtrail',
]
const placeOf = new Map(tellingServices.map((service, place) => [service, place]))

const weightOf = ({ levels }: ServiceAbilities): number =>
  levels['Permissions management'] * 20 + levels.Write * 4 + levels.Tagging * 2 + levels.Read + levels.List

/** Used ones first, the latest first; then what is told of in incidents; then the largest grant. */
export function inTellingOrder(
  services: readonly ServiceAbilities[],
  use: ReadonlyMap<string, ServiceUse> | undefined,
): readonly ServiceAbilities[] {
  const lastOf = ({ service }: ServiceAbilities): number => Date.parse(use?.get(service)?.at ?? '') || 0
  const rankOf = ({ service }: ServiceAbilities): number => placeOf.get(service) ?? tellingServices.length
  return services
    .filter(({ levels }) => actionsIn(levels) > 0)
    .sort((a, b) => lastOf(b) - lastOf(a) || rankOf(a) - rankOf(b) || weightOf(b) - weightOf(a))
}

/* ------------------------------------------------------------------ cells */

/** Where one shade ends and the next begins: of the share used, and of the number of actions where use is not known. */
const shares = [0.05, 0.1, 0.15, 0.5] as const
const amounts = [10, 50] as const

const shadeOf = (value: number, ends: readonly number[]): 1 | 2 | 3 | 4 | 5 => {
  const place = ends.findIndex((end) => value < end)
  const shade = (place < 0 ? ends.length : place) + 1
  return shade === 1 ? 1 : shade === 2 ? 2 : shade === 3 ? 3 : shade === 4 ? 4 : 5
}

const notGranted: HeatCell = { fill: 'none', text: '·', says: 'not granted' }

/** Without `use` how much is granted is all that can be shown; `null`: the service was never used. */
export function cellOf(granted: number, level: AccessLevel, use: ServiceUse | null | undefined): HeatCell {
  if (granted === 0) return notGranted
  const number = figure(granted)
  const grants = `${counted(granted, 'action')} granted`
  if (use === undefined) return { fill: shadeOf(granted, amounts), text: number, says: grants }
  if (use === null) return { fill: 'idle', text: `0 / ${number}`, says: `${grants}, never used` }
  const used = Math.min(use.used[level] ?? 0, granted)
  if (used === 0)
    return { fill: 0, text: number, says: `${grants}; the service is used, of these actions AWS does not tell` }
  return {
    fill: shadeOf(used / granted, shares),
    strong: figure(used),
    text: ` / ${number}`,
    says: `${grants}, at least ${figure(used)} used`,
  }
}

/** Several services as one row. */
export function summed(services: readonly ServiceAbilities[]): Levels {
  const sum = { List: 0, Read: 0, Write: 0, Tagging: 0, 'Permissions management': 0 }
  for (const { levels } of services) for (const level of heatLevels) sum[level] += levels[level]
  return sum
}

const fills = (...list: readonly HeatFill[]): readonly HeatFill[] => list

export const keysOf = (isUseKnown: boolean): readonly HeatKey[] =>
  isUseKnown
    ? [
        { fills: fills('idle'), says: 'granted, never used' },
        { fills: fills(0), says: 'service used, single actions not told' },
        { fills: fills(1, 2, 3, 4, 5), says: 'share used: under 5, 10, 15, 50 %, more' },
        { fills: fills('none'), says: 'not granted' },
      ]
    : [
        { fills: fills(1), says: `under ${amounts[0]} actions` },
        { fills: fills(2), says: `under ${amounts[1]}` },
        { fills: fills(3), says: 'more' },
        { fills: fills('none'), says: 'not granted' },
      ]

/* ------------------------------------------------------------------ as a file */

export function csvOfServices(
  services: readonly ServiceAbilities[],
  use: ReadonlyMap<string, ServiceUse> | undefined,
): readonly (readonly string[])[] {
  const plain = (level: AccessLevel) => level.toLowerCase()
  return [
    [
      'service',
      'name',
      ...heatLevels.flatMap((level) => [`${plain(level)} granted`, `${plain(level)} used at least`]),
      'last used',
    ],
    ...services.map((one) => {
      const used = use?.get(one.service)
      const isNever = use !== undefined && used === undefined
      return [
        one.service,
        one.name ?? '',
        ...heatLevels.flatMap((level) => [
          String(one.levels[level]),
          use === undefined ? '' : String(used?.used[level] ?? 0),
        ]),
        used?.at ?? (isNever ? 'never' : ''),
      ]
    }),
  ]
}
