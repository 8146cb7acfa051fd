/** Does a residual condition hold in a context? Read with the reference's own operators. */
import type { Residual } from '../../src/core/evaluate/types.ts'
import { type Context, testHolds } from './conditions.ts'

/** Conditions over the text of a pattern, or cut short: true only in the engine's own words. */
export function isOpaque(residual: Residual): boolean {
  if ('all' in residual) return residual.all.some(isOpaque)
  if ('any' in residual) return residual.any.some(isOpaque)
  if ('not' in residual) return isOpaque(residual.not)
  return (
    residual.op === 'PatternMatches' ||
    residual.op === 'DependsOn' ||
    residual.values.some((value) => value.includes('${'))
  )
}

export function residualHolds(residual: Residual, context: Context): boolean {
  if ('all' in residual) return residual.all.every((part) => residualHolds(part, context))
  if ('any' in residual) return residual.any.some((part) => residualHolds(part, context))
  if ('not' in residual) return !residualHolds(residual.not, context)
  const { op, key, values, quantifier, ifExists } = residual
  const operator = `${quantifier === undefined ? '' : `${quantifier}:`}${op}${ifExists ? 'IfExists' : ''}`
  return testHolds(operator, key, values, context, false)
}
