/** What every command is given. `main/cli.ts` fills it in. */
import type { CaseResult, Comparison } from '../app/access/evaluate-cases.ts'
import type { LintFinding } from '../core/policy/lint/finding.ts'
import type { LintType } from '../core/policy/lint/types.ts'
import type { Output, Streams } from './output.ts'
import type { Transport } from './transport.ts'

export interface GlobalOptions {
  readonly json?: boolean
  readonly home?: string
  readonly server?: string
  readonly debug?: boolean
}

export interface StartOptions extends GlobalOptions {
  /** `true`, or the number of accounts. */
  readonly sample?: string | boolean
  readonly host?: string
  readonly port?: number
}

export interface LocalCheck {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'bad'
  readonly says: string
  readonly fix?: string
}

export interface FoundFile {
  readonly path: string
  /** With the folders below the path that was named, with slashes. */
  readonly name: string
  readonly bytes: number
}

export interface CliDeps extends Streams {
  readonly version: string
  /** The text of a file, or of standard input for `-`. Fault `bad_input` when it cannot be read. */
  readText(file: string): Promise<string>
  /** The same as bytes, a piece at a time; faults come with the first. */
  readBytes(file: string): AsyncIterable<Uint8Array>
  /** Asks on the terminal, without showing what is typed. Fault `bad_input` where there is none. */
  askSecret(question: string): Promise<string>
  /** The files that a path names: itself, or all below it in the order of their names. Fault `bad_input` when there is none. */
  findFiles(path: string): Promise<readonly FoundFile[]>
  /** Reaches the running server, or composes the same API here. */
  connect(options: GlobalOptions): Promise<Transport>
  /** Serves until told to stop. */
  serve(options: StartOptions): Promise<void>
  /** Results in the order of the cases. Fault `bad_input` when the text is no JSON array of objects. */
  evaluateCases(
    text: string,
  ): Promise<{ readonly results: readonly CaseResult[]; readonly comparison: readonly Comparison[] }>
  lintPolicies(
    files: readonly { readonly file: string; readonly text: string }[],
    type?: LintType,
  ): Promise<readonly LintFinding[]>
  /** The configuration in force, secrets replaced. Fault `config_invalid`. */
  printConfig(options: GlobalOptions): unknown
  migrate(options: GlobalOptions): Promise<{ readonly engine: string; readonly migration: string }>
  /** Checks that change nothing and need no server; `isInstalled` when there is a database to ask further. */
  localChecks(
    options: GlobalOptions,
  ): Promise<{ readonly checks: readonly LocalCheck[]; readonly isInstalled: boolean }>
  /** Milliseconds on a clock that never goes back. */
  elapsed(): number
  sleep(ms: number): Promise<void>
}

/** One run of one command. A command returns its exit status; nothing returned is 0. */
export interface CommandContext {
  readonly deps: CliDeps
  readonly out: Output
  readonly options: GlobalOptions
  /** Opens the transport, does the work, and closes it whatever happens. */
  reach<T>(work: (transport: Transport) => Promise<T>): Promise<T>
}
