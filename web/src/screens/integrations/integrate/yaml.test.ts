import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { yamlOf } from './yaml.ts'

test('reads well', () => {
  const file = {
    name: 'AWS prod',
    regions: ['eu-west-1', 'us-east-1'],
    settings: { enableAudit: true, portalUrl: null },
  }
  expect(yamlOf(file)).toBe(
    'name: AWS prod\nregions:\n  - eu-west-1\n  - us-east-1\nsettings:\n  enableAudit: true\n  portalUrl: null\n',
  )
})

test('account numbers stay texts, and so does what looks like a boolean', () => {
  expect(parse(yamlOf({ accounts: ['012345678901'], a: 'no', b: 'null', c: '1e3', d: ' x ' }))).toEqual({
    accounts: ['012345678901'],
    a: 'no',
    b: 'null',
    c: '1e3',
    d: ' x ',
  })
})

test('whatever is written, an independent reader reads it back', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
  const key = fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/)
  const one = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { minLength: 1 })), { minKeys: 1 })
  fc.assert(
    fc.property(fc.dictionary(key, fc.oneof(leaf, fc.array(leaf), one, fc.array(one)), { minKeys: 1 }), (data) => {
      expect(parse(yamlOf(data))).toEqual({ ...data })
    }),
  )
})
