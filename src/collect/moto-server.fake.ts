/** `moto_server` (Apache-2.0, PyPI), when it is installed: an AWS that is not ours. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

export function findMoto(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['MOTO_SERVER']
  if (named !== undefined && named !== '') return named
  const folders = (env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'moto_server')).find((file) => existsSync(file))
}

export interface Moto {
  readonly url: string
  stop(): void
}

/** Python imports a good part of boto before it listens. */
const patienceMs = 30_000

export async function startMoto(program: string): Promise<Moto> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    // Otherwise every account owns several hundred images, each of which is asked whom it is shared with.
    env: { ...process.env, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' },
  })
  // Also when the tests are stopped before their clean-up.
  process.once('exit', () => child.kill())
  try {
    await untilAnswering(url, child)
  } catch (error) {
    child.kill()
    throw error
  }
  return { url, stop: () => child.kill() }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`)
    const answers = await fetch(`${url}/moto-api/`).then(
      () => true,
      () => false,
    )
    if (answers) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`moto_server does not answer after ${patienceMs} ms`)
}
