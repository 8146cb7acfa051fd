/** Names for parts of the server's documents that the schema does not name itself. */
import type {
  AccountReading,
  CanAnswer,
  CoverageCell,
  Integration,
  Principal,
  Reason,
  ServiceAbilities,
  SyncRun,
} from './schema.ts'

export type ReadState = AccountReading['state']
export type IntegrationState = Integration['state']
export type ConnectionMethod = Integration['method']
export type SyncState = SyncRun['state']
export type CellState = CoverageCell['state']
export type Answer = CanAnswer['decision']
export type PolicyType = Reason['layer']
export type PrincipalType = Principal['type']
export type AdminAnswer = Principal['admin']
export type AccessLevel = keyof ServiceAbilities['levels']

export const accessLevels = [
  'List',
  'Read',
  'Write',
  'Permissions management',
  'Tagging',
] as const satisfies readonly AccessLevel[]

export interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
  readonly page: number
  readonly pageSize: number
}

export type {
  ChangedSettings,
  CheckedConnectForm as CheckedForm,
  HandoffPage,
  InstallInstructions as Instructions,
  IntegrationSettings,
  OrganizationMap,
  Preview,
  RecommendedApp,
  Schedule,
  ServerIdentity,
  SettingsForm,
} from './schema.ts'
