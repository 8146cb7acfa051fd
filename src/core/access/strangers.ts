/**
 * What is known of principals outside the snapshot: they are of none of its accounts and of none of its organizations, whose
 * accounts are all in it. AWS services call from no customer's account at all.
 */
import { splitArn } from '../arn/arn.ts'
import type { Residual } from '../evaluate/types.ts'
import type { World } from './world.ts'

type Leaf = Extract<Residual, { readonly op: string }>

const positive: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
])
const negative: ReadonlySet<string> = new Set([
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
  'ArnNotEquals',
  'ArnNotLike',
])

export type Stranger = 'service' | 'principal'

/** The condition as it stands for a stranger: true and false where being one settles it. */
export function forStrangers(world: World, who: Stranger, residual: Residual): Residual | boolean {
  const settle = (part: Residual): Residual | boolean => forStrangers(world, who, part)
  if ('all' in residual) return joined(residual.all.map(settle), 'all')
  if ('any' in residual) return joined(residual.any.map(settle), 'any')
  if ('not' in residual) {
    const inner = settle(residual.not)
    return typeof inner === 'boolean' ? !inner : { not: inner }
  }
  if (residual.values.length === 0 || !residual.values.every((value) => isNever(world, who, residual.key, value)))
    return residual
  return settled(residual)
}

function joined(parts: readonly (Residual | boolean)[], how: 'all' | 'any'): Residual | boolean {
  const deciding = how === 'any'
  if (parts.includes(deciding)) return deciding
  const open = parts.filter((part): part is Residual => typeof part !== 'boolean')
  const [only] = open
  if (only === undefined) return !deciding
  if (open.length === 1) return only
  return how === 'all' ? { all: open } : { any: open }
}

/** A test on values that no stranger has. */
function settled(leaf: Leaf): Residual | boolean {
  // "Every value", and "if it is there": also true of a caller without any.
  if (leaf.quantifier === 'ForAllValues') return leaf
  if (positive.has(leaf.op)) return leaf.ifExists ? leaf : false
  return negative.has(leaf.op) && leaf.quantifier === undefined ? true : leaf
}

/** No stranger has this value of the key. */
function isNever(world: World, who: Stranger, key: string, value: string): boolean {
  switch (key.toLowerCase()) {
    case 'aws:principalorgid':
      return world.organizations.has(value)
    case 'aws:principalorgpaths':
      return world.organizations.has(value.split('/')[0] ?? '')
    case 'aws:principalaccount':
      return who === 'service' || world.accounts.has(value)
    case 'aws:principalarn':
      return world.accounts.has(splitArn(value)?.account ?? '')
    default:
      return false
  }
}
