import { describe, expect, test } from 'vitest'
import type { AccessPath, PathNode, PathStep } from '../../../api/schema.ts'
import { edgeWords, fullName, linesOf, pathKey, stepsWords } from './words.ts'

const bot: PathNode = {
  id: 'arn:aws:iam::444455556666:role/release-bot',
  kind: 'principal',
  type: 'role',
  name: 'release-bot',
  account: '444455556666',
  accountName: 'prod-payments',
}
const admin: PathNode = { ...bot, id: 'arn:aws:iam::444455556666:role/lambda-admin', name: 'lambda-admin' }
const end: PathNode = {
  id: 'administrator:444455556666',
  kind: 'administrator',
  name: 'administrator of prod-payments',
  account: '444455556666',
  accountName: 'prod-payments',
}
const step = (kind: PathStep['kind'], from: PathNode, to: PathNode, path?: string): PathStep => ({
  kind,
  from,
  to,
  decision: 'Allowed',
  text: '',
  permissions: [],
  gaps: [],
  ...(path !== undefined && { path }),
})
const pathOf = (...steps: PathStep[]): AccessPath => ({
  from: bot,
  to: end,
  decision: 'Allowed',
  steps,
  sentence: '',
})

describe('nodes', () => {
  test('say what they are, and where', () => {
    expect(fullName(bot)).toBe('release-bot, IAM role in prod-payments')
    expect(linesOf(bot)).toEqual(['release-bot', 'IAM role'])
    expect(linesOf(end)).toEqual(['Administrator', 'of prod-payments'])
  })
})

describe('steps', () => {
  test('say to what a role is passed, by the service of the path', () => {
    expect(edgeWords(step('passesRole', bot, admin, 'lambda-001'))).toEqual(['passes role to', 'a function'])
    expect(edgeWords(step('passesRole', bot, admin, 'kinesisanalytics-001'))).toEqual(['passes role to', 'a workload'])
  })

  test('stand in one line, without the one that is no step to take', () => {
    const steps = [step('assumes', bot, admin, 'sts-001'), step('is', admin, end)]
    expect(stepsWords(steps)).toBe('assumes lambda-admin (sts-001)')
    expect(stepsWords([step('is', admin, end)])).toBe('is it already')
  })
})

describe('pathKey', () => {
  const whole = pathOf(step('passesRole', bot, admin, 'lambda-001'), step('is', admin, end))

  test('is the same for the same steps, whatever is said about them', () => {
    const told = { ...whole, sentence: 'Told anew.', decision: 'Conditional' as const }
    expect(pathKey(told)).toBe(pathKey(whole))
    expect(pathKey(whole)).toMatch(/^[0-9a-z]{1,7}$/)
  })

  test('is another for another way', () => {
    const other = pathOf(step('passesRole', bot, admin, 'lambda-006'), step('is', admin, end))
    expect(pathKey(other)).not.toBe(pathKey(whole))
  })
})
