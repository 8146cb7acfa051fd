import { GenerateCredentialReportCommand } from '@aws-sdk/client-iam'
import type { Capability } from '../collector.ts'
import { securityAudit } from '../collector.ts'

/** Keys, passwords and their last use. AWS makes the report when it is asked for; that it may be asked for is tried here. */
export const credentialReport: Capability = {
  type: 'iam',
  capability: 'credentials',
  scope: 'account',
  reads: securityAudit('iam:GenerateCredentialReport'),
  async probe(cell) {
    await cell.client('iam').send(new GenerateCredentialReportCommand({}), cell.options)
  },
}
