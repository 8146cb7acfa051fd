/**
 * How a bench tells its figures: one line each, and `bench/results.json` when `npm run bench` has started it. A figure without
 * a budget is only told. Times are judged on a machine of its own; on a shared one the ratio says more.
 */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: '/s' | 's' | 'ms' | 'µs' | 'bytes' | 'MB' | 'calls' | 'principals' | 'runs'
  /** What is asked for: speeds must reach it, times and sizes stay within it. */
  readonly budget?: number
  /** How many times better than the reference evaluator in the same run. */
  readonly ratio?: number
  /** Milliseconds of processor time: what a machine of its own would need. */
  readonly cpu?: number
  /** Microseconds of a single act. */
  readonly p50?: number
  readonly p99?: number
  /** Megabytes in use after a forced collection, where memory is the question. */
  readonly heap?: number
}

export const isMet = ({ value, unit, budget }: Figure): boolean =>
  budget === undefined || (unit === '/s' ? value >= budget : value <= budget)

/** Prints the figure; `bench/run.ts` keeps it. */
export function report(figure: Figure): void {
  const { name, value, unit, budget, ratio, cpu, p50, p99, heap } = figure
  const words = [
    budget === undefined ? '      ' : isMet(figure) ? 'met   ' : 'MISSED',
    name.padEnd(36),
    `${amount(value).padStart(11)} ${unit}`.padEnd(18),
    budget === undefined ? '' : `(${unit === '/s' ? 'at least' : 'at most'} ${amount(budget)})`,
    ratio === undefined ? '' : `×${amount(ratio)} the reference`,
    cpu === undefined ? '' : `cpu ${amount(cpu)} ms`,
    p50 === undefined ? '' : `p50 ${amount(p50)} µs`,
    p99 === undefined ? '' : `p99 ${amount(p99)} µs`,
    heap === undefined ? '' : `heap ${amount(heap)} MB`,
  ]
  process.stdout.write(`${words.filter((word) => word !== '').join('  ')}\n`)
  process.send?.(figure)
}

const amount = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })

/** Megabytes in use after a forced collection. */
export function heapInUse(): number {
  if (globalThis.gc === undefined) throw new Error('memory is measured with node --expose-gc')
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed / 2 ** 20 + process.memoryUsage().arrayBuffers / 2 ** 20
}
