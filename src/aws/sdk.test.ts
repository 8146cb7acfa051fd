import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { createAwsReader } from '../collect/reader.ts'
import { sdk } from './sdk.ts'

const { cache } = createRequire(import.meta.url)
const loaded = (): readonly string[] =>
  Object.keys(cache).flatMap((file) => /@aws-sdk\/(client-[\w-]+)\/dist-cjs\/index\.js$/.exec(file)?.[1] ?? [])

test('nothing of the SDK is loaded before it is called, and then what is called', () => {
  createAwsReader({ clock: { now: () => '', elapsed: () => 0 }, version: '0.0.0', env: {} })
  expect(loaded()).toEqual([])
  expect(new sdk.kms.ListKeysCommand({})).toBeInstanceOf(sdk.kms.ListKeysCommand)
  expect(loaded()).toEqual(['client-kms'])
})
