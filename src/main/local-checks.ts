/** What `doctor` can say without a server: runtime, configuration, home, what was built. */
import { constants, existsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { loadCatalogue } from '../catalog/read.ts'
import type { GlobalOptions, LocalCheck } from '../cli/context.ts'
import { isAppError } from '../core/fault.ts'
import { readServerFile } from '../identity/server-file.ts'
import { type Config, loadConfig } from './config.ts'

/** A snapshot of a thousand accounts takes a few hundred megabytes; below this a sync may fill the disk. */
const leastFreeMegabytes = 1024

export async function localChecks(
  options: GlobalOptions,
  env: NodeJS.ProcessEnv,
): Promise<{ checks: readonly LocalCheck[]; isInstalled: boolean }> {
  const checks: LocalCheck[] = [
    { name: 'runtime', state: 'ok', says: `Node.js ${process.versions.node}.` },
    checkCatalogue(),
  ]
  const config = checkConfiguration(options, env)
  checks.push(config.check)
  if (config.value) checks.push(...(await checkHome(config.value)))
  const isInstalled =
    config.value !== undefined && (existsSync(config.value.home) || config.value.database.url !== undefined)
  return { checks, isInstalled }
}

function checkCatalogue(): LocalCheck {
  const name = 'catalogue'
  try {
    const catalogue = loadCatalogue()
    return {
      name,
      state: 'ok',
      says: `${catalogue.actionCount} actions of ${catalogue.services.length} services, ${catalogue.version}.`,
    }
  } catch (error) {
    return { name, state: 'bad', says: sentence(error), fix: 'npm run build' }
  }
}

function checkConfiguration(options: GlobalOptions, env: NodeJS.ProcessEnv): { check: LocalCheck; value?: Config } {
  const name = 'configuration'
  try {
    const value = loadConfig(env, { home: options.home })
    return { check: { name, state: 'ok', says: 'Valid.' }, value }
  } catch (error) {
    const fix = isAppError(error) ? error.details.fix : undefined
    return { check: { name, state: 'bad', says: sentence(error), ...(fix && { fix }) } }
  }
}

async function checkHome({ home, database }: Config): Promise<LocalCheck[]> {
  const name = 'home'
  try {
    const folder = nearestFolder(home)
    await access(folder, constants.R_OK | constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    const freeMegabytes = Math.floor((bavail * bsize) / 2 ** 20)
    const running = readServerFile(home)
    const room: LocalCheck =
      freeMegabytes < leastFreeMegabytes
        ? {
            name,
            state: 'warn',
            says: `${home} has ${freeMegabytes} MB left.`,
            fix: 'Free some room: a sync may fill the disk.',
          }
        : {
            name,
            state: 'ok',
            says: `${home}${existsSync(home) ? '' : ', made by the first start'}, ${Math.floor(freeMegabytes / 1024)} GB free.`,
          }
    const server: LocalCheck = {
      name: 'server',
      state: 'ok',
      says: running ? `Runs at ${running.address}, process ${running.pid}.` : 'None runs on this home.',
    }
    const kind: LocalCheck = database.url
      ? { name: 'database', state: 'ok', says: 'PostgreSQL, by DATABASE_URL.' }
      : {
          name: 'database',
          state: 'ok',
          says: 'Embedded: for one machine. Production belongs on PostgreSQL (DATABASE_URL).',
        }
    return [room, server, kind]
  } catch (error) {
    return [
      {
        name,
        state: 'bad',
        says: `${home} cannot be used: ${sentence(error)}`,
        fix: 'Give a folder that this user may write: --home DIR, or BAILIWICK_DATA.',
      },
    ]
  }
}

/** The home, or where it would be made. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))
