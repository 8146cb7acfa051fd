/** An AWS that is a script: who we are, what each account says to the probes, and which cells a reading brings, in order. */
import type {
  AccountTarget,
  AwsReader,
  CallCount,
  CallerIdentity,
  CollectSink,
  Connection,
} from '../../src/app/ports.ts'
import { AppError } from '../../src/core/fault.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { parseAccountId, parseArn } from '../../src/core/ids.ts'
import type { CoverageCell, StageName } from '../../src/core/inventory/coverage.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'

export interface ScriptedCell extends Omit<CoverageCell, 'completeAt' | 'checkedAt' | 'objects'> {
  readonly stage: StageName
  /** Pages. */
  readonly pages?: readonly (readonly InventoryObject[])[]
}

export interface AwsScript {
  identity: CallerIdentity | AppError
  targets: readonly Omit<AccountTarget, 'connectionId'>[] | AppError
  accounts: readonly { readonly accountId: AccountId; readonly name: string | null }[]
  cells: readonly ScriptedCell[]
  calls: readonly CallCount[]
  /** Thrown after all cells. */
  fault?: Error
  /** Called before each page and each end of a cell; a test may wait here, look around, or abort. */
  onStep?: (cell: ScriptedCell) => Promise<void> | void
}

export interface FakeAwsReader extends AwsReader {
  readonly script: AwsScript
  /** Connections that were read, in order. */
  readonly collected: readonly Connection[]
  /** Principals that the operator was said to have named, one for each question who we are. */
  readonly named: readonly (string | null)[]
}

export function accountOf(text: string): AccountId {
  const account = parseAccountId(text)
  if (!account) throw new TypeError(`${text} is no account`)
  return account
}

export function arnOf(text: string): NonNullable<ReturnType<typeof parseArn>> {
  const arn = parseArn(text)
  if (!arn) throw new TypeError(`${text} is no ARN`)
  return arn
}

const ourRole = 'arn:aws:iam::444455556666:role/bailiwick'

export function createFakeAwsReader(changes: Partial<AwsScript> = {}): FakeAwsReader {
  const collected: Connection[] = []
  const named: (string | null)[] = []
  const script: AwsScript = {
    identity: {
      accountId: accountOf('444455556666'),
      arn: arnOf(ourRole),
      partition: 'aws',
      trustPrincipalArn: arnOf(ourRole),
      note: null,
    },
    targets: [],
    accounts: [],
    cells: [],
    calls: [],
    ...changes,
  }
  return {
    script,
    collected,
    named,
    async callerIdentity(_connection, trustPrincipalArn) {
      if (script.identity instanceof AppError) throw script.identity
      named.push(trustPrincipalArn ?? null)
      return script.identity
    },
    async verify(_connection, onTarget) {
      if (script.targets instanceof AppError) throw script.targets
      for (const target of script.targets) await onTarget(target)
    },
    async collect(connection, sink, { signal }) {
      collected.push(connection)
      await play(script, sink, signal)
    },
  }
}

async function play(script: AwsScript, sink: CollectSink, signal: AbortSignal): Promise<void> {
  const { cells } = script
  const cellsOf = (accountId: AccountId): number => cells.filter((cell) => cell.accountId === accountId).length
  await sink.accounts(script.accounts.map((account) => ({ ...account, cells: cellsOf(account.accountId) })))
  await sink.calls(script.calls)
  for (const stage of new Set(cells.map((cell) => cell.stage))) {
    await sink.stage(stage, 'running')
    for (const cell of cells.filter((one) => one.stage === stage)) {
      const { stage: _, pages = [], ...end } = cell
      for (const page of pages) {
        await script.onStep?.(cell)
        signal.throwIfAborted()
        await sink.objects(end, page)
      }
      await script.onStep?.(cell)
      signal.throwIfAborted()
      await sink.cell(end)
    }
    await sink.stage(stage, 'done')
  }
  if (script.fault) throw script.fault
}
