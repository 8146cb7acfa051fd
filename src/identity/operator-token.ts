/**
 * The operator's token (cli.md, "Who is asking"): whoever can read `<home>/operator.token` speaks for the installation. The
 * command line sends it to a server on the same home.
 */
import { join } from 'node:path'
import type { Ids } from '../app/ports/host.ts'
import { AppError } from '../core/fault.ts'
import { createPrivateFile, readPrivateFile } from './private-file.ts'

/** 256 bits: not to be guessed, so a plain hash of it may be compared. */
const tokenBytes = 32

export const operatorTokenFile = (home: string): string => join(home, 'operator.token')

/** Undefined when no server has ever run on this home. Fault `secret_exposed`. */
export function readOperatorToken(home: string): string | undefined {
  const text = readPrivateFile(operatorTokenFile(home))
  return text === undefined ? undefined : parseToken(home, text)
}

/** The token of the home, made at the first call. Faults `secret_exposed`, `home_unwritable`. */
export async function ensureOperatorToken(home: string, ids: Ids): Promise<string> {
  const existing = readOperatorToken(home)
  if (existing !== undefined) return existing
  const token = ids.token(tokenBytes)
  if (await createPrivateFile(operatorTokenFile(home), `${token}\n`)) return token
  // Another process made one between the two lines: that is the token.
  return readOperatorToken(home) ?? ensureOperatorToken(home, ids)
}

function parseToken(home: string, text: string): string {
  const token = text.trim()
  if (/^[\w-]{32,}$/.test(token)) return token
  throw new AppError('config_invalid', `${operatorTokenFile(home)} holds no token.`, {
    fix: 'Delete the file; the next start makes a new one.',
  })
}
