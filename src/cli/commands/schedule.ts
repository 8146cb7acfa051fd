/** How often an integration is read by itself: `--every 30m`, or `--every identities=1h,resources=6h,reports=never`. */
import type { Command } from 'commander'
import { AppError } from '../../core/fault.ts'
import type { CommandContext } from '../context.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface Schedule {
  readonly everyMinutes: Readonly<Record<string, number | null>>
  readonly nextRunAt: string | null
  readonly paused: boolean
}

const rhythms = ['identities', 'resources', 'reports'] as const

export function scheduleCommand(integrations: Command, run: Run): void {
  integrations
    .command('schedule')
    .description('how often it is read by itself')
    .argument('<name>')
    .option('--every <intervals>', 'for example 30m, or identities=1h,resources=6h,reports=never')
    .action(run((context, name: string, own: { every?: string }) => schedule(context, name, own.every)))
}

export async function schedule(
  { out, reach }: CommandContext,
  name: string,
  every: string | undefined,
): Promise<number> {
  const path = `/integrations/${encodeURIComponent(name)}/schedule`
  const everyMinutes = every === undefined ? undefined : readEvery(every)
  const now = await reach((transport) =>
    call<Schedule>(
      transport,
      everyMinutes ? { method: 'PATCH', path, body: { everyMinutes } } : { method: 'GET', path },
    ),
  )
  out.document(now)
  out.table(
    ['what', 'every'],
    rhythms.map((rhythm) => [rhythm, intervalText(now.everyMinutes[rhythm] ?? null)]),
  )
  out.line()
  out.line(now.paused ? 'It is paused.' : `Next: ${now.nextRunAt ?? 'never by itself'}.`)
  return 0
}

const minutesIn = { m: 1, h: 60, d: 24 * 60 } as const

/** One interval alone is that of what changes most: identities. */
export function readEvery(text: string): Readonly<Record<string, number | null>> {
  const parts = text.split(',').map((part) => part.trim())
  return Object.fromEntries(
    parts.map((part) => {
      const [name, interval] = part.includes('=') ? part.split('=', 2) : ['identities', part]
      if (!rhythms.some((rhythm) => rhythm === name)) throw wrong(`"${name}" is not read by itself.`)
      return [name, readInterval(interval ?? '')]
    }),
  )
}

function readInterval(text: string): number | null {
  if (text === 'never') return null
  const [, number = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') throw wrong(`"${text}" is no interval.`)
  return Number(number) * minutesIn[unit]
}

const wrong = (message: string): AppError =>
  new AppError('bad_input', message, {
    fix: 'For example --every 30m, or --every identities=1h,resources=6h,reports=never',
  })

function intervalText(minutes: number | null): string {
  if (minutes === null) return 'never'
  if (minutes % minutesIn.d === 0) return `${minutes / minutesIn.d}d`
  return minutes % minutesIn.h === 0 ? `${minutes / minutesIn.h}h` : `${minutes}m`
}
