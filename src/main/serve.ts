/** `bailiwick start`: the server, its console, and with `--sample` the simulated organization beside it. */
import { once } from 'node:events'
import type { StartOptions } from '../cli/context.ts'
import { AppError } from '../core/fault.ts'
import { removeServerFile, writeServerFile } from '../identity/server-file.ts'
import { type Bailiwick, compose } from './compose.ts'
import { type Config, loadConfig } from './config.ts'
import { watching } from './daily.ts'
import { createLog } from './log.ts'
import { parseSampleSize } from './sample.ts'
import { systemClock } from './system-clock.ts'
import { version } from './version.ts'

/** Resolves when the server was told to stop and has stopped. */
export async function serve(options: StartOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const config = loadConfig(env, options)
  const accounts = options.sample === undefined ? undefined : parseSampleSize(options.sample)
  const log = createLog(config.log.level, process.stderr)
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())

  const bailiwick = await compose({ config, env, log })
  const schedule = watching('schedule', bailiwick.app.schedule.tick, log)
  const figures = watching('timeline', bailiwick.app.timeline.keepFigures, log)
  try {
    const address = await listen(bailiwick, config)
    await writeServerFile(config.home, { pid: process.pid, address, startedAt: systemClock.now() })
    await say(bailiwick, config, address)
    await bailiwick.work()
    if (options.sample !== undefined) await bailiwick.sample.start(accounts)
    await bailiwick.app.access.warm()
    schedule.start()
    figures.start()
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort')
    process.stdout.write('Stopping …\n')
  } finally {
    await stopAll([
      () => schedule.stop(),
      () => figures.stop(),
      () => bailiwick.close(),
      () => removeServerFile(config.home, process.pid),
    ])
  }
}

/** Each of them, whatever became of those before; the first fault is thrown at the end. */
async function stopAll(stops: readonly (() => Promise<void> | void | undefined)[]): Promise<void> {
  const faults: unknown[] = []
  for (const stop of stops) {
    try {
      await stop()
    } catch (fault) {
      faults.push(fault)
    }
  }
  if (faults.length > 0) throw faults[0]
}

async function listen({ api }: Bailiwick, { server }: Config): Promise<string> {
  try {
    await api.listen({ host: server.host, port: server.port })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EADDRINUSE') {
      throw new AppError(
        'port_in_use',
        `Port ${server.port} on ${server.host} is in use.`,
        {
          fix: `Stop what listens there, or choose another: npm start -- --port ${server.port + 1}`,
        },
        { cause },
      )
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new AppError('bad_input', `Cannot listen on ${server.host}, port ${server.port} (${code}).`, {}, { cause })
    }
    throw cause
  }
  const bound = api.addresses()[0]
  const port = typeof bound === 'object' ? bound.port : server.port
  const host = server.host === '0.0.0.0' || server.host === '::' ? '127.0.0.1' : server.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function say({ app }: Bailiwick, config: Config, address: string): Promise<void> {
  const people = config.public.url ?? address
  process.stdout.write(`Bailiwick ${version} is ready: ${people}\n`)
  const link = await app.setup.issueLink()
  if (link) {
    process.stdout.write(
      `Create the first administrator here, once, before ${link.expiresAt.slice(11, 16)} UTC:\n  ${people}/setup?token=${link.token}\n`,
    )
  }
  if (!config.database.url) {
    process.stdout.write(
      `The embedded database is in ${config.home}. It is for one machine; production belongs on PostgreSQL (DATABASE_URL).\n`,
    )
  }
}
