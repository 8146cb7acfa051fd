/** An AWS that is a script: who we are, what each account says to the probes, and which cells a reading brings, in order. */
import type { AwsReader, CallerIdentity, CollectOptions, CollectSink, UnitOrder } from '../../src/app/ports/aws.ts'
import type { AccountTarget, Connection } from '../../src/app/ports/connections.ts'
import type { CallCount } from '../../src/app/ports/sync.ts'
import { AppError } from '../../src/core/fault.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { parseAccountId, parseArn } from '../../src/core/ids.ts'
import type { CoverageCell, StageName } from '../../src/core/inventory/coverage.ts'
import { cellKeyText } from '../../src/core/inventory/coverage.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'

export interface ScriptedCell extends Omit<CoverageCell, 'completeAt' | 'checkedAt' | 'objects'> {
  readonly stage: StageName
  /** Pages. */
  readonly pages?: readonly (readonly InventoryObject[])[]
}

export interface AwsScript {
  identity: CallerIdentity | AppError
  targets: readonly Omit<AccountTarget, 'connectionId'>[] | AppError
  /** Units and accounts of the organization. */
  tree: readonly InventoryObject[] | AppError
  accounts: readonly { readonly accountId: AccountId; readonly name: string | null }[]
  cells: readonly ScriptedCell[]
  calls: readonly CallCount[]
  /** Thrown when the resources of an account have been read. */
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
      uniqueId: 'AROAOURROLE',
      note: null,
    },
    targets: [],
    tree: [],
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
    readings,
    async organizationTree() {
      if (script.tree instanceof AppError) throw script.tree
      return script.tree
    },
    async verify(_connection, onTarget, { accounts, onCalls }) {
      if (script.identity instanceof AppError) throw script.identity
      if (script.targets instanceof AppError) throw script.targets
      for (const target of script.targets) {
        if (accounts === undefined || accounts.includes(target.accountId)) await onTarget(target)
      }
      await onCalls?.(script.calls)
      return script.identity
    },
    async open(connection, { allow = () => true }) {
      collected.push(connection)
      return {
        ownAccountId: script.identity instanceof AppError ? accountOf('444455556666') : script.identity.accountId,
        read: (order, sink, signal) => play(script, order, sink, signal, allow),
        close: () => undefined,
      }
    },
  }
}

const readings: AwsReader['readings'] = [
  { type: 'organization', scope: 'organization', actions: ['organizations:DescribeOrganization'] },
  { type: 'iam', scope: 'account', actions: ['iam:GetAccountAuthorizationDetails'] },
  { type: 's3', scope: 'account', actions: ['s3:ListAllMyBuckets', 's3:GetBucketPolicy'] },
  { type: 'sqs', scope: 'region', actions: ['sqs:ListQueues', 'sqs:GetQueueAttributes'] },
]

async function play(
  script: AwsScript,
  order: UnitOrder,
  sink: CollectSink,
  signal: AbortSignal,
  allow: NonNullable<CollectOptions['allow']>,
): Promise<void> {
  const { stage, accountId } = order
  const own = script.cells.filter(
    (cell) => cell.stage === stage && (accountId === null || cell.accountId === accountId) && isAsked(order, cell),
  )
  await sink.planned(own.length)
  // Counted where most of AWS's calls are made.
  if (stage === 'iam') await sink.calls(script.calls)
  if (order.closed) {
    for (const { stage: _, pages: __, ...cell } of own) await sink.cell({ ...cell, state: 'excluded', ...order.closed })
    return
  }
  for (const cell of own) {
    const { stage: _, pages = [], ...end } = cell
    for (const page of pages) {
      await script.onStep?.(cell)
      signal.throwIfAborted()
      await sink.objects(end, page)
    }
    await script.onStep?.(cell)
    // A cell costs one call.
    await allow(readings.find(({ type }) => type === cell.type)?.actions[0] ?? cell.type)
    signal.throwIfAborted()
    await sink.cell(end)
  }
  if (script.fault && stage === 'resources') throw script.fault
}

const isAsked = ({ cells }: UnitOrder, cell: ScriptedCell): boolean =>
  cells === undefined || cells.some((asked) => cellKeyText(asked) === cellKeyText(cell))
