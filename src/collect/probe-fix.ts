/** From a refusal to what mends it: the statement to paste, the command that brings it, the policy to attach, or words (connection.md §7). */
import type { Connection, ProbeFix, ProbeStatement } from '../app/ports/connections.ts'
import type { DenialCause } from '../aws/denial.ts'
import type { Failure } from '../aws/failure.ts'
import { roleArnOf, roleIn } from '../core/arn/trust-role.ts'
import type { AccountId } from '../core/ids.ts'
import type { Capability } from './collector.ts'
import { regionFlag } from './install/aws-cli.ts'
import { stackName } from './install/installable.ts'
import { quoted } from './install/shell.ts'
import { describeInstallation } from './instructions.ts'
import type { ProbedAccount } from './probed-account.ts'

type Of = Pick<Connection, 'partition' | 'homeRegion'>

export interface Refused {
  readonly connection: Connection
  readonly accountId: AccountId
  /** The server's own role or user, which reads where no role is assumed. */
  readonly principal: ProbedAccount['principal']
  readonly asked: Pick<Capability, 'capability' | 'reads'>
  /** Every denial of the capability, in the order of the calls. */
  readonly denials: readonly Failure[]
  /** What a statement may be narrowed to; every resource otherwise. */
  readonly resource?: ProbeStatement['Resource']
}

export function fixOf({ connection, accountId, principal, asked, denials, resource = '*' }: Refused): ProbeFix {
  const reads = connection.method === 'direct' ? principal : roleArnOf(connection, accountId)
  const pasteable = unique(denials.filter(isMendedByRole).map(({ action }) => action))
  const [first] = pasteable
  const words = unique(denials.flatMap((denial) => wordsOf(denial, reads, accountId) ?? []))
  const stack = missingParameter(connection, asked.capability)
  const text = [...(first !== undefined && stack ? [stack.text] : []), ...words].join('\n')
  if (first === undefined) return text === '' ? {} : { text }
  const holder = reads === null ? undefined : holderOf(reads)
  const statement: ProbeStatement = { Effect: 'Allow', Action: pasteable, Resource: resource }
  const policies = unique(
    asked.reads.flatMap(({ action, attach }) => (attach && pasteable.includes(action) ? [attach] : [])),
  )
  const cli = stack?.cli ?? (holder && putPolicy(connection, holder, first, statement))
  return {
    statement,
    ...(cli !== undefined && { cli }),
    ...(policies.length > 0 && {
      attach: policies.join(', '),
      ...(holder && { attachCli: policies.map((policy) => attachPolicy(connection, holder, policy)).join('\n') }),
    }),
    ...(text !== '' && { text }),
  }
}

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]

/** Of these, a statement in the role's own policies does not help. */
const beyondTheRole: ReadonlySet<DenialCause | undefined> = new Set([
  'scp',
  'rcp',
  'boundary',
  'session_policy',
  'resource_policy',
  'vpc_endpoint_policy',
])

/** What AWS does not tell the cause of is most often just not allowed. */
const isMendedByRole = (failure: Failure): boolean =>
  failure.explicit !== true && !beyondTheRole.has(failure.cause) && !isKeyRefusal(failure)

/** Identity Center may keep its data under a key of the customer, whose policy must admit the role (connection.md §7). */
const isKeyRefusal = ({ action, code }: Failure): boolean => action === 'kms:Decrypt' || code.startsWith('KMS')

