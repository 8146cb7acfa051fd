import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import {
  coveringPattern,
  coversAction,
  createActionMatchers,
  expansionBudget,
  expansionCost,
  type RequestedAction,
} from './action-matcher.ts'

const catalogue = loadCatalogue()
const matcher = createActionMatchers(catalogue)

function requested(name: string): RequestedAction {
  const [service = '', own = ''] = name.toLowerCase().split(':')
  return { id: catalogue.actionId(name), service, name: own }
}

const [first = 0, end = 0] = catalogue.actionRange('s3') ?? []
const actions = [
  ...Array.from({ length: end - first }, (_, at) => catalogue.action(first + at).name),
  's3:NotThereYet',
  'ec2:RunInstances',
  'iam:PassRole',
].map(requested)

describe('a list that is too dear to expand answers like an expanded one', () => {
  test.each([
    [['s3:GetObject']],
    [['S3:get*', 'ec2:*']],
    [['s3:*Object*', 's3:?et*', 'iam:Pass?ole']],
    [['*']],
    [['*:*']],
    [['s3:']],
    [['s3*']],
    [['nothing:*', 's3: Get*']],
  ])('%j', (texts) => {
    for (const not of [false, true]) {
      const expanded = actions.map((action) => coversAction(matcher(texts, not, true), action))
      expect(actions.map((action) => coversAction(matcher(texts, not, false), action))).toEqual(expanded)
    }
  })
})

test('globs are dear, names and prefixes are not', () => {
  expect(expansionCost(['s3:GetObject', 's3:Get*', '*'])).toBe(3)
  expect(expansionCost(['s3:*Object', 's3:Get?', 's3:*a*'])).toBeGreaterThan(50)
  expect(expansionCost(Array.from({ length: 60_000 }, (_, n) => `ec2:*e*${n}*`))).toBeGreaterThan(expansionBudget)
})

test('the covering pattern is named as it was written', () => {
  const list = matcher(['ec2:*', 'S3:GET*', 's3:*'], false, true)
  expect(coveringPattern(list, requested('s3:GetObject'))).toBe('S3:GET*')
  expect(coveringPattern(list, requested('iam:PassRole'))).toBeUndefined()
})
