import type { Probe } from '../ports/connections.ts'

/** The cause that a probe names when the account given as the management account is none (connection.md §15). */
export const isWrongManagement = ({ cause, result }: Pick<Probe, 'cause' | 'result'>): boolean =>
  cause === 'not_management' && result === 'failed'
