import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Catalogue } from '../core/catalogue.ts'
import { readCatalogue } from '../core/read-catalogue.ts'
import { buildCatalogue, installedDataVersion } from './build.ts'
import { loadCatalogue } from './read.ts'

let folder: string
let built: { actions: number; services: number; bytes: number }
let bytes: Uint8Array
let catalogue: Catalogue

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'catalogue-'))
  built = await buildCatalogue(path.join(folder, 'catalog.bin'))
  bytes = await readFile(path.join(folder, 'catalog.bin'))
  catalogue = readCatalogue(bytes)
})
afterAll(() => rm(folder, { recursive: true }))

describe('the catalogue', () => {
  test('holds all of AWS', () => {
    expect(built.actions).toBeGreaterThan(20_000)
    expect(built.services).toBeGreaterThan(400)
    expect(catalogue.actionCount).toBe(built.actions)
    expect(catalogue.services).toHaveLength(built.services)
    expect(bytes).toHaveLength(built.bytes)
  })

  test('knows actions whatever their case', () => {
    const id = catalogue.actionId('S3:getobject')
    const action = catalogue.action(id)
    expect(action.name).toBe('s3:GetObject')
    expect(action.levels).toEqual(['Read'])
    expect(action.resourceTypes.map(({ type }) => type.name)).toContain('object')
    expect(action.resourceTypes.find(({ type }) => type.name === 'object')?.type.arnPattern).toBe(
      'arn:${Partition}:s3:::${BucketName}/${ObjectName}',
    )
    expect(catalogue.actionId('s3:GetObjekt')).toBe(-1)
    expect(catalogue.actionId('GetObject')).toBe(-1)
    expect(catalogue.actionId('constructor:__proto__')).toBe(-1)
  })

  test('combines access levels', () => {
    expect(catalogue.action(catalogue.actionId('iam:CreatePolicy')).levels).toContain('Permissions management')
    expect(catalogue.action(catalogue.actionId('iam:TagRole')).levels).toContain('Tagging')
  })

  test('says what has no resources, and which keys there are', () => {
    expect(catalogue.action(catalogue.actionId('s3:ListAllMyBuckets')).resourceTypes).toEqual([])
    const pass = catalogue.action(catalogue.actionId('iam:PassRole'))
    expect(pass.conditionKeys).toContain('iam:PassedToService')
    expect(pass.resourceTypes[0]?.required).toBe(true)
    expect(catalogue.action(catalogue.actionId('ec2:RunInstances')).dependentActions).toEqual(['iam:PassRole'])
  })

  test('expands patterns', () => {
    const ids = [...catalogue.expand('S3:Get*')]
    expect(ids).toContain(catalogue.actionId('s3:GetObject'))
    expect(ids).not.toContain(catalogue.actionId('s3:PutObject'))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(catalogue.expand('*')).toHaveLength(catalogue.actionCount)
    expect(catalogue.expand('s*:GetObject')).toHaveLength(0)
    const range = catalogue.actionRange('s3')
    expect(catalogue.expand('s3:*')).toHaveLength((range?.[1] ?? 0) - (range?.[0] ?? 0))
  })

  test('knows types of keys, those with names of tags in them too', () => {
    expect(catalogue.conditionKeyType('aws:SourceIp')).toBe('IPAddress')
    expect(catalogue.conditionKeyType('AWS:PrincipalTag/Team')).toBe('String')
    expect(catalogue.conditionKeyType('aws:TagKeys')).toBe('ArrayOfString')
    expect(catalogue.conditionKeyType('s3:ExistingObjectTag/class')).toBe('String')
    expect(catalogue.conditionKeyType('secretsmanager:ResourceTag/team')).toBe('String')
    expect(catalogue.conditionKeyType('aws:Nonsense')).toBeUndefined()
  })

  test('knows what RCPs govern', () => {
    expect(catalogue.rcpSupportedServices.has('s3')).toBe(true)
    expect(catalogue.rcpSupportedServices.has('ec2')).toBe(false)
  })

  test('names every dependent action as AWS does', () => {
    let seen = 0
    for (let id = 0; id < catalogue.actionCount; id += 1) {
      for (const name of catalogue.action(id).dependentActions) {
        seen += 1
        expect(catalogue.actionId(name)).toBeGreaterThanOrEqual(0)
      }
    }
    expect(seen).toBeGreaterThan(40)
  })

  test('the file in dist is current', async () => {
    expect(loadCatalogue().version).toBe(await installedDataVersion())
  })

  test('reads bytes wherever they stand, and keeps none of them', () => {
    const pool = Buffer.alloc(bytes.length + 3)
    pool.set(bytes, 3)
    const own = readCatalogue(pool.subarray(3))
    pool.fill(0)
    expect(own.action(own.actionId('s3:GetObject')).levels).toEqual(['Read'])
    expect(own.expand('s3:*')).toEqual(catalogue.expand('s3:*'))
  })

  test('refuses what is no catalogue', async () => {
    const file = path.join(folder, 'other.bin')
    await writeFile(file, 'something else')
    expect(() => loadCatalogue(file)).toThrow(/not a file this version can read/)
    expect(() => readCatalogue(bytes.subarray(0, bytes.length - 8))).toThrow(/cut off/)
    expect(() => loadCatalogue(path.join(folder, 'absent.bin'))).toThrow(/has not been built/)
  })
})
