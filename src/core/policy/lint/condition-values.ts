/** Values of conditions, one by one: can the operator read them, and do they say what they seem to? */
import type { Catalogue } from '../../catalogue.ts'
import type { ConditionSource } from '../document.ts'
import { inNetwork, type Network, parseNetwork } from '../network.ts'
import type { Family } from '../operators.ts'
import { parseDecimal, parseInstant } from '../scalars.ts'
import { hasVariables, parseTemplate } from '../template.ts'
import { compileValue } from '../values.ts'
import { quoted, type Remark, remark } from './finding.ts'
import { lintVariables } from './variables.ts'

const expectations: Readonly<Partial<Record<Family, string>>> = {
  numeric: 'a number',
  date: 'a date (ISO 8601 or epoch seconds)',
  bool: 'true or false',
  binary: 'base64',
  ip: 'an IP address or CIDR block',
  arn: 'an ARN of six fields',
  null: 'true or false',
}

export function* lintValues(
  condition: ConditionSource,
  path: string,
  catalogue: Catalogue,
  variables: boolean,
): Iterable<Remark> {
  const { values, operator, name } = condition
  if (values.length === 0) {
    yield remark('no-values', path, `${name} of ${quoted(condition.key)} has no values`, emptyEffect(condition))
    return
  }
  for (const [index, text] of values.entries()) {
    const place = `${path}[${index}]`
    if (compileValue(text, operator, variables).kind === 'never') {
      const expected = expectations[operator.family] ?? 'text'
      yield remark('value-never-matches', place, `${quoted(text)} is not ${expected}, which ${name} needs`)
      continue
    }
    if (variables) yield* lintVariables(text, place, catalogue)
    yield* lintText(condition, text, place, variables)
    if (operator.family === 'ip') yield* lintNetwork(condition, text, place)
  }
  yield* lintThresholds(condition, path)
}

function emptyEffect({ operator }: ConditionSource): { readonly effect?: string; readonly fix?: string } {
  if (operator.ifExists || operator.quantifier === 'ForAllValues') {
    return { effect: 'it holds only when the key is absent', fix: 'Say so with Null' }
  }
  return operator.negated ? { effect: 'it always holds' } : {}
}

function* lintText(
  { operator, name }: ConditionSource,
  text: string,
  path: string,
  variables: boolean,
): Iterable<Remark> {
  const parts = variables ? parseTemplate(text) : [{ kind: 'text' as const, text }]
  const plain = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
  if ((operator.family === 'string' || operator.family === 'stringIgnoreCase') && /[*?]/.test(plain)) {
    const like = operator.negated ? 'StringNotLike' : 'StringLike'
    yield remark('wildcard-is-literal', path, `${name} has no wildcards, and ${quoted(text)} holds one`, {
      fix: `Say ${like}, or \${*} where the character itself is meant`,
    })
  }
  if (operator.family === 'stringLike' && /^\*+$/.test(text) && !hasVariables(parts)) {
    const known = operator.negated ? { effect: 'the test holds only when the key is absent' } : {}
    yield remark('matches-any-value', path, `${quoted(text)} matches everything`, known)
  }
}

/** RFC 1918, RFC 6598, RFC 3927, loopback; RFC 4193 and RFC 4291 for IPv6. */
const privateNetworks: readonly Network[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
].flatMap((text) => parseNetwork(text) ?? [])

function* lintNetwork({ key, operator }: ConditionSource, text: string, path: string): Iterable<Remark> {
  const network = parseNetwork(text)
  if (network === undefined) return
  const [address = ''] = text.split('/', 1)
  const within = privateNetworks.some((one) => one.prefix <= network.prefix && inNetwork(one, address))
  if (within && key.toLowerCase() === 'aws:sourceip') {
    const known = operator.negated ? { effect: 'the key holds public addresses only, so this excludes none' } : {}
    yield remark('private-address', path, `${quoted(text)} is private`, known)
  }
  const first = firstAddress(network)
  if (first !== undefined) {
    yield remark('host-bits-set', path, `${quoted(text)} has bits behind its prefix`, {
      fix: `Write "${first}/${network.prefix}"`,
    })
  }
}

/** The first address of an IPv4 block that was written with another one. */
function firstAddress({ groups, prefix }: Network): string | undefined {
  const masked = groups.map((group, index) => {
    const bits = Math.min(16, Math.max(0, prefix - 16 * index))
    return group & (0xffff << (16 - bits)) & 0xffff
  })
  if (masked.every((group, index) => group === groups[index])) return undefined
  if (groups.length === 2) return masked.flatMap((group) => [group >> 8, group & 255]).join('.')
  return masked.map((group) => group.toString(16)).join(':')
}

/** Of several thresholds under one operator the widest decides: values of a list are alternatives. */
function* lintThresholds({ operator, values, name }: ConditionSource, path: string): Iterable<Remark> {
  if (operator.comparison === 'equal' || operator.negated || values.length < 2) return
  const read = operator.family === 'date' ? parseInstant : parseDecimal
  const numbers = values.map((text) => read(text) ?? Number.NaN)
  const upward = operator.comparison === 'less' || operator.comparison === 'lessOrEqual'
  const decisive = numbers.reduce((best, value) => ((upward ? value > best : value < best) ? value : best))
  const at = numbers.indexOf(decisive)
  for (const [index, text] of values.entries()) {
    if (index === at || Number.isNaN(numbers[index])) continue
    yield remark(
      'redundant-value',
      `${path}[${index}]`,
      `${name} of ${quoted(values[at] ?? '')} takes in ${quoted(text)}`,
    )
  }
}
