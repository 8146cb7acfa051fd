/**
 * The grammar of a policy document: unknown JSON in, statements of plain lists out. IAM UG *Grammar of the IAM JSON policy
 * language*; ORG UG *SCP syntax*, *RCP syntax*. Objects are read through their own members only, so that `__proto__` and its
 * like are ordinary names.
 */
import type { PolicyError, PolicyErrorCode, PolicyType } from '../evaluate/types.ts'
import { err, ok, type Result } from '../result.ts'
import { limits } from './limits.ts'
import { pathText } from './locate.ts'
import { type Operator, parseOperator } from './operators.ts'

/** `"*"` is written `{aws: ['*']}`, which means the same. */
export interface PrincipalSource {
  readonly aws: readonly string[]
  readonly service: readonly string[]
  readonly federated: readonly string[]
  readonly canonicalUser: readonly string[]
}

export interface ConditionSource {
  /** As written. */
  readonly name: string
  readonly operator: Operator
  readonly key: string
  readonly values: readonly string[]
}

export interface StatementSource {
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[]
  readonly notAction: boolean
  /** Absent in trust policies and those of a few other services: the statement is about the resource it hangs on. */
  readonly resources?: readonly string[]
  readonly notResource: boolean
  readonly principal?: PrincipalSource
  readonly notPrincipal: boolean
  readonly conditions: readonly ConditionSource[]
}

export interface DocumentSource {
  /** `2012-10-17`: the only version in which `${…}` is a variable. */
  readonly variables: boolean
  readonly statements: readonly StatementSource[]
  /** Elements that IAM does not know; they are ignored. */
  readonly unknownElements: readonly string[]
}

/** Thrown and caught in this file only. */
class Refused {
  readonly error: PolicyError

  constructor(message: string, path: string, code: PolicyErrorCode = 'InvalidPolicy') {
    this.error = { code, message, path }
  }
}

export function readDocument(document: unknown, type: PolicyType): Result<DocumentSource, PolicyError> {
  try {
    measure(document)
    return ok(readPolicy(document, type))
  } catch (thrown) {
    if (thrown instanceof Refused) return err(thrown.error)
    throw thrown
  }
}

/** Walks everything once, before anything is interpreted. */
function measure(document: unknown): void {
  let size = 0
  let entries = 0
  const path: (string | number)[] = []
  const text = (value: string) => {
    if (value.length > limits.textLength) {
      throw new Refused(`A text has more than ${limits.textLength} characters`, pathText(path), 'LimitExceeded')
    }
    size += value.length + 2
  }
  const count = (members: number) => {
    entries += members
    if (entries > limits.entries) {
      throw new Refused(`More than ${limits.entries} entries`, pathText(path), 'LimitExceeded')
    }
  }
  const walk = (value: unknown): void => {
    if (typeof value === 'string') text(value)
    else size += 5
    if (size > limits.documentSize) {
      throw new Refused(`The document has more than ${limits.documentSize} characters`, '', 'LimitExceeded')
    }
    if (typeof value !== 'object' || value === null) return
    if (path.length >= limits.depth) {
      throw new Refused(`Nested deeper than ${limits.depth} levels`, pathText(path), 'LimitExceeded')
    }
    if (Array.isArray(value)) {
      count(value.length)
      for (let index = 0; index < value.length; index += 1) {
        path.push(index)
        walk(value[index])
        path.pop()
      }
      return
    }
    const members = Object.entries(value)
    count(members.length)
    for (const [name, member] of members) {
      text(name)
      path.push(name)
      walk(member)
      path.pop()
    }
  }
  walk(document)
}

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

type Members = ReadonlyMap<string, unknown>

function members(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined
}

export const policyElements: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement'])
export const statementElements: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

function readPolicy(document: unknown, type: PolicyType): DocumentSource {
  const policy = members(document)
  if (policy === undefined) throw new Refused('A policy must be a JSON object', '')
  const version = policy.get('Version')
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new Refused('Version must be "2012-10-17" or "2008-10-17"', 'Version')
  }
  const given = policy.get('Statement')
  if (given === undefined) throw new Refused('Statement is missing', '')
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (list.length > limits.statements) {
    throw new Refused(`More than ${limits.statements} statements`, 'Statement', 'LimitExceeded')
  }
  const unknownElements = [...policy.keys()].filter((name) => !policyElements.has(name))
  const statements = list.map((value, index) => {
    const path = `Statement[${index}]`
    const statement = members(value)
    if (statement === undefined) throw new Refused('A statement must be a JSON object', path)
    for (const name of statement.keys()) if (!statementElements.has(name)) unknownElements.push(`${path}.${name}`)
    return readStatement(statement, type, path)
  })
  return { variables: version === '2012-10-17', statements, unknownElements }
}

function readStatement(statement: Members, type: PolicyType, path: string): StatementSource {
  const sid = statement.get('Sid')
  if (sid !== undefined && typeof sid !== 'string') throw new Refused('Sid must be text', `${path}.Sid`)
  const effect = statement.get('Effect')
  if (effect !== 'Allow' && effect !== 'Deny') throw new Refused('Effect must be Allow or Deny', `${path}.Effect`)
  const action = oneOf(statement, 'Action', 'NotAction', path)
  if (action === undefined) throw new Refused('Action or NotAction is missing', path)
  const resource = oneOf(statement, 'Resource', 'NotResource', path)
  if (resource === undefined && type !== 'resource') throw new Refused('Resource or NotResource is missing', path)
  const principal = readPrincipals(statement, type, path)
  return {
    ...(sid === undefined ? {} : { sid }),
    effect,
    actions: texts(action.value, action.name, `${path}.${action.name}`),
    notAction: action.name === 'NotAction',
    ...(resource === undefined ? {} : { resources: readResources(resource, type, path) }),
    notResource: resource?.name === 'NotResource',
    ...(principal === undefined ? {} : { principal: principal.source }),
    notPrincipal: principal?.name === 'NotPrincipal',
    conditions: readConditions(statement.get('Condition'), `${path}.Condition`),
  }
}

