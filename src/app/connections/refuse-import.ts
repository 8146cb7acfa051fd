import { AppError } from '../../core/fault.ts'
import type { Connection } from '../ports/connections.ts'

/** What was read from files has no AWS behind it. */
export function refuseImport(connection: Connection, act: 'verify' | 'sync' | 'install' | 'pause' | 'preview'): void {
  if (connection.method !== 'import') return
  throw new AppError('wrong_state', `This was read from files; there is nothing to ${act}.`, {
    fix: 'Import a newer export under the same name instead.',
  })
}