function wordsOf(failure: Failure, reads: string | null, accountId: AccountId): string | undefined {
  const { action, cause, explicit } = failure
  const role = reads ?? "Bailiwick's own identity"
  if (isKeyRefusal(failure)) {
    return `The data is encrypted with a KMS key whose key policy does not admit ${role}: add kms:Decrypt for it there.`
  }
  switch (cause) {
    case 'scp':
      return `A service control policy above account ${accountId} forbids ${action}: change it, or except ${role} in its condition.`
    case 'rcp':
      return `A resource control policy forbids ${action}: change it, or except ${role} in its condition.`
    case 'boundary':
      return `The permissions boundary of ${role} does not allow ${action}: widen it, or take it away.`
    case 'session_policy':
      return `A session policy forbids ${action}: look at what stands between Bailiwick and AWS, for Bailiwick itself sets none.`
    case 'resource_policy':
      return `The policy of the resource itself forbids ${action}: admit ${role} there.`
    case 'vpc_endpoint_policy':
      return `The policy of the VPC endpoint that Bailiwick calls through forbids ${action}: widen it.`
    default:
      return explicit
        ? `A Deny in the policies of ${role} forbids ${action}: an Allow does not help, take the Deny away.`
        : undefined
  }
}

/* ------------------------------------------------------------------ commands */

interface Holder {
  readonly kind: string
  readonly name: string
}

/** Undefined for a role of Identity Center, whose policies only its permission set changes. */
function holderOf(arn: string): Holder | undefined {
  const [, kind, path = '', name] = /:(role|user)\/(.*\/)?([^/]+)$/.exec(arn) ?? []
  if (kind === undefined || name === undefined || path.startsWith('aws-reserved/')) return undefined
  return { kind, name }
}

/**
 * The name of the inline policy comes from its first action: a later statement of the same capability must not replace an
 * earlier one, and the same action is never missing twice.
 */
function putPolicy(
  connection: Of,
  { kind, name: whose }: Holder,
  firstAction: string,
  statement: ProbeStatement,
): string {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const name = `Bailiwick-${firstAction.replace(':', '-')}`
  return `aws iam put-${kind}-policy --${kind}-name ${whose} --policy-name ${name}${regionFlag(connection)} --policy-document ${quoted(document)}`
}

const attachPolicy = (connection: Of, { kind, name }: Holder, policy: string): string =>
  `aws iam attach-${kind}-policy --${kind}-name ${name} --policy-arn arn:${connection.partition}:iam::aws:policy/${policy}${regionFlag(connection)}`

/** The stack brings both policies of Identity Center, when it is told to. */
function missingParameter(connection: Connection, capability: string): { text: string; cli: string } | undefined {
  const isStack = connection.method === 'cloudformation' || connection.method === 'stackset'
  if (capability !== 'identity_center' || !isStack || !isInstallable(connection)) return undefined
  const update = `aws cloudformation update-stack --stack-name ${stackName} --region ${connection.homeRegion} --use-previous-template`
  return {
    text: 'Update the stack: set IncludeAWSIdentityCenter to true.',
    cli: `${update} ${withParameter(connection, 'IncludeAWSIdentityCenter', 'true')}`,
  }
}

/** Arguments of an update that changes one parameter. One that is left out would fall back to its default. */
export function withParameter(connection: Connection, name: string, value: string): string {
  const { Parameters: parameters = {} } = JSON.parse(describeInstallation(connection).template)
  const kept = Object.keys(parameters).filter((one) => one !== name)
  return [
    '--capabilities CAPABILITY_NAMED_IAM --parameters',
    `ParameterKey=${name},ParameterValue=${value}`,
    ...kept.map((one) => `ParameterKey=${one},UsePreviousValue=true`),
  ].join(' ')
}

/** Without a principal nothing can be generated yet. */
export const isInstallable = ({ trustPrincipalArn, externalId }: Connection): boolean =>
  trustPrincipalArn !== null && externalId !== ''

/* ------------------------------------------------------------------ the trust policy */

/** The trust policy as it was generated, and the command that puts it in place of the one there is. */
export function trustFix(connection: Connection, accountId: AccountId): ProbeFix {
  const text = 'Replace the trust policy of the role with the one that Bailiwick generated.'
  if (!isInstallable(connection)) return { text }
  const document = JSON.stringify(describeInstallation(connection).trustPolicy)
  const { roleName } = roleIn(connection, accountId)
  const cli = `aws iam update-assume-role-policy --role-name ${roleName}${regionFlag(connection)} --policy-document ${quoted(document)}`
  return { text, cli }
}
