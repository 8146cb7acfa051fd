/** DynamoDB: tables and their policies. Items are not simulated. */
import {
  CreateTableCommand,
  DeleteResourcePolicyCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PolicyNotFoundException$,
  PutResourcePolicyCommand,
  ResourceInUseException$,
  ResourceNotFoundException$,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import { modelled, unmodelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { DataStore } from '../world/data-stores.ts'
import { hex } from '../world/ids.ts'
import {
  arnHere,
  editStore,
  findStore,
  makeStore,
  newTarget,
  type OwnedStore,
  type StoreKind,
  sortedStores,
  tagList,
  tagMap,
  targetOfStore,
} from './data-store.ts'
import { editHere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const tables: StoreKind<DataStore> = { prefix: 'table/', of: (region) => region.tables }

const invalid = (message: string) => unmodelled('ValidationException', 400, message)

function tableOf(call: Call, text: string | undefined): OwnedStore<DataStore> {
  const found = findStore(call, text, tables)
  if (found === undefined) {
    throw modelled(ResourceNotFoundException$, `Requested resource not found: Table: ${text} not found`)
  }
  return found
}

const describe = ({ name, arn, createdAt, kmsKeyId }: DataStore): TableDescription => ({
  TableName: name,
  TableArn: arn,
  TableStatus: 'ACTIVE',
  CreationDateTime: createdAt,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  ItemCount: 0,
  ...(kmsKeyId !== undefined && { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: kmsKeyId } }),
})

const revision = (table: DataStore): string =>
  BigInt(`0x${hex(15, table.policy === undefined ? '' : policyText(table.policy))}`).toString()

export const dynamodb = defineService({
  client: DynamoDBClient,
  signingName: 'dynamodb',
  operations: [
    operation(ListTablesCommand, {
      run(call, { ExclusiveStartTableName: after = '', Limit: size }) {
        // The mark of the next page is the name of the last table, not an opaque token.
        const rest = sortedStores(here(call).tables).filter(({ name }) => name > after)
        const { items, next } = paginate(call, rest, { token: undefined, size, default: 100, max: 100 })
        return {
          TableNames: items.map(({ name }) => name),
          LastEvaluatedTableName: next === undefined ? undefined : items.at(-1)?.name,
        }
      },
    }),
    operation(DescribeTableCommand, {
      target: (call, input) => targetOfStore(tableOf(call, input.TableName)),
      run: (call, input) => ({ Table: describe(tableOf(call, input.TableName).store) }),
    }),
    operation(GetResourcePolicyCommand, {
      target: (call, input) => targetOfStore(tableOf(call, input.ResourceArn)),
      run(call, input) {
        const { store } = tableOf(call, input.ResourceArn)
        if (store.policy === undefined) {
          throw modelled(
            PolicyNotFoundException$,
            `Resource-based policy not found for the provided ResourceArn: ${store.arn}`,
          )
        }
        return { Policy: policyText(store.policy), RevisionId: revision(store) }
      },
    }),
    operation(ListTagsOfResourceCommand, {
      target: (call, input) => targetOfStore(tableOf(call, input.ResourceArn)),
      run: (call, input) => ({ Tags: tagList(tableOf(call, input.ResourceArn).store.tags) }),
    }),
    operation(CreateTableCommand, {
      target: (call, input) => newTarget(call, 'dynamodb', `table/${input.TableName}`),
      run(call, input) {
        const name = input.TableName ?? ''
        if (!/^[\w.-]{3,255}$/.test(name)) throw invalid(`TableName must be 3 to 255 letters, digits, _, - or .`)
        const made = editHere(call).tables
        if (made.has(name)) throw modelled(ResourceInUseException$, `Table already exists: ${name}`)
        const kmsKeyId = input.SSESpecification?.KMSMasterKeyId
        const table = makeStore(call, {
          name,
          arn: arnHere(call, 'dynamodb', `table/${name}`),
          tags: tagMap(input.Tags),
          kmsKeyId,
        })
        if (input.ResourcePolicy !== undefined) table.policy = readPolicyText(call, input.ResourcePolicy, invalid)
        made.set(name, table)
        return { TableDescription: describe(table) }
      },
    }),
    operation(PutResourcePolicyCommand, {
      target: (call, input) => targetOfStore(tableOf(call, input.ResourceArn)),
      run(call, input) {
        const table = editStore(call, tableOf(call, input.ResourceArn), tables)
        table.policy = readPolicyText(call, input.Policy ?? '', invalid)
        return { RevisionId: revision(table) }
      },
    }),
    operation(DeleteResourcePolicyCommand, {
      target: (call, input) => targetOfStore(tableOf(call, input.ResourceArn)),
      run(call, input) {
        const table = editStore(call, tableOf(call, input.ResourceArn), tables)
        delete table.policy
        return {}
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
