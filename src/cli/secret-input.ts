/** A secret on its way in: from the environment, from standard input, or from a prompt. Never from an argument, which others can see. */
import type { CliDeps } from './context.ts'

export interface SecretOptions {
  readonly secretKeyStdin?: boolean
}

export async function readSecretKey(deps: CliDeps, { secretKeyStdin = false }: SecretOptions): Promise<string> {
  if (secretKeyStdin) return (await deps.readText('-')).trim()
  return deps.env['BAILIWICK_AWS_SECRET_ACCESS_KEY'] ?? deps.askSecret('Secret access key: ')
}
