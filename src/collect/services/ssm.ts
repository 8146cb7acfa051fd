/** Systems Manager: machines on which a shell may be opened through it, and those that it makes members of a domain. */
import type { Association, InstanceInformation, SSMClient } from '@aws-sdk/client-ssm'
import { sdk } from '../../aws/sdk.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import type { CellContext, Collector } from '../collector.ts'
import { furtherLists, securityAudit } from '../collector.ts'
import { pages } from '../paging.ts'
import { inOneOrder, inOrder, namesUnread, resourceOf } from '../resource.ts'
import { required } from '../shapes.ts'

/** Systems Manager API Reference, `MaxResults` of DescribeInstanceInformation and of ListAssociations. */
const [smallestPage, largestPage] = [5, 50]

/** The document that joins a machine to a directory (Directory Service Administration Guide, "Seamlessly join"). */
const domainJoin = 'AWS-JoinDirectoryServiceDomain'

export const ssm: Collector = {
  type: 'ssm',
  capability: 'resources:ssm',
  scope: 'region',
  reads: [
    ...securityAudit('ssm:DescribeInstanceInformation'),
    // Machines are many, and domains that they are made to join few.
    ...furtherLists(securityAudit('ssm:ListAssociations', 'ssm:DescribeAssociation')),
  ],
  async probe(cell) {
    await cell
      .client('ssm')
      .send(new sdk.ssm.DescribeInstanceInformationCommand({ MaxResults: smallestPage }), cell.options)
  },
  async *collect(cell) {
    const client = cell.client('ssm')
    const sized = pages(cell, client, largestPage, smallestPage)
    for await (const page of sdk.ssm.paginateDescribeInstanceInformation(sized, {}, cell.options)) {
      yield await cell.objects({
        items: page.InstanceInformationList,
        name: (one) => one.InstanceId,
        toObject: (one) => toMachine(cell, one),
      })
    }
    const joins = { AssociationFilterList: [{ key: 'Name' as const, value: domainJoin }] }
    for await (const page of sdk.ssm.paginateListAssociations(pages(cell, client, largestPage), joins, cell.options)) {
      yield await cell.objects({
        items: page.Associations,
        name: (one) => one.AssociationId,
        toObject: (one) => toDomainJoin(cell, client, one),
      })
    }
  },
}

function toMachine(cell: CellContext, one: InstanceInformation): InventoryObject {
  const id = required(one.InstanceId, 'InstanceId')
  return resourceOf(cell, {
    type: 'ssm:managed-instance',
    arn: `arn:${cell.partition}:ssm:${cell.region}:${cell.accountId}:managed-instance/${id}`,
    name: one.ComputerName || one.Name || id,
    facts: {
      // An instance of EC2, or a machine elsewhere (`mi-…`), which has the role by its name alone.
      machine: id,
      iamRole: one.IamRole || undefined,
      platform: one.PlatformType,
      ping: one.PingStatus,
    },
  })
}

async function toDomainJoin(cell: CellContext, client: SSMClient, one: Association): Promise<InventoryObject> {
  const AssociationId = required(one.AssociationId, 'AssociationId')
  const asked = await cell.read(
    'ssm:DescribeAssociation',
    () => client.send(new sdk.ssm.DescribeAssociationCommand({ AssociationId }), cell.options),
    { gone: ['AssociationDoesNotExist'] },
  )
  const parameters = asked.state === 'read' ? asked.value.AssociationDescription?.Parameters : undefined
  return resourceOf(cell, {
    type: 'ssm:association',
    arn: `arn:${cell.partition}:ssm:${cell.region}:${cell.accountId}:association/${AssociationId}`,
    name: one.AssociationName || domainJoin,
    facts: {
      document: one.Name,
      directory: parameters?.['directoryId']?.[0],
      targets: inOneOrder((one.Targets ?? []).map(({ Key, Values }) => ({ key: Key ?? '', values: inOrder(Values) }))),
      status: one.Overview?.Status,
    },
    unread: namesUnread({ directory: asked }),
    volatile: { lastExecution: one.LastExecutionDate?.toISOString() },
  })
}
