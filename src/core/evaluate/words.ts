/** A residual condition as a person would say it, to stand behind "allowed if". */
import type { Residual } from './types.ts'

type Leaf = Extract<Residual, { op: string }>

/** `the Region is eu-central-1 or eu-west-1 and the session used MFA`. */
export function conditionInWords(residual: Residual): string {
  return words(residual, false)
}

function words(residual: Residual, inside: boolean): string {
  if ('all' in residual)
    return joined(
      residual.all.map((part) => words(part, true)),
      'and',
      inside,
    )
  if ('any' in residual)
    return joined(
      residual.any.map((part) => words(part, true)),
      'or',
      inside,
    )
  if ('not' in residual) return `not (${words(residual.not, false)})`
  return leafInWords(residual)
}

function joined(parts: readonly string[], word: 'and' | 'or', inside: boolean): string {
  const text = parts.join(` ${word} `)
  return inside && parts.length > 1 ? `(${text})` : text
}

const names: ReadonlyMap<string, string> = new Map([
  ['aws:currenttime', 'the time'],
  ['aws:multifactorauthage', 'the age of the MFA sign-in in seconds'],
  ['aws:principalaccount', "the principal's account"],
  ['aws:principalarn', 'the principal'],
  ['aws:principalorgid', "the principal's organization"],
  ['aws:principalorgpaths', "the principal's place in its organization"],
  ['aws:requestedregion', 'the Region'],
  ['aws:resourceaccount', "the resource's account"],
  ['aws:resourceorgid', "the resource's organization"],
  ['aws:sourceaccount', 'the account behind the calling service'],
  ['aws:sourcearn', 'the resource behind the calling service'],
  ['aws:sourceidentity', 'the source identity'],
  ['aws:sourceip', 'the source address'],
  ['aws:sourcevpc', 'the VPC'],
  ['aws:sourcevpce', 'the VPC endpoint'],
  ['aws:userid', "the caller's unique id"],
  ['aws:username', 'the user name'],
  ['aws:useragent', 'the user agent'],
  ['iam:passedtoservice', 'the service that receives the role'],
  ['kms:viaservice', 'the service that uses the key'],
  ['sts:externalid', 'the external id'],
  ['sts:rolesessionname', 'the session name'],
])

const tagNames = [
  ['aws:principaltag/', "the principal's tag"],
  ['aws:resourcetag/', "the resource's tag"],
  ['aws:requesttag/', 'the requested tag'],
] as const

function nameOf(key: string): string {
  const lower = key.toLowerCase()
  const known = names.get(lower)
  if (known !== undefined) return known
  for (const [prefix, name] of tagNames) if (lower.startsWith(prefix)) return `${name} ${key.slice(prefix.length)}`
  return key
}

/** Yes-or-no keys read better as a sentence of their own. */
const sentences: ReadonlyMap<string, readonly [yes: string, no: string]> = new Map([
  ['aws:multifactorauthpresent', ['the session used MFA', 'the session did not use MFA']],
  ['aws:securetransport', ['the connection is encrypted', 'the connection is not encrypted']],
  ['aws:viaawsservice', ['a service makes the request for the caller', 'the caller makes the request itself']],
  ['aws:principalisawsservice', ['the caller is an AWS service', 'the caller is no AWS service']],
])

const verbs: ReadonlyMap<string, string> = new Map([
  ['StringEquals', 'is'],
  ['StringNotEquals', 'is not'],
  ['StringEqualsIgnoreCase', 'is (in any case)'],
  ['StringNotEqualsIgnoreCase', 'is not (in any case)'],
  ['StringLike', 'is like'],
  ['StringNotLike', 'is not like'],
  ['ArnEquals', 'is'],
  ['ArnNotEquals', 'is not'],
  ['ArnLike', 'is like'],
  ['ArnNotLike', 'is not like'],
  ['IpAddress', 'is in'],
  ['NotIpAddress', 'is not in'],
  ['Bool', 'is'],
  ['BinaryEquals', 'is'],
  ['NumericEquals', 'is'],
  ['NumericNotEquals', 'is not'],
  ['NumericLessThan', 'is less than'],
  ['NumericLessThanEquals', 'is at most'],
  ['NumericGreaterThan', 'is more than'],
  ['NumericGreaterThanEquals', 'is at least'],
  ['DateEquals', 'is'],
  ['DateNotEquals', 'is not'],
  ['DateLessThan', 'is before'],
  ['DateLessThanEquals', 'is not after'],
  ['DateGreaterThan', 'is after'],
  ['DateGreaterThanEquals', 'is not before'],
])

function leafInWords(leaf: Leaf): string {
  const text = testInWords(leaf)
  return leaf.ifExists === true ? `${text} (if it is there at all)` : text
}

/** `aws:userid` of a role session ends in its name: `AROA…:name`. */
const sessionName = (pattern: string): string | undefined => /^(?:\*|AROA\w+):([^*?]+)$/.exec(pattern)?.[1]

function testInWords(leaf: Leaf): string {
  const { op, key, values } = leaf
  const name = nameOf(key)
  if (op === 'Null') return values[0] === 'true' ? `${name} is absent` : `${name} is present`
  if (op === 'DependsOn') return `the request satisfies the conditions on ${name}`
  if (op === 'PatternMatches') return `${name} makes ${values[0] ?? ''} match ${values[1] ?? ''}`
  const sentence = sentences.get(key.toLowerCase())
  if (op === 'Bool' && sentence !== undefined && values.length === 1)
    return values[0]?.toLowerCase() === 'true' ? sentence[0] : sentence[1]
  const isUserId = key.toLowerCase() === 'aws:userid' && (op === 'StringLike' || op === 'StringNotLike')
  const sessions = isUserId ? values.map(sessionName) : []
  if (sessions.length > 0 && !sessions.includes(undefined)) {
    return `the session is ${op === 'StringLike' ? '' : 'not '}named ${sessions.join(' or ')}`
  }
  const verb = verbs.get(op) ?? op
  const texts = values.map((value) => (value === '' ? '""' : value))
  const listed = texts.length < 2 ? (texts[0] ?? 'nothing') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`
  if (leaf.quantifier === 'ForAllValues') return `every value of ${name} ${verb} ${listed}`
  if (leaf.quantifier === 'ForAnyValue') return `a value of ${name} ${verb} ${listed}`
  return `${name} ${verb} ${listed}`
}
