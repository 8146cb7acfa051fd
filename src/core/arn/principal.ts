/**
 * Who makes a request. IAM UG *Policy elements: Principal*, *IAM identifiers*, *Temporary security credentials in IAM*.
 */
import { type AccountId, parseAccountId } from '../ids.ts'
import { err, ok, type Result } from '../result.ts'
import { splitArn } from './arn.ts'

interface InAccount {
  readonly arn: string
  readonly partition: string
  readonly account: AccountId
}

export type Principal =
  | ({ readonly kind: 'root' } & InAccount)
  | ({ readonly kind: 'user'; readonly name: string } & InAccount)
  /** Some session of the role, its name not known. */
  | ({ readonly kind: 'role'; readonly name: string; readonly serviceLinked: boolean } & InAccount)
  /** The ARN has no path; the role is found by account and name, which is unique in an account whatever the path. */
  | ({ readonly kind: 'session'; readonly name: string; readonly session: string } & InAccount)
  /** Session of `GetFederationToken`. */
  | ({ readonly kind: 'federatedUser'; readonly name: string } & InAccount)
  /** Caller of `AssumeRoleWithSAML` or `AssumeRoleWithWebIdentity`: has no identity in AWS yet. */
  | { readonly kind: 'external'; readonly provider: string }
  | { readonly kind: 'service'; readonly host: string }
  | { readonly kind: 'anonymous' }

export type PrincipalKind = Principal['kind']

/** Providers of the days before OIDC providers had ARNs (IAM UG *Policy elements: Principal*, "OIDC federated principals"). */
const builtInProviders: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
])

const everyName = /^[\w+=,.@-]+$/
const everyPath = /^(?:[!-~]*\/)?[\w+=,.@-]+$/
const everyHost = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/

/** Text as policy-engine cases and answers write it: an ARN, a service's host name, `*` for anonymous. */
export function parsePrincipal(text: string): Result<Principal, string> {
  if (text === '*') return ok({ kind: 'anonymous' })
  if (!text.startsWith('arn:')) {
    if (builtInProviders.has(text)) return ok({ kind: 'external', provider: text })
    return everyHost.test(text)
      ? ok({ kind: 'service', host: text })
      : err(`${quoted(text)} is neither an ARN, a host name nor "*"`)
  }
  const fields = splitArn(text)
  if (fields === undefined) return err(`${quoted(text)} has fewer than six fields`)
  const account = parseAccountId(fields.account)
  if (account === undefined) return err(`${quoted(text)} has no account of twelve digits`)
  if (fields.region !== '') return err(`${quoted(text)} has a Region; principals have none`)
  const base = { arn: text, partition: fields.partition, account }
  const found =
    fields.service === 'iam'
      ? iamPrincipal(base, fields.resource)
      : fields.service === 'sts'
        ? stsPrincipal(base, fields.resource)
        : undefined
  return found === undefined ? err(`${quoted(text)} is no user, role, session, root user or provider`) : ok(found)
}

const quoted = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text)

function iamPrincipal(base: InAccount, resource: string): Principal | undefined {
  if (resource === 'root') return { kind: 'root', ...base }
  const split = resource.indexOf('/')
  const type = resource.slice(0, split)
  const rest = resource.slice(split + 1)
  if (split < 0 || rest === '') return undefined
  if (type === 'saml-provider' || type === 'oidc-provider') return { kind: 'external', provider: base.arn }
  if (!everyPath.test(rest) || rest.includes('*') || rest.includes('?')) return undefined
  const name = rest.slice(rest.lastIndexOf('/') + 1)
  if (type === 'user') return { kind: 'user', name, ...base }
  if (type === 'role') return { kind: 'role', name, serviceLinked: rest.startsWith('aws-service-role/'), ...base }
  return undefined
}

function stsPrincipal(base: InAccount, resource: string): Principal | undefined {
  const [type, name = '', session = '', ...more] = resource.split('/')
  if (!everyName.test(name) || more.length > 0) return undefined
  if (type === 'federated-user' && session === '' && !resource.endsWith('/'))
    return { kind: 'federatedUser', name, ...base }
  return type === 'assumed-role' && everyName.test(session) ? { kind: 'session', name, session, ...base } : undefined
}

export const principalAccount = (principal: Principal): AccountId | undefined =>
  'account' in principal ? principal.account : undefined

/** Names a role whatever its path. */
export const roleKey = (of: { readonly partition: string; readonly account: string; readonly name: string }): string =>
  `${of.partition}:${of.account}:${of.name}`
