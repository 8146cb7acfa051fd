/**
 * When a bucket policy is public: some Allow is for everybody and not tied to fixed values of a key that says who calls or
 * from where. S3 UG *Blocking public access to your Amazon S3 storage*, "The meaning of public".
 */
import type { CompiledPolicy, Statement, Test } from './compiled.ts'
import type { Network } from './network.ts'

const tyingKeys: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
])

/** Keys whose value may end in a wildcard because what stands before it is fixed: the organization, the account. */
const fixedHead: ReadonlyMap<string, RegExp> = new Map([
  ['aws:principalorgpaths', /^o-[a-z0-9]+\//],
  ['aws:sourceorgpaths', /^o-[a-z0-9]+\//],
  ['s3:dataaccesspointarn', /^arn:[\w-]+:s3:[\w*-]*:\d{12}:/],
])

export function isPublicPolicy(policy: CompiledPolicy): boolean {
  return policy.allows.some((statement) => isForEverybody(statement) && !statement.tests.some(ties))
}

const isForEverybody = ({ principals, notPrincipal }: Statement): boolean =>
  principals !== undefined && (notPrincipal || principals.everybody)

function ties(test: Test): boolean {
  const { operator, lowerKey } = test
  if (!tyingKeys.has(lowerKey) || operator.negated || operator.ifExists || operator.quantifier === 'ForAllValues')
    return false
  if (operator.family === 'ip') return test.values.every((value) => value.kind !== 'network' || isNarrow(value.network))
  const textual =
    operator.family === 'string' || operator.family === 'stringIgnoreCase' || operator.family === 'stringLike'
  if (!textual && operator.family !== 'arn') return false
  const literal = operator.family === 'string' || operator.family === 'stringIgnoreCase'
  return test.texts.every((text) => isFixed(text, lowerKey, literal))
}

function isFixed(text: string, lowerKey: string, literal: boolean): boolean {
  if (text.includes('${')) return false
  if (literal || (!text.includes('*') && !text.includes('?'))) return true
  return fixedHead.get(lowerKey)?.test(text) ?? false
}

/**
 * Blocks broader than these count as the whole internet. The S3 UG excepts the private ranges of RFC 1918, but the broadest of
 * them, 10.0.0.0/8, is no broader than that.
 */
const broadestIpv4 = 8
const broadestIpv6 = 32

const isNarrow = ({ groups, prefix }: Network): boolean => prefix >= (groups.length === 2 ? broadestIpv4 : broadestIpv6)
