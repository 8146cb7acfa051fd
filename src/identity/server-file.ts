/** `<home>/server.json` tells the command line that a server runs on this home, and where. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

export interface RunningServer {
  readonly pid: number
  /** `http://127.0.0.1:8420` */
  readonly address: string
  readonly startedAt: string
}

/** The file holds when the kernel started the process, too: a process id alone is given out again. */
interface Entry extends RunningServer {
  readonly processStart: string | null
}

export const serverFile = (home: string): string => join(home, 'server.json')

/** Call once the server listens. */
export async function writeServerFile(home: string, server: RunningServer): Promise<void> {
  const entry: Entry = { ...server, processStart: processStart(server.pid) }
  await writePrivateFile(serverFile(home), `${JSON.stringify(entry)}\n`)
}

/** Call when it stops. Leaves the file of another server alone. */
export function removeServerFile(home: string, pid: number): void {
  if (readEntry(home)?.pid === pid) rmSync(serverFile(home), { force: true })
}

/** Undefined when there is none, or when the one that wrote the file is gone. Fault `secret_exposed`. */
export function readServerFile(home: string): RunningServer | undefined {
  const entry = readEntry(home)
  if (entry === undefined || !isAlive(entry)) return undefined
  const { pid, address, startedAt } = entry
  return { pid, address, startedAt }
}

function readEntry(home: string): Entry | undefined {
  const text = readPrivateFile(serverFile(home))
  if (text === undefined) return undefined
  try {
    return parseEntry(JSON.parse(text))
  } catch {
    return undefined
  }
}

function parseEntry(value: unknown): Entry | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, address, startedAt, processStart: start } = value as Partial<Record<keyof Entry, unknown>>
  if (typeof pid !== 'number' || typeof address !== 'string' || typeof startedAt !== 'string') return undefined
  return { pid, address, startedAt, processStart: typeof start === 'string' ? start : null }
}

function isAlive({ pid, processStart: start }: Entry): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, under another user.
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM'
  }
  return start === null || processStart(pid) === start
}

/** Linux: boot id and field 22 of /proc/<pid>/stat (proc(5)). Null elsewhere, where the process id has to do. */
function processStart(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return `${boot}/${afterName[19]}`
  } catch {
    return null
  }
}
