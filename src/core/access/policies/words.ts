/** Every English sentence about policies as such. Style: words.ts of the index. */
import type { AccessLevel } from '../../catalogue.ts'
import { capital, figure, listed, plural } from '../words.ts'
import type { PolicyRow } from './policy-list.ts'

interface ActionWords {
  readonly total: number
  readonly isAll: boolean
  /** Of `NotAction`: what is left out. */
  readonly but: string | undefined
  /** The name of the only action. */
  readonly only: string | undefined
  /** As the statement writes them. */
  readonly written: string
  readonly services: readonly { readonly name: string; readonly isWhole: boolean }[]
  readonly levels: Readonly<Record<AccessLevel, number>>
}

interface StatementWords {
  readonly effect: 'Allow' | 'Deny'
  readonly who: string | undefined
  readonly what: string
  readonly where: string | undefined
  readonly condition: string | undefined
}

/** Services named one by one. */
const namedServices = 3

const levelVerbs = [
  ['Permissions management', 'change who may'],
  ['Write', 'write'],
  ['Tagging', 'tag'],
  ['Read', 'read'],
  ['List', 'list'],
] as const satisfies readonly (readonly [AccessLevel, string])[]

function levelWords(levels: Readonly<Record<AccessLevel, number>>): string {
  const parts = levelVerbs.flatMap(([level, verb]) => (levels[level] > 0 ? [[levels[level], verb] as const] : []))
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return ` that ${only[1]}`
  return ` (${parts.map(([count, verb]) => `${figure(count)} ${verb}`).join(', ')})`
}

export interface AffectedCounts {
  /** Of Identity Center. */
  readonly people: number
  readonly users: number
  readonly roles: number
}

/** `nine people, two IAM users and four roles`; empty for nobody. */
export function affectedWords({ people, users, roles }: AffectedCounts): string {
  return listed(
    [
      ...(people > 0 ? [plural(people, 'person', 'people')] : []),
      ...(users > 0 ? [plural(users, 'IAM user')] : []),
      ...(roles > 0 ? [plural(roles, 'role')] : []),
    ],
    'and',
  )
}

export interface Granted extends Pick<PolicyRow, 'width' | 'isConditional' | 'widestActions' | 'actions' | 'services'> {
  /** Of the only one. */
  readonly service: string | undefined
  /** Where all of it is about the same. */
  readonly where: string | undefined
}

/** What follows `lets somebody`: the verb of the widest thing, and how much there is. */
export function grantWords({
  width,
  isConditional,
  widestActions,
  actions,
  services,
  service,
  where,
}: Granted): string {
  const condition = isConditional ? ' under a condition' : ''
  switch (width) {
    case 'admin':
      return `administer the account${condition}`
    case 'permissions':
    case 'write':
    case 'read': {
      const of = service ?? plural(services, 'service')
      const on = where === undefined ? '' : ` on ${where}`
      const share = widestActions < actions ? `${figure(widestActions)} of its ` : ''
      return `${widthVerbs[width]}${condition}, with ${share}${plural(actions, 'action')} of ${of}${on}`
    }
    case 'assume':
      return 'assume the role'
    case 'limits':
    case 'nothing':
    case 'unread':
      return 'do nothing'
  }
}

const widthVerbs = { permissions: 'change who may do what', write: 'write', read: 'read' } as const

export const say = {
  more: (count: number) => `${figure(count)} more`,
  someOf: (names: readonly string[], shown: number): string =>
    names.length <= shown + 1
      ? listed(names, 'and')
      : `${names.slice(0, shown).join(', ')} and ${figure(names.length - shown)} more`,

  /* one statement */
  everyResource: 'every resource',
  everyResourceOf: (service: string) => `every resource of ${service}`,
  everyResourceBut: (names: string) => `every resource but ${names}`,
  anybody: 'anybody',
  anybodyBut: (names: string) => `anybody but ${names}`,
  signedInBy: (provider: string) => `whoever ${provider} signs in`,
  canonicalUser: (id: string) => `the canonical user ${id}`,
  account: (name: string) => `account ${name}`,
  nameIn: (name: string, account: string) => (account === '' ? name : `${name} in ${account}`),
  actions({ total, isAll, but, only, written, services, levels }: ActionWords): string {
    if (isAll) return 'every action'
    if (but !== undefined) return `every action but ${but}`
    if (total === 0) return `${written}, which AWS does not list`
    if (only !== undefined) return only
    const [first] = services
    if (services.length === 1 && first !== undefined)
      return first.isWhole
        ? `every action of ${first.name}`
        : `${plural(total, 'action')} of ${first.name}${levelWords(levels)}`
    const of =
      services.length <= namedServices
        ? listed(
            services.map(({ name }) => name),
            'and',
          )
        : plural(services.length, 'service')
    return `${plural(total, 'action')} of ${of}${levelWords(levels)}`
  },
  statement({ effect, who, what, where, condition }: StatementWords): string {
    const verb = effect === 'Allow' ? 'Allows' : 'Denies'
    const to = who === undefined ? '' : `${who} `
    const on = where === undefined ? '' : ` on ${where}`
    return `${verb} ${to}${what}${on}${condition === undefined ? '' : `, if ${condition}`}.`
  },

  /* a whole policy */
  unread: (name: string) => `What ${name} says is not known: its document was not read.`,
  invalid: (name: string) => `${name} is no valid policy, so AWS lets nobody do anything through it.`,
  unattached: (name: string, what: string) => `${name} is attached to nothing; it would let its holder ${what}.`,
  onlyDenies: (name: string, who: string) => `${name} only denies${who === '' ? '' : `, to ${who}`}.`,
  grants: (name: string, who: string, what: string) => `${name} lets ${who} ${what}.`,
  grantsNobody: (name: string, what: string) =>
    `${name} is attached, and nobody is behind it; it would let them ${what}.`,
  bounds: (name: string, who: string) => `${name} is the permissions boundary of ${who}.`,
  boundsToo: (sentence: string, who: string) => `${sentence.replace(/\.$/, '')}, and is the boundary of ${who}.`,
  trust: (role: string, who: string) => `${capital(who)} may assume ${role}.`,
  trustNobody: (role: string) => `The trust policy of ${role} lets nobody in.`,
  resource: (name: string, who: string, what: string) => `The ${name} lets ${who} ${what}.`,
  resourceNobody: (name: string) => `The ${name} lets nobody in.`,
  limitsCut: (name: string, accounts: number, cut: number, isHalf: boolean) =>
    cut === 0
      ? `${name} bears on ${plural(accounts, 'account')} and takes nothing away from anybody${isHalf ? ' that was read' : ''} there.`
      : `${name} takes something away from ${isHalf ? 'at least ' : ''}${plural(cut, 'principal')} in ${plural(accounts, 'account')}.`,
  limitsResources: (name: string, accounts: number, resources: number) =>
    `${name} bears on ${plural(resources, 'resource')} in ${plural(accounts, 'account')}.`,
  withoutOtherLayers: 'This is what the document says; boundaries, SCPs and other policies may leave less of it.',
  askWhoReaches:
    'Whom it lets in for sure depends on their own policies too; the page of the resource tells who reaches it.',
  losesAtMost:
    'Counted are principals whose own policies allow an action that it denies or does not allow, somewhere and under some condition.',
  limitsNothing: (name: string) => `${name} is attached to nothing.`,
} as const
