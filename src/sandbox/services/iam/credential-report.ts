/** The credential report: made on demand a little later, kept for four hours. IAM User Guide, "Generate credential reports". */
import {
  CredentialReportExpiredException$,
  CredentialReportNotPresentException$,
  CredentialReportNotReadyException$,
  GenerateCredentialReportCommand,
  type GenerateCredentialReportCommandOutput,
  GetCredentialReportCommand,
  type GetCredentialReportCommandOutput,
} from '@aws-sdk/client-iam'
import type { AccountId } from '../../../core/ids.ts'
import { modelled } from '../../aws-error.ts'
import { type Answer, type MemorySlot, operation } from '../../service.ts'
import type { AccessKey, AccountState, IamUser, World } from '../../world/model.ts'
import { underPath } from './entities.ts'

const makingMs = 1000
const keptMs = 4 * 3_600_000

interface Report {
  readonly at: number
  /** As the account was then: who comes later is not in it. */
  readonly text: string
}

const reports: MemorySlot<Map<AccountId, Report>> = { make: () => new Map() }

export const credentialReportOperations = [
  operation(GenerateCredentialReportCommand, {
    run(call): Answer<GenerateCredentialReportCommandOutput> {
      const known = call.memory.of(reports).get(call.account.id)
      if (known !== undefined && call.now - known.at <= keptMs) {
        return { State: call.now - known.at < makingMs ? 'INPROGRESS' : 'COMPLETE' }
      }
      call.memory.of(reports).set(call.account.id, { at: call.now, text: credentialReport(call.world, call.account) })
      return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' }
    },
  }),
  operation(GetCredentialReportCommand, {
    run(call): Answer<GetCredentialReportCommandOutput> {
      const report = call.memory.of(reports).get(call.account.id)
      if (report === undefined) throw modelled(CredentialReportNotPresentException$, 'No report exists.')
      if (call.now - report.at < makingMs)
        throw modelled(CredentialReportNotReadyException$, 'Report generation is in progress.')
      if (call.now - report.at > keptMs) throw modelled(CredentialReportExpiredException$, 'The report has expired.')
      return {
        Content: new TextEncoder().encode(report.text),
        ReportFormat: 'text/csv',
        GeneratedTime: new Date(report.at + makingMs),
      }
    },
  }),
]

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
] as const

/** The report writes the offset out: `2026-01-02T03:04:05+00:00`. */
const instant = (at: Date | undefined, otherwise: string): string =>
  at === undefined ? otherwise : `${at.toISOString().slice(0, 19)}+00:00`

const keyColumns = (key: AccessKey | undefined): string[] =>
  key === undefined
    ? ['false', 'N/A', 'N/A', 'N/A', 'N/A']
    : [
        String(key.status === 'Active'),
        instant(key.createdAt, 'N/A'),
        instant(key.lastUsed?.at, 'N/A'),
        key.lastUsed?.region ?? 'N/A',
        key.lastUsed?.service ?? 'N/A',
      ]

const noCertificates = ['false', 'N/A', 'false', 'N/A']

/** A user name may hold a comma. */
const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

function credentialReport(world: World, account: AccountState): string {
  const users = underPath(account.iam.users.values(), '/').map((user) => userRow(account, user))
  return [columns, rootRow(world, account), ...users].map((row) => row.map(quoted).join(',')).join('\n')
}

function rootRow(world: World, { id, iam }: AccountState): string[] {
  const joined = world.organization.members.get(id)?.joinedAt
  const { mfa, accessKeys, lastUsedAt } = iam.root
  const key = (index: number) => [String(accessKeys >= index), 'N/A', 'N/A', 'N/A', 'N/A']
  return [
    '<root_account>',
    `arn:aws:iam::${id}:root`,
    instant(joined, 'N/A'),
    'not_supported',
    instant(lastUsedAt, 'no_information'),
    'not_supported',
    'not_supported',
    String(mfa !== 'none'),
    ...key(1),
    ...key(2),
    ...noCertificates,
  ]
}

function userRow({ iam }: AccountState, user: IamUser): string[] {
  const [first, second] = [...iam.accessKeys.values()].filter(({ userName }) => userName === user.name)
  const { loginProfile } = user
  return [
    user.name,
    user.arn,
    instant(user.createdAt, 'N/A'),
    String(loginProfile !== undefined),
    loginProfile === undefined ? 'N/A' : instant(user.passwordLastUsedAt, 'no_information'),
    instant(loginProfile?.createdAt, 'N/A'),
    'N/A',
    String(user.mfaDevices.length > 0),
    ...keyColumns(first),
    ...keyColumns(second),
    ...noCertificates,
  ]
}
