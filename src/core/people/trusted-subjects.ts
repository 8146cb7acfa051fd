/**
 * Whom trust policies let in by web identity, by the subjects that they name: repositories, service accounts of clusters,
 * workspaces. Read from the text; whether the engine would let them in is the matter of access paths.
 */
import { policyObject, statementsOf } from '../access/policy-facts.ts'
import { isJsonObject } from '../inventory/content-key.ts'
import type { Json } from '../inventory/objects.ts'
import { nameOidcProvider } from '../inventory/providers.ts'

export interface TrustedSubject {
  /** Host and path, as IAM writes it. */
  readonly issuer: string
  readonly providerArn: string
  /** As the policy has it, with wildcards; `*` where no subject is tested. */
  readonly subject: string
}

const providerPart = ':oidc-provider/'

/** Of a trust policy, each once. */
export function trustedSubjects(document: Json): readonly TrustedSubject[] {
  const found = new Map<string, TrustedSubject>()
  for (const statement of statementsOf(policyObject(document))) {
    if (statement['Effect'] !== 'Allow') continue
    for (const providerArn of federatedOf(statement['Principal'])) {
      const at = providerArn.indexOf(providerPart)
      if (at < 0) continue
      const issuer = providerArn.slice(at + providerPart.length)
      for (const subject of subjectsOf(statement['Condition'], issuer))
        found.set(`${providerArn}\n${subject}`, { issuer, providerArn, subject })
    }
  }
  return [...found.values()]
}

const federatedOf = (principal: Json | undefined): readonly string[] =>
  isJsonObject(principal) ? textsOf(principal['Federated']) : []

const textsOf = (value: Json | undefined): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string')

/** Operators that name whom they let in; what the others leave open is everybody. */
const naming = /^(?:For(?:Any|All)Values?:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike)(?:IfExists)?$/i

function subjectsOf(condition: Json | undefined, issuer: string): readonly string[] {
  const key = `${issuer}:sub`.toLowerCase()
  const tests = isJsonObject(condition) ? Object.entries(condition) : []
  const subjects = tests.flatMap(([operator, test]) => {
    if (!naming.test(operator) || !isJsonObject(test)) return []
    return Object.entries(test).flatMap(([name, values]) => (name.toLowerCase() === key ? textsOf(values) : []))
  })
  return subjects.length === 0 ? ['*'] : subjects
}

/** The repository, service account or workspace behind a subject. */
export interface SubjectOwner {
  /** Stable for the owner, whatever branch or environment. */
  readonly key: string
  readonly name: string
  /** `repository at GitHub Actions` */
  readonly what: string
  /** Issuers of CI systems and clusters sign for software; those of directories may sign for people as well. */
  readonly isSoftware: boolean
}

/**
 * How issuers write subjects, as far as a part of it is the owner. GitHub Docs "OpenID Connect reference" (`repo:OWNER/REPO:…`);
 * GitLab Docs "OpenID Connect in AWS" (`project_path:GROUP/PROJECT:…`); HCP Terraform docs "Workload identity tokens"
 * (`organization:O:project:P:workspace:W:run_phase:R`); Amazon EKS UG "IAM roles for service accounts".
 */
const forms: readonly { readonly vendor: string; readonly form: RegExp; readonly what: string }[] = [
  { vendor: 'GitHub Actions', form: /^repo:([^:]+)/, what: 'repository' },
  { vendor: 'GitLab', form: /^project_path:([^:]+)/, what: 'project' },
  { vendor: 'HCP Terraform', form: /^(organization:.+?:workspace:[^:]+)/, what: 'workspace' },
  { vendor: 'Amazon EKS', form: /^system:serviceaccount:(.+)$/, what: 'service account' },
]

/** Vendors whose tokens are of builds and pods alone. */
const software: ReadonlySet<string> = new Set([
  'GitHub Actions',
  'GitLab',
  'HCP Terraform',
  'CircleCI',
  'Buildkite',
  'Bitbucket Pipelines',
  'Azure DevOps',
  'Spacelift',
  'Pulumi',
  'Vercel',
  'Amazon EKS',
  'Red Hat OpenShift',
])

export function ownerOf(issuer: string, subject: string): SubjectOwner {
  const { vendor } = nameOidcProvider(issuer)
  const place = vendor ?? issuer
  const isSoftware = vendor !== null && software.has(vendor)
  for (const { form, what, ...known } of forms) {
    const owner = known.vendor === vendor ? form.exec(subject)?.[1] : undefined
    if (owner === undefined) continue
    return { key: owner, name: nameOf(owner, what), what: `${what} at ${place}`, isSoftware }
  }
  if (/^\*+$/.test(subject))
    return { key: '*', name: `Everybody at ${place}`, what: `any subject at ${place}`, isSoftware }
  return { key: subject, name: subject, what: `subject at ${place}`, isSoftware }
}

/** `larkfield/checkout`, `Every repository of larkfield`, `Every repository like larkfield*`. */
function nameOf(owner: string, what: string): string {
  const all = /^([^*?]+)[/:]\*$/.exec(owner)?.[1]
  if (all !== undefined && what !== 'workspace') return `Every ${what} of ${all}`
  return /[*?]/.test(owner) ? `Every ${what} like ${owner}` : owner
}
