/** The sentences of access paths. An act stands behind a name: `app` + `assumes admin`. */
import { capital, figure, words as indexWords, listed, plural } from '../words.ts'
import type { PathDecision, PathNodeKind } from './path-answer.ts'

export const words = {
  /* nodes */
  administratorOf: (account: string) => `administrator of ${account}`,
  anybody: 'anybody',
  anybodyWithAccount: 'anybody with an AWS account',
  anyService: 'any AWS service',
  accountOf: (account: string) => `account ${account}`,

  /* acts */
  assumes: (role: string) => `assumes ${role}`,
  signsIn: (role: string) => `lets its users sign in as ${role}`,
  isAdministrator: 'is administrator itself',
  memberOf: (group: string) => `is a member of ${group}`,
  assigned: (set: string, account: string) => `is assigned ${set} in ${account}`,
  provisions: (role: string) => `becomes role ${role}`,
  rewritesTrust: (role: string) => `lets itself into role ${role} by changing its trust policy`,
  makesKey: (user: string) => `makes an access key for ${user}`,
  actingAs: (principal: string, act: string) => `acts as ${principal} and ${act}`,
  runsAs: (role: string) => `runs as ${role}`,
  reaches: ([first = '', ...others]: readonly string[], resource: string) =>
    `may call ${first}${others.length > 0 ? ` and ${plural(others.length, 'more action')}` : ''} on ${resource}`,
  letIn: (cluster: string, policies: readonly string[]) =>
    `is let into cluster ${cluster} with ${listed(policies, 'and')}`,
  letInAsGroup: (cluster: string) =>
    `is let into cluster ${cluster}, as a member of groups that only the cluster knows`,
  clusterGroups: (cluster: string) =>
    `What an access entry without policies may do stands in cluster ${cluster}, which is not read`,
  entryUnread: (cluster: string) => `The policies of an access entry of cluster ${cluster} were not read`,
  inAccount: (name: string, account: string) => `${name} in ${account}`,
  step: (name: string, act: string) => `${name} ${act}.`,
  cut: (step: string, paths: number, of: number) => {
    if (paths < of)
      return `${capital(figure(paths))} of ${figure(of)} paths ${paths === 1 ? 'needs' : 'need'} this: ${step}`
    return `${of === 1 ? 'The path needs' : of === 2 ? 'Both paths need' : `All ${figure(of)} paths need`} this: ${step}`
  },
  furtherCut: (step: string, paths: number) =>
    `Once the others are cut, ${figure(paths)} further ${paths === 1 ? 'path needs' : 'paths need'} this: ${step}`,

  /* paths */
  end: (kind: PathNodeKind, name: string) => ends[kind]?.(name) ?? `reach ${name}`,
  anyAdministrator: 'become administrator',
  asAssigned: (person: string, set: string, account: string) => `${person}, as ${set} in ${account},`,
  already: (from: string, administrator: string, decision: PathDecision) => {
    if (decision === 'Unknown') return `Whether ${from} is ${administrator} is not known.`
    return `${from} is ${administrator} itself${decision === 'Conditional' ? ', under a condition' : ''}.`
  },
  path: ({ from, to, decision }: Outcome, steps: number, acts: readonly string[]) => {
    const told = acts.length > mostActs ? [...acts.slice(0, mostActs - 1), 'and so on'] : acts
    const inSteps = steps > 0 ? ` in ${plural(steps, 'step')}` : ''
    const condition = decision === 'Conditional' ? ', under a condition' : ''
    return `${from} ${can(decision)} ${to}${inSteps}${condition}: it ${told.join(', then ')}.`
  },
  conditions: (texts: readonly { readonly text: string; readonly step: number }[]) =>
    listed(
      texts.map(({ text, step }) => `in step ${step} ${text}`),
      'and',
    ),
  noPath: (from: string | undefined, to: string, complete: boolean) => {
    const known = complete ? '' : ', as far as is known'
    return from === undefined ? `No path leads anybody to ${to}${known}.` : `${from} cannot ${to}${known}.`
  },
  ways: ({ from, to, decision, count, whole, steps }: Ways) =>
    `${from} ${can(decision)} ${to} in ${whole ? '' : 'at least '}${plural(count, 'way')}; the shortest takes ${steps === 0 ? 'nothing beyond what is held already' : plural(steps, 'step')}.`,
  /** `unknown`: of these it is not known whether they can. */
  starts: (count: number, unknown: number, to: string, complete: boolean) => {
    const who = (of: number): string =>
      `${plural(of, 'principal')} ${of === 1 ? 'that is no administrator' : 'that are no administrators'}`
    if (count === 0) return `Whether ${who(unknown)} can ${to} is not known.`
    const open = unknown === 0 ? '' : ` For ${figure(unknown)} more it is not known.`
    return `${capital(`${complete ? '' : 'at least '}${who(count)}`)} can ${to}.${open}`
  },

  /* what stands beside an answer */
  actionsAsked: (actions: readonly string[]) => `No action was named, so these were asked: ${listed(actions, 'and')}.`,
  peopleByRole:
    'People of Identity Center are here as the roles they hold; the paths of one person tell how they come to them.',
  cutShort: 'The search was cut short: there may be further paths.',
  unknownSteps: 'Some steps are not known, because something that bears on them was not read.',
  accountsNotRead: indexWords.accountsNotRead,
  noCut: 'No small set of steps was found that cuts all of these paths.',
  manyCuts: (atLeast: number) =>
    `At least ${figure(atLeast)} steps would have to go to cut all of these paths, so none are listed.`,

  /* who can, by way of roles */
  chainsCutShort: 'The search was cut short: more may get there by assuming roles.',
  byAssuming: (count: number) =>
    `${capital(plural(count, 'more principal'))} ${count === 1 ? 'gets' : 'get'} there by assuming roles.`,

  /* questions that cannot be answered */
  ambiguous: (text: string) => `Several are named ${text}`,
  personIsNoEnd: (text: string) => `Nobody becomes ${text}: a person is where a path starts`,
  unknownAccount: (text: string) => `No account is ${text}`,
  nameAction: (resource: string) => `What can be done to ${resource} is not known; name an action`,
  sameEnds: (name: string) => `${name} is both the start and the end`,
} as const

interface Outcome {
  readonly from: string
  readonly to: string
  readonly decision: PathDecision
}

interface Ways extends Outcome {
  readonly count: number
  readonly whole: boolean
  readonly steps: number
}

const can = (decision: PathDecision): string => (decision === 'Unknown' ? 'could' : 'can')

/** Beyond three acts a sentence is a list; the steps stand below it. */
const mostActs = 3

const ends: Partial<Record<PathNodeKind, (name: string) => string>> = {
  administrator: (name) => `become ${name}`,
  principal: (name) => `act as ${name}`,
}