function oneOf(statement: Members, positive: string, negative: string, path: string) {
  const has = statement.has(positive)
  if (has && statement.has(negative))
    throw new Refused(`${positive} and ${negative} exclude each other`, `${path}.${negative}`)
  const name = has ? positive : negative
  return statement.has(name) ? { name, value: statement.get(name) } : undefined
}

const ofIdentities: ReadonlySet<PolicyType> = new Set(['identity', 'permissionsBoundary', 'session'])

function readResources(given: { name: string; value: unknown }, type: PolicyType, path: string): string[] {
  const resources = texts(given.value, given.name, `${path}.${given.name}`)
  return ofIdentities.has(type) ? resources.map(completeArn) : resources
}

/** In identity-based policies AWS adds a `*` for each missing field: `arn:aws:sqs` is `arn:aws:sqs:*:*:*` (IAM UG *IAM ARNs*). */
export function completeArn(text: string): string {
  const fields = text.split(':', 6)
  const [prefix, , service = ''] = fields
  if (prefix !== 'arn' || fields.length === 6 || service === '' || /[*?]/.test(service)) return text
  return text + ':*'.repeat(6 - fields.length)
}

function texts(value: unknown, name: string, path: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) throw new Refused(`${name} must not be empty`, path)
  return list.map((member, index) => {
    if (typeof member === 'string') return member
    throw new Refused(`${name} must be text or a list of texts`, Array.isArray(value) ? `${path}[${index}]` : path)
  })
}

const withPrincipal: ReadonlySet<PolicyType> = new Set(['resource', 'resourceControl', 'endpoint'])
const typeNames: Readonly<Record<PolicyType, string>> = {
  identity: 'an identity policy',
  permissionsBoundary: 'a permissions boundary',
  session: 'a session policy',
  serviceControl: 'a service control policy',
  resourceControl: 'a resource control policy',
  resource: 'a resource policy',
  endpoint: 'an endpoint policy',
}

function readPrincipals(statement: Members, type: PolicyType, path: string) {
  const found = oneOf(statement, 'Principal', 'NotPrincipal', path)
  if (found === undefined) {
    if (type === 'resourceControl') throw new Refused('Principal must be "*" in a resource control policy', path)
    return undefined
  }
  const place = `${path}.${found.name}`
  if (!withPrincipal.has(type)) throw new Refused(`${found.name} has no place in ${typeNames[type]}`, place)
  const source = readPrincipal(found.value, found.name, place)
  const everybody = source.aws.includes('*') && found.name === 'Principal'
  if (type === 'resourceControl' && !everybody) {
    throw new Refused('Principal must be "*" in a resource control policy', place)
  }
  return { name: found.name, source }
}

const principalKinds: ReadonlyMap<string, keyof PrincipalSource> = new Map([
  ['AWS', 'aws'],
  ['Service', 'service'],
  ['Federated', 'federated'],
  ['CanonicalUser', 'canonicalUser'],
])

function readPrincipal(value: unknown, name: string, path: string): PrincipalSource {
  const source = {
    aws: [] as string[],
    service: [] as string[],
    federated: [] as string[],
    canonicalUser: [] as string[],
  }
  // The grammar knows no text but "*"; any other can only be meant as one entry of AWS.
  if (typeof value === 'string') return { ...source, aws: [value] }
  const kinds = members(value)
  if (kinds === undefined || kinds.size === 0) {
    throw new Refused(`${name} must be text or an object of AWS, Service, Federated, CanonicalUser`, path)
  }
  for (const [kind, entries] of kinds) {
    const list = principalKinds.get(kind)
    if (list === undefined)
      throw new Refused(
        `${name} knows no ${JSON.stringify(kind)}; it is AWS, Service, Federated or CanonicalUser`,
        path,
      )
    source[list].push(...texts(entries, `${name}.${kind}`, `${path}.${kind}`))
  }
  return source
}

function readConditions(value: unknown, path: string): ConditionSource[] {
  if (value === undefined) return []
  const operators = members(value)
  if (operators === undefined) throw new Refused('Condition must be an object', path)
  const conditions: ConditionSource[] = []
  for (const [name, keys] of operators) {
    const operator = parseOperator(name)
    const place = joined(path, name)
    if (operator === undefined) throw new Refused(`${JSON.stringify(name)} is no condition operator`, place)
    const tests = members(keys)
    if (tests === undefined) throw new Refused(`${name} must be an object of condition keys`, place)
    for (const [key, values] of tests)
      conditions.push({ name, operator, key, values: conditionValues(values, joined(place, key)) })
  }
  return conditions
}

/** Numbers and booleans are read as their text. */
function conditionValues(value: unknown, path: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map((member, index) => {
    if (typeof member === 'string') return member
    if (typeof member === 'number' || typeof member === 'boolean') return String(member)
    throw new Refused(
      'A condition value must be text, a number or a boolean',
      Array.isArray(value) ? `${path}[${index}]` : path,
    )
  })
}
