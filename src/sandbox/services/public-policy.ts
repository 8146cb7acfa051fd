/**
 * What S3 calls a public policy. S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of
 * 'public'": an Allow for everyone, unless a condition holds it to fixed values of one of certain keys.
 */
import type { Json } from '../../core/inventory/objects.ts'
import type { PolicyJson } from '../world/model.ts'

/** Lower case. `aws:SourceIp` counts although S3 also looks at how wide the range is, which we do not. */
const limitingKeys = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
])

type JsonObject = { readonly [key: string]: Json }
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

export function isPublicPolicy(policy: PolicyJson): boolean {
  if (!isObject(policy)) return false
  return listOf(policy['Statement']).some((statement) => isObject(statement) && isPublicStatement(statement))
}

function isPublicStatement(statement: JsonObject): boolean {
  if (statement['Effect'] !== 'Allow') return false
  if (statement['NotPrincipal'] === undefined && !namesEveryone(statement['Principal'])) return false
  return !limits(statement['Condition'])
}

const namesEveryone = (principal: Json | undefined): boolean =>
  principal === '*' || (isObject(principal) && listOf(principal['AWS']).includes('*'))

/** Operators that hold a key to its values: not the negated ones, and no wildcard or variable among the values. */
function limits(condition: Json | undefined): boolean {
  if (!isObject(condition)) return false
  return Object.entries(condition).some(
    ([operator, keys]) =>
      !/Not|IfExists$|Null/.test(operator) &&
      isObject(keys) &&
      Object.entries(keys).some(
        ([key, values]) => limitingKeys.has(key.toLowerCase()) && listOf(values).every(isFixed),
      ),
  )
}

const isFixed = (value: Json): boolean => typeof value === 'string' && !/^\*+$|\$\{/.test(value)
