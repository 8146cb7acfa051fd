/**
 * A CloudFormation template and what becomes of it with parameters. CloudFormation User Guide, "Template reference": sections,
 * intrinsic functions, pseudo parameters. What the sandbox does not know is refused by name, never passed over.
 */
import { parse, type ScalarTag, type Tags } from 'yaml'
import type { Json } from '../../../core/inventory/objects.ts'
import { type AwsError, unmodelled } from '../../aws-error.ts'

export const validationError = (message: string): AwsError => unmodelled('ValidationError', 400, message)

type JsonObject = { readonly [key: string]: Json }

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectAt = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

export interface Template {
  readonly text: string
  readonly description: string | undefined
  readonly parameters: ReadonlyMap<string, JsonObject>
  readonly conditions: JsonObject
  readonly resources: ReadonlyMap<string, { readonly type: string; readonly body: JsonObject }>
  readonly outputs: JsonObject
}

/** CloudFormation User Guide, "CloudFormation quotas": a template body in a request. */
const largestBody = 51_200

export function readTemplate(text: string | undefined): Template {
  if (text === undefined || text === '')
    throw validationError('Either Template URL or Template Body must be specified.')
  if (Buffer.byteLength(text) > largestBody) {
    throw validationError(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${largestBody}`,
    )
  }
  const root = parsed(text)
  const resources = Object.entries(objectAt(root['Resources']))
  if (resources.length === 0)
    throw validationError('Template format error: At least one Resources member must be defined.')
  return {
    text,
    description: typeof root['Description'] === 'string' ? root['Description'] : undefined,
    parameters: new Map(Object.entries(objectAt(root['Parameters'])).map(([name, body]) => [name, objectAt(body)])),
    conditions: objectAt(root['Conditions']),
    resources: new Map(
      resources.map(([id, body]) => [id, { type: String(objectAt(body)['Type']), body: objectAt(body) }]),
    ),
    outputs: objectAt(root['Outputs']),
  }
}

function parsed(text: string): JsonObject {
  try {
    // JSON is YAML; the tags are CloudFormation's short forms of its functions.
    const root: unknown = parse(text, { customTags: shortForms })
    if (isObject(root as Json)) return root as JsonObject
  } catch {
    // Answered below: CloudFormation says no more about text that is neither.
  }
  throw validationError('Template format error: unsupported structure.')
}

const functions = ['Sub', 'If', 'Equals', 'Not', 'And', 'Or', 'Join', 'GetAtt', 'Select', 'Split'] as const

const shortForms: Tags = [
  ...functions.map((name) => [name, `Fn::${name}`] as const),
  ['Ref', 'Ref'],
  ['Condition', 'Condition'],
].flatMap(([tag = '', key = '']) => [
  {
    tag: `!${tag}`,
    resolve: (value: string) => ({ [key]: tag === 'GetAtt' ? value.split('.') : value }),
  } satisfies ScalarTag,
  {
    tag: `!${tag}`,
    collection: 'seq' as const,
    resolve: (value: { toJSON(): unknown }) => ({ [key]: value.toJSON() }),
  },
])

/* ------------------------------------------------------------------ parameters */

export type ParameterValues = ReadonlyMap<string, string>

interface Given {
  readonly ParameterKey?: string | undefined
  readonly ParameterValue?: string | undefined
  readonly UsePreviousValue?: boolean | undefined
}

/** CloudFormation User Guide, "Parameters": defaults, allowed values and patterns, with the texts of its refusals. */
export function parameterValues(
  template: Template,
  given: readonly Given[],
  before: ParameterValues = new Map(),
): ParameterValues {
  const surplus = given.flatMap(({ ParameterKey: key }) =>
    key !== undefined && !template.parameters.has(key) ? key : [],
  )
  if (surplus.length > 0) throw validationError(`Parameters: [${surplus.join(', ')}] do not exist in the template`)
  const values = new Map<string, string>()
  const missing: string[] = []
  for (const [name, declared] of template.parameters) {
    const own = given.find(({ ParameterKey }) => ParameterKey === name)
    const fallback = declared['Default']
    const value =
      (own?.UsePreviousValue === true ? before.get(name) : own?.ParameterValue) ??
      (fallback === undefined || fallback === null ? undefined : String(fallback))
    if (value === undefined) missing.push(name)
    else values.set(name, checked(name, value, declared))
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`)
  return values
}

function checked(name: string, value: string, declared: JsonObject): string {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, ConstraintDescription } = declared
  const refuse = (rule: string) =>
    validationError(
      typeof ConstraintDescription === 'string'
        ? `Parameter ${name} failed to satisfy constraint: ${ConstraintDescription}`
        : `Parameter '${name}' ${rule}`,
    )
  if (Array.isArray(AllowedValues) && !AllowedValues.some((allowed) => String(allowed) === value))
    throw refuse(`must be one of AllowedValues`)
  if (typeof AllowedPattern === 'string' && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    throw refuse(`must match pattern ${AllowedPattern}`)
  if (MinLength !== undefined && value.length < Number(MinLength))
    throw refuse(`must contain at least ${MinLength} characters`)
  if (MaxLength !== undefined && value.length > Number(MaxLength))
    throw refuse(`must contain at most ${MaxLength} characters`)
  return value
}

/* ------------------------------------------------------------------ resolving */

/** Where a stack stands: the pseudo parameters. */
export interface Place {
  readonly accountId: string
  readonly region: string
  readonly stackId: string
  readonly stackName: string
}

/** Attributes of resources that exist by now: `Role` → `{Ref, Arn}`. */
export type Attributes = ReadonlyMap<string, Readonly<Record<string, string>>>

export interface Wanted {
  readonly logicalId: string
  readonly type: string
  /** `made`: at least the resources that stand before it. */
  properties(made: Attributes): JsonObject
}

/** Those whose condition holds, each after whatever it refers to. Nothing is made of a template with a reference to nothing. */
export function wantedResources(template: Template, values: ParameterValues, place: Place): readonly Wanted[] {
  const { holds } = scopeOf(template, values, place, new Map())
  const wanted = [...template.resources].flatMap(([logicalId, { type, body }]): readonly Wanted[] =>
    typeof body['Condition'] === 'string' && !holds(body['Condition'])
      ? []
      : [
          {
            logicalId,
            type,
            properties: (made) => objectAt(scopeOf(template, values, place, made).resolve(body['Properties'] ?? {})),
          },
        ],
  )
  const anything = new Map(wanted.map(({ logicalId }) => [logicalId, { Ref: logicalId, Arn: logicalId }]))
  for (const { properties } of wanted) properties(anything)
  return inOrder(wanted, template)
}

function inOrder(wanted: readonly Wanted[], { resources }: Template): readonly Wanted[] {
  const ordered = new Set<Wanted>()
  const place = (one: Wanted, path: readonly Wanted[]): void => {
    if (ordered.has(one)) return
    if (path.includes(one)) {
      const ids = path.map(({ logicalId }) => logicalId).join(', ')
      throw validationError(`Circular dependency between resources: [${ids}]`)
    }
    const names = new Set(referencesOf(resources.get(one.logicalId)?.body ?? {}))
    for (const other of wanted) if (names.has(other.logicalId)) place(other, [...path, one])
    ordered.add(one)
  }
  for (const one of wanted) place(one, [])
  return [...ordered]
}

/** Every name that a resource could mean another resource by. */
function referencesOf(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf)
  return Object.entries(objectAt(value)).flatMap(([key, member]) => {
    const first = String(Array.isArray(member) ? member[0] : member)
    if (key === 'Ref') return [first]
    if (key === 'Fn::GetAtt') return [first.split('.')[0] ?? '']
    if (key === 'DependsOn') return (Array.isArray(member) ? member : [member]).map(String)
    const inText = key === 'Fn::Sub' ? [...first.matchAll(/\$\{([^}!.]+)/g)].map(([, name = '']) => name) : []
    return [...inText, ...referencesOf(member)]
  })
}

