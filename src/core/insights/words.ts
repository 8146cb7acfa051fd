/** Every sentence of an insight, in one place. Subject, verb, object; present tense; numbers under ten as words. */
import { capital, figure, listed, plural } from '../access/words.ts'

const dayMs = 86_400_000

/** `two years`, `eight months`, `95 days`: as far as anybody cares. */
export function ageWords(from: string, to: string): string {
  const days = Math.floor((Date.parse(to) - Date.parse(from)) / dayMs)
  if (days >= 730) return plural(Math.floor(days / 365), 'year')
  return days >= 120 ? plural(Math.floor(days / 30), 'month') : plural(days, 'day')
}

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / dayMs

export const words = {
  inAccount: (name: string, account: string) => `${name} in ${account}`,

  /* becoming administrator */
  escalates: (name: string, account: string, steps: number) =>
    `${name} can become administrator of ${account} in ${plural(steps, 'step')}.`,
  peopleEscalate: (people: number, set: string, account: string, steps: number) =>
    `${capital(plural(people, 'person', 'people'))} with ${set} can become administrator of ${account} in ${plural(steps, 'step')}.`,
  becomes: (who: string, account: string) => `${who} can become administrator of ${account}.`,
  way: (start: string, over: readonly string[], account: string, grantsItself: boolean) => {
    const first = `${start} is no administrator`
    const acting = over.map((name) => `as ${name}`).join(', then ')
    if (over.length === 0) return `${first}, but it may change its own permissions.`
    const end = grantsItself ? 'which may change its own permissions' : `which is administrator of ${account}`
    return `${first}, but it can act ${acting}, ${end}.`
  },
  wayIn: (role: string, over: readonly string[], account: string, grantsItself: boolean) => {
    const then = over.map((name) => `as ${name}`).join(', then ')
    const end = grantsItself ? 'which may change its own permissions' : `which is administrator of ${account}`
    return `It may take on ${role}${then === '' ? '' : `, and with it act ${then}`}, ${end}.`
  },

  /* trust */
  trustsAnyone: (role: string) => `Anybody with an AWS account can assume ${role}.`,
  trustsAnyoneWhy: 'Its trust policy names everybody and asks for nothing that not everybody can bring.',
  trustsAnyoneIf: (role: string) => `Anybody with an AWS account can assume ${role}, under a condition.`,
  trustsAnyoneIfWhy: (condition: string) => `Its trust policy names everybody, if ${condition}.`,
  outsideAccount: (account: string) => `Account ${account}, outside the organization,`,
  outsidePrincipal: (name: string, account: string) => `${name} of account ${account}, outside the organization,`,
  trustsOutside: (who: string, role: string) => `${who} can assume ${role}.`,
  trustsOutsideWhy:
    'Its trust policy asks for no external id, so whoever controls that account, or tricks it, comes in.',
  signsIn: (who: string, role: string) => `${who} can sign in as ${role}.`,
  noSubject: (provider: string) => `Its trust policy does not test whom ${provider} signs in.`,
  broadSubject: (pattern: string) => `Its trust policy accepts every subject like ${pattern}.`,
  anyoneAt: (provider: string) => `Anybody whom ${provider} signs in`,
  anyRepository: 'Any repository on GitHub, whoever owns it,',
  repositoriesLike: (start: string) => `Any repository on GitHub whose name begins with ${start}`,
  repositoriesOf: (owner: string) => `Any repository of ${owner}`,
  branchesOf: (repository: string) => `Any branch of ${repository}`,
  subjectsLike: (pattern: string, provider: string) => `Whoever ${provider} calls ${pattern}`,

  /* exposure */
  anybodyCan: (who: 'on the internet' | 'with an AWS account', act: string, resource: string) =>
    `Anybody ${who} can ${act} ${resource}.`,
  publicWhy: (actions: number, example: string) =>
    actions > 1
      ? `Its policy allows everybody ${figure(actions)} actions, ${example} among them, and nothing above it stands in the way.`
      : `Its policy allows everybody ${example}, and nothing above it stands in the way.`,
  outsideCan: (account: string, act: string, resource: string) =>
    `Account ${account}, outside the organization, can ${act} ${resource}.`,
  outsideCanWhy: (action: string) =>
    `The policy of the resource lets it call ${action}; nobody here decides who does so there.`,

  /* credentials */
  administersWithout: (name: string, account: string) => `${name} administers ${account} with a password alone.`,
  signsInWithout: (name: string) => `${name} signs in to the console with a password alone.`,
  noMfaWhy: 'No MFA device is registered for it, and no policy asks for one.',
  rootWithoutMfa: (account: string) => `The root user of ${account} has no MFA.`,
  rootWithoutMfaWhy:
    'A password alone opens everything in the account, and no policy of the account binds its root user.',
  rootKey: (account: string) => `The root user of ${account} has an access key.`,
  rootKeyWhy: 'A key of the root user is the whole account in a file, and it never expires.',
  oldKey: (name: string, age: string) => `The access key of ${name} is ${age} old.`,
  oldKeyWhy: (use: string | undefined, more: number) =>
    [
      use === undefined ? 'It is active, and no use of it is known.' : `It is active and was used ${use} ago.`,
      ...(more > 0
        ? [`${capital(plural(more, 'other key'))} of other users ${more === 1 ? 'is' : 'are'} older than 90 days.`]
        : []),
    ].join(' '),
  oldAdminKeyWhy: (account: string) =>
    `Whoever holds it administers ${account}, and it is as valid as on its first day.`,

  /* staleness */
  unusedAdmin: (name: string, age: string) => `Nobody has used ${name}, an administrator, for ${age}.`,
  unusedAdminWhy: 'It is power that nobody would miss, and that somebody may find.',

  /* what was not read */
  accountsNotRead: (names: readonly string[]) =>
    `There may be more: ${names.length > 3 ? plural(names.length, 'account') : listed(names, 'and')} could not be read.`,
  credentialsNotRead: (accounts: number) =>
    `Passwords, MFA and keys of ${plural(accounts, 'account')} were not read, so nothing is said of them.`,
  rootPasswordUnknown: (accounts: readonly string[]) => {
    const [only] = accounts
    if (accounts.length === 1) return `The root user of ${only} has no MFA, and whether it has a password is not known.`
    const of = accounts.length > 3 ? plural(accounts.length, 'account') : listed(accounts, 'and')
    return `The root users of ${of} have no MFA, and whether they have a password is not known.`
  },
  policiesNotRead: (accounts: number) =>
    `Resources of ${plural(accounts, 'account')} were not read whole, so more may be open there.`,
  noOrganization: 'No organization was read, so it is not known which accounts are outside.',
  alsoIn: (others: number) => `The same stands in ${plural(others, 'other account')}.`,
}
