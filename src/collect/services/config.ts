/** AWS Config: does it record, does what it records arrive, and how its rules judge. */
import type {
  ConfigServiceClient,
  ConfigurationRecorder,
  ConfigurationRecorderStatus,
} from '@aws-sdk/client-config-service'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { CellContext, Collector, Reading } from '../collector.ts'
import { securityAudit } from '../collector.ts'
import { all } from '../paging.ts'
import { namesUnread, type ResourceParts, resourceOf } from '../resource.ts'
import { isoDate, required } from '../shapes.ts'

export const config: Collector = {
  type: 'config',
  capability: 'configuration',
  scope: 'region',
  reads: securityAudit(
    'config:DescribeConfigurationRecorderStatus',
    'config:DescribeConfigurationRecorders',
    'config:DescribeDeliveryChannelStatus',
    'config:DescribeComplianceByConfigRule',
  ),
  async probe(cell) {
    await cell.client('config').send(new sdk.config.DescribeConfigurationRecorderStatusCommand({}), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('config')
    const { ConfigurationRecordersStatus: statuses = [] } = await client.send(
      new sdk.config.DescribeConfigurationRecorderStatusCommand({}),
      cell.options,
    )
    // Without a recorder nothing is delivered, and no rule has anything to judge.
    if (statuses.length === 0) return
    const { ConfigurationRecorders: recorders = [] } = await client.send(
      new sdk.config.DescribeConfigurationRecordersCommand({}),
      cell.options,
    )
    const delivered = await delivery(cell, client)
    const judged = await rules(cell, client)
    const unread = namesUnread({ delivered, rules: judged })
    const more: Further = {
      ...(delivered.state === 'read' && delivered.value),
      ...(judged.state === 'read' && { rules: judged.value }),
      unread,
    }
    yield await cell.objects({
      items: recorders,
      name: (one) => one.name,
      toObject: (one) =>
        toRecorder(
          cell,
          one,
          statuses.find((status) => status.name === one.name),
          // The recorders that services keep for themselves deliver nothing and judge nothing.
          one.servicePrincipal === undefined ? more : {},
        ),
    })
  },
}

interface Further {
  readonly delivered?: string | undefined
  readonly lastDelivery?: string | undefined
  readonly rules?: Json | undefined
  readonly unread?: readonly string[]
}

function toRecorder(
  cell: CellContext,
  one: ConfigurationRecorder,
  status: ConfigurationRecorderStatus | undefined,
  { delivered, lastDelivery, rules, unread = [] }: Further,
): InventoryObject {
  const name = required(one.name, 'name')
  const group = one.recordingGroup
  const parts: ResourceParts = {
    type: 'config:configuration-recorder',
    arn:
      one.arn ??
      status?.arn ??
      `arn:${cell.partition}:config:${cell.region}:${cell.accountId}:configuration-recorder/${name}`,
    name,
    facts: {
      recording: status?.recording,
      lastStatus: status?.lastStatus,
      everything: group?.allSupported,
      globalTypes: group?.includeGlobalResourceTypes,
      // For AWS Config alone, which reads with it.
      role: one.roleARN,
      ofService: one.servicePrincipal,
      delivered,
      rules,
    },
    volatile: { lastDelivery },
    unread,
  }
  return resourceOf(cell, parts)
}

/** How the last file of changes got to the bucket. There is one channel a Region. */
async function delivery(
  cell: CellContext,
  client: ConfigServiceClient,
): Promise<Reading<Pick<Further, 'delivered' | 'lastDelivery'>>> {
  const asked = await cell.read('config:DescribeDeliveryChannelStatus', () =>
    client.send(new sdk.config.DescribeDeliveryChannelStatusCommand({}), cell.options),
  )
  if (asked.state !== 'read') return asked
  const history = asked.value.DeliveryChannelsStatus?.[0]?.configHistoryDeliveryInfo
  const value = { delivered: history?.lastStatus, lastDelivery: isoDate(history?.lastSuccessfulTime) }
  return { state: 'read', value }
}

/** Verdicts by rule: `{"root-account-mfa-enabled": "NON_COMPLIANT"}`. */
async function rules(cell: CellContext, client: ConfigServiceClient): Promise<Reading<Json>> {
  const asked = await cell.read('config:DescribeComplianceByConfigRule', () =>
    all(
      sdk.config.paginateDescribeComplianceByConfigRule({ client }, {}, cell.options),
      (page) => page.ComplianceByConfigRules,
    ),
  )
  if (asked.state !== 'read') return asked
  const verdicts = asked.value.map(
    ({ ConfigRuleName = '', Compliance }) =>
      [ConfigRuleName, Compliance?.ComplianceType ?? 'INSUFFICIENT_DATA'] as const,
  )
  return { state: 'read', value: Object.fromEntries(verdicts) }
}
