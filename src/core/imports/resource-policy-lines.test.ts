/** Which resources a line of policies may name. ARNs: SAR, *Resource types* of each service. */
import { describe, expect, it } from 'vitest'
import { accountId } from '../../../test/fakes/inventory.ts'
import { resourceTypes } from '../inventory/objects.ts'
import { readResourcePolicyLines } from './resource-policy-lines.ts'

const owner = accountId('111122223333')
const read = (arn: string) =>
  readResourcePolicyLines([{ arn, policy: { Version: '2012-10-17', Statement: [] } }], owner)

const regional = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${owner}:${resource}`

const named = [
  ['arn:aws:s3:::lake', 's3:bucket', 's3', 'lake'],
  [regional('s3', 'accesspoint/readers'), 's3:access-point', 's3_access_points', 'readers'],
  [regional('s3', 'access-grants/default'), 's3:access-grants-instance', 's3_access_points', 'default'],
  [regional('kms', 'key/1234'), 'kms:key', 'kms', '1234'],
  [regional('lambda', 'function:run'), 'lambda:function', 'lambda', 'run'],
  [regional('lambda', 'layer:tools:3'), 'lambda:layer', 'lambda', 'tools'],
  [regional('sqs', 'jobs'), 'sqs:queue', 'sqs', 'jobs'],
  [regional('sns', 'news'), 'sns:topic', 'sns', 'news'],
  [regional('secretsmanager', 'secret:prod/db-AbCdEf'), 'secretsmanager:secret', 'secretsmanager', 'prod/db-AbCdEf'],
  [regional('dynamodb', 'table/orders'), 'dynamodb:table', 'dynamodb', 'orders'],
  [regional('ecr', 'repository/team/app'), 'ecr:repository', 'ecr', 'team/app'],
  [regional('ecr', 'registry'), 'ecr:registry', 'ecr', 'registry'],
  [regional('elasticfilesystem', 'file-system/fs-1'), 'elasticfilesystem:file-system', 'elasticfilesystem', 'fs-1'],
  [regional('backup', 'backup-vault:daily'), 'backup:backup-vault', 'backup', 'daily'],
  [regional('events', 'event-bus/partners'), 'events:event-bus', 'events', 'partners'],
  [regional('logs', 'resource-policy:dns'), 'logs:resource-policy', 'logs', 'dns'],
  [regional('es', 'domain/products'), 'es:domain', 'es', 'products'],
  [regional('glue', 'catalog'), 'glue:catalog', 'glue', 'catalog'],
  [regional('kinesis', 'stream/orders'), 'kinesis:stream', 'kinesis', 'orders'],
  [regional('codeartifact', 'domain/company'), 'codeartifact:domain', 'codeartifact', 'company'],
] as const

describe('a line of resource policies', () => {
  it.each(named)('%s', (arn, type, cell, name) => {
    const { objects, problems } = read(arn)
    expect(problems).toEqual([])
    expect(objects).toMatchObject([{ arn, cell, body: { type, name, policy: { state: 'read' } } }])
  })

  it('may name every type of resource that is read with a policy', () => {
    const known = new Set<string>(named.map(([, type]) => type))
    expect(known.size).toBe(named.length)
    expect(resourceTypes).toEqual(expect.arrayContaining([...known]))
  })

  it.each([
    ['arn:aws:s3:::lake/a.csv', 'of what this ARN of s3 names'],
    [regional('dynamodb', 'table/orders/index/by-day'), 'of what this ARN of dynamodb names'],
    [regional('codeartifact', 'repository/company/npm'), 'of what this ARN of codeartifact names'],
    [regional('ec2', 'instance/i-1'), 'of the service ec2'],
  ])('%s is refused', (arn, words) => {
    expect(read(arn)).toMatchObject({ objects: [], problems: [{ message: expect.stringContaining(words) }] })
  })
})
