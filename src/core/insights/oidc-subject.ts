/**
 * Whom an OIDC provider's subjects let in, from the condition that is left when somebody signs in through it (findings.md §5,
 * "Federation"). IAM UG "Create a role for OpenID Connect federation": `<issuer>:sub` is the subject, `<issuer>:aud` the client.
 */
import type { Residual } from '../evaluate/types.ts'
import type { InsightRule, InsightSeverity } from './insight.ts'
import { bySeverity } from './severity.ts'
import { words } from './words.ts'

export type ConditionTest = Extract<Residual, { readonly op: string }>

/** Tests that all have to hold; those that are alternatives say nothing for certain. */
export function testsOf(condition: Residual | undefined): readonly ConditionTest[] {
  if (condition === undefined) return []
  if ('all' in condition) return condition.all.flatMap(testsOf)
  return 'op' in condition ? [condition] : []
}

export interface JudgedSubject {
  readonly rule: Extract<InsightRule, 'oidc-trust-missing-subject' | 'oidc-trust-broad-subject'>
  readonly severity: InsightSeverity
  /** For a sentence. */
  readonly who: string
  /** What stands out of `who`: a repository, an owner, the provider. */
  readonly name: string
  readonly why: string
}

/** One issuer for all customers of a public service: whoever has an account there has a token. */
const sharedIssuers: readonly string[] = [
  'token.actions.githubusercontent.com',
  'gitlab.com',
  'app.terraform.io',
  'agent.buildkite.com',
  'oidc.vercel.com',
  'accounts.google.com',
  'api.bitbucket.org',
  'app.pulumi.com',
  'api.pulumi.com',
]

const github = 'token.actions.githubusercontent.com'

/** `url` as IAM prints it, without its scheme. Undefined: it lets in few enough. */
export function judgeSubject(
  url: string,
  provider: string,
  condition: Residual | undefined,
): JudgedSubject | undefined {
  // A condition of alternatives is not taken apart.
  if (condition !== undefined && !('op' in condition) && !('all' in condition)) return undefined
  const claims = testsOf(condition).filter(({ key, op, quantifier, ifExists }) => {
    const claim = key.toLowerCase()
    // True of a token without the claim, which has a subject always; what it must not be leaves all others.
    const isOpen = quantifier === 'ForAllValues' || (ifExists === true && !claim.endsWith(':sub'))
    return (
      claim.startsWith(`${url.toLowerCase()}:`) && !claim.endsWith(':aud') && !isOpen && !op.startsWith('StringNot')
    )
  })
  const subjects = claims.filter(({ key, op }) => key.toLowerCase().endsWith(':sub') && isPositive(op))
  if (claims.length > subjects.length) return undefined
  if (subjects.length === 0) return missing(url, provider)
  // All of them have to hold, so the narrowest tells.
  const judged = subjects.map((one) => ofTest(url, provider, one))
  if (judged.includes(undefined)) return undefined
  return judged.flatMap((one) => one ?? []).reduce((a, b) => (bySeverity(a.severity, b.severity) < 0 ? b : a))
}

/** Undefined: it names subjects one by one. IAM UG "String condition operators": only `StringLike` takes `*` for a wildcard. */
function ofTest(url: string, provider: string, { op, values }: ConditionTest): JudgedSubject | undefined {
  if (!op.startsWith('StringLike')) return undefined
  if (values.some(isAnything)) return missing(url, provider)
  return worst(values.flatMap((pattern) => broad(url, provider, pattern) ?? []))
}

const isPositive = (op: string): boolean => /^String(Equals|Like)/.test(op)

/** `repo:*` restricts nothing: everything that GitHub signs in for is a repository. */
const isAnything = (pattern: string): boolean => /^(?:[a-z_]+:)?\*+$/.test(pattern)

function missing(url: string, provider: string): JudgedSubject {
  const isShared = sharedIssuers.some((issuer) => url === issuer || url.startsWith(`${issuer}/`))
  return {
    rule: 'oidc-trust-missing-subject',
    severity: isShared ? 'critical' : 'high',
    who: url === github ? words.anyRepository : words.anyoneAt(provider),
    name: url === github ? 'GitHub' : provider,
    why: words.noSubject(provider),
  }
}

function broad(url: string, provider: string, pattern: string): JudgedSubject | undefined {
  const at = pattern.search(/[*?]/)
  if (at < 0) return undefined
  const common = { rule: 'oidc-trust-broad-subject', why: words.broadSubject(pattern) } as const
  if (url !== github)
    return { ...common, severity: 'medium', who: words.subjectsLike(pattern, provider), name: pattern }
  // GitHub Docs, "OpenID Connect reference": repo:OWNER/REPOSITORY:… — the owner's name ends at the first slash.
  const [, owner = '', repository, rest = ''] = /^repo:([^/:]*)(?:\/([^:]*))?(?::(.*))?$/.exec(pattern) ?? []
  if (owner === '') return { ...common, severity: 'medium', who: words.subjectsLike(pattern, provider), name: pattern }
  if (repository === undefined || /[*?]/.test(owner))
    return { ...common, severity: 'high', ...repositoriesLike(owner.replace(/[*?].*$/, '')) }
  if (/[*?]/.test(repository)) return { ...common, severity: 'medium', who: words.repositoriesOf(owner), name: owner }
  // A tag or an environment is named by whoever may name it; any ref takes in pull requests too.
  return /^[*?]/.test(rest) || /^ref:refs\/heads\/\*$/.test(rest)
    ? { ...common, severity: 'medium', who: words.branchesOf(`${owner}/${repository}`), name: `${owner}/${repository}` }
    : undefined
}

const repositoriesLike = (start: string) => ({ who: words.repositoriesLike(start), name: start })

const worst = (judged: readonly JudgedSubject[]): JudgedSubject | undefined =>
  judged.find(({ severity }) => severity === 'high') ?? judged[0]