export interface StackOutput {
  readonly key: string
  readonly value: string
  readonly description: string | undefined
}

export function stackOutputs(
  template: Template,
  values: ParameterValues,
  place: Place,
  attributes: Attributes,
): readonly StackOutput[] {
  const scope = scopeOf(template, values, place, attributes)
  return Object.entries(template.outputs).flatMap(([key, body]) => {
    const output = objectAt(body)
    if (typeof output['Condition'] === 'string' && !scope.holds(output['Condition'])) return []
    const description = typeof output['Description'] === 'string' ? output['Description'] : undefined
    return [{ key, value: String(scope.resolve(output['Value'] ?? '')), description }]
  })
}

/** `AWS::NoValue`: the member that holds it is left out. */
const noValue: unique symbol = Symbol('AWS::NoValue')
type Resolved = Json | typeof noValue

interface Scope {
  resolve(value: Json): Json
  holds(condition: string): boolean
}

function scopeOf(template: Template, values: ParameterValues, place: Place, attributes: Attributes): Scope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': place.accountId,
    'AWS::Partition': 'aws',
    'AWS::Region': place.region,
    'AWS::StackId': place.stackId,
    'AWS::StackName': place.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  }

  function reference(name: string): Resolved {
    if (name === 'AWS::NoValue') return noValue
    const value = pseudo[name] ?? values.get(name) ?? attributes.get(name)?.['Ref']
    if (value !== undefined) return value
    throw validationError(
      `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
    )
  }
  function attribute(path: string): string {
    const [logicalId = '', ...names] = path.split('.')
    const value = attributes.get(logicalId)?.[names.join('.')]
    if (value !== undefined) return value
    throw validationError(
      `Template error: resource ${logicalId} does not support attribute type ${names.join('.')} in Fn::GetAtt`,
    )
  }
  const named = (name: string): string => {
    if (name.includes('.') && !(name in pseudo)) return attribute(name)
    const value = reference(name)
    return value === noValue ? '' : String(value)
  }

  function holds(name: string): boolean {
    const condition = template.conditions[name]
    if (condition === undefined)
      throw validationError(`Template format error: Unresolved condition dependency ${name}.`)
    return truth(condition)
  }
  function truth(value: Json): boolean {
    const [entry, more] = Object.entries(objectAt(value))
    if (entry === undefined || more !== undefined) throw validationError('Template error: a condition is one function.')
    const [name, argument] = entry
    const parts = Array.isArray(argument) ? argument : [argument]
    switch (name) {
      case 'Fn::Equals':
        return JSON.stringify(resolve(parts[0] ?? null)) === JSON.stringify(resolve(parts[1] ?? null))
      case 'Fn::Not':
        return !truth(parts[0] ?? null)
      case 'Fn::And':
        return parts.every(truth)
      case 'Fn::Or':
        return parts.some(truth)
      case 'Condition':
        return holds(String(argument))
      default:
        throw validationError(`Template error: ${name} is no function of a condition.`)
    }
  }

  function call(name: string, argument: Json): Resolved {
    const parts = Array.isArray(argument) ? argument : [argument]
    switch (name) {
      case 'Ref':
        return reference(String(argument))
      case 'Fn::GetAtt':
        return attribute(parts.map(String).join('.'))
      case 'Fn::If':
        return visit((holds(String(parts[0])) ? parts[1] : parts[2]) ?? null)
      case 'Fn::Join':
        return listOf(resolve(parts[1] ?? [])).join(String(parts[0]))
      case 'Fn::Sub': {
        const own = objectAt(parts[1])
        return String(parts[0]).replace(/\$\{([^}]+)\}/g, (_, inner: string) =>
          inner.startsWith('!')
            ? `\${${inner.slice(1)}}`
            : inner in own
              ? String(resolve(own[inner] ?? ''))
              : named(inner.trim()),
        )
      }
      case 'Fn::Select':
        return listOf(resolve(parts[1] ?? []))[Number(resolve(parts[0] ?? 0))] ?? ''
      case 'Fn::Split':
        return String(resolve(parts[1] ?? '')).split(String(parts[0]))
      default:
        throw validationError(`Template error: the simulated AWS does not know the function ${name}.`)
    }
  }
  const listOf = (value: Json): readonly string[] => (Array.isArray(value) ? value.map(String) : [String(value)])

  function visit(value: Json): Resolved {
    if (Array.isArray(value)) return value.map(visit).filter((item) => item !== noValue)
    if (!isObject(value)) return value
    const [entry, more] = Object.entries(value)
    if (entry !== undefined && more === undefined && (entry[0] === 'Ref' || entry[0].startsWith('Fn::')))
      return call(entry[0], entry[1])
    const members = Object.entries(value).map(([key, member]) => [key, visit(member)] as const)
    return Object.fromEntries(members.flatMap(([key, member]) => (member === noValue ? [] : [[key, member]])))
  }
  function resolve(value: Json): Json {
    const resolved = visit(value)
    return resolved === noValue ? null : resolved
  }
  return { resolve, holds }
}
