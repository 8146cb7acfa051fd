/** The command line in this process, against a made server: what it prints, how it ends, and what it asked. */
import type { CliDeps } from '../../src/cli/context.ts'
import { runCommandLine } from '../../src/cli/program.ts'
import type { ApiRequest, ApiResponse, Transport } from '../../src/cli/transport.ts'

interface CommandRun {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
  readonly requests: readonly ApiRequest[]
}

const unused = async (): Promise<never> => {
  throw new Error('not used')
}

type Given = Partial<CliDeps> & { readonly kind?: Transport['kind'] }

/** `answer` makes the body of each answer, of status 200; what a command may use besides must be given. */
export const runCommand = (
  argv: readonly string[],
  answer: (request: ApiRequest) => unknown,
  given: Given = {},
): Promise<CommandRun> =>
  runCommandAgainst(argv, async (request) => ({ status: 200, body: await answer(request) }), given)

export async function runCommandAgainst(
  argv: readonly string[],
  answer: (request: ApiRequest) => ApiResponse | Promise<ApiResponse>,
  { kind = 'server', ...deps }: Given = {},
): Promise<CommandRun> {
  const said = { stdout: '', stderr: '' }
  const requests: ApiRequest[] = []
  const status = await runCommandLine(argv, {
    version: '0.0.0',
    env: {},
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    connect: async () => ({
      kind,
      send: async (request) => {
        requests.push(request)
        return answer(request)
      },
      close: async () => undefined,
    }),
    readText: unused,
    readBytes() {
      throw new Error('not used')
    },
    askSecret: unused,
    findFiles: unused,
    serve: unused,
    evaluateCases: unused,
    lintPolicies: unused,
    printConfig: () => ({}),
    migrate: unused,
    localChecks: unused,
    elapsed: () => 0,
    sleep: async () => undefined,
    ...deps,
  })
  return { ...said, status, requests }
}
