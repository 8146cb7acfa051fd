import { describe, expect, test } from 'vitest'
import type { AccessPath, PathNode, PathStep, Reason } from '../../../api/schema.ts'
import { cutAsSearch } from './cut-change.ts'

const node = (id: string, kind: PathNode['kind'], account?: string): PathNode => ({
  id,
  kind,
  name: id,
  ...(account !== undefined && { account }),
})
const step = (kind: PathStep['kind'], from: PathNode, to: PathNode, facts: Partial<PathStep> = {}): PathStep => ({
  kind,
  from,
  to,
  decision: 'Allowed',
  text: '',
  permissions: [],
  gaps: [],
  ...facts,
})
const path = (...steps: readonly PathStep[]): AccessPath => {
  const [from] = steps.map((one) => one.from)
  const to = steps.at(-1)?.to
  if (from === undefined || to === undefined) throw new Error('a path has steps')
  return { from, to, decision: 'Allowed', steps: [...steps], sentence: '' }
}
const grant = (layer: Reason['layer'], policyRef: string, statement = 0): Reason => ({
  effect: 'Allow',
  layer,
  policy: policyRef,
  policyRef,
  statement,
  why: '',
})

const sam = node('person:9067-1', 'person')
const team = node('directory-group:9067-2', 'directory-group')
const set = node('arn:aws:sso:::permissionSet/ssoins-1/ps-1', 'permission-set')
const role = node('arn:aws:iam::111111111111:role/a', 'principal', '111111111111')
const other = node('arn:aws:iam::111111111111:role/b', 'principal', '111111111111')

const cutOf = (one: PathStep) => ({ from: one.from, to: one.to, paths: 1, further: 0, text: '' })

describe('cutAsSearch', () => {
  const joins = step('memberOf', sam, team)
  const assigned = step('assigned', team, set)
  const provisions = step('provisions', set, role)
  const all = [path(joins, assigned, provisions)]

  test('a membership is ended, by the ids of the directory', () => {
    expect(cutAsSearch(cutOf(joins), all)).toEqual({
      ask: 'what-if',
      change: { op: 'remove-from-group', user: '9067-1', group: '9067-2' },
    })
  })

  test.each([
    ['assigned', assigned],
    ['provisions', provisions],
  ])('%s: the assignment is ended, in the account of the role', (_, one) => {
    expect(cutAsSearch(cutOf(one), all)).toEqual({
      ask: 'what-if',
      change: { op: 'remove-assignment', permissionSet: set.id, account: '111111111111', group: '9067-2' },
    })
  })

  test('a permission is taken out of the policy of the one who uses it, not out of the trust policy', () => {
    const reasons = [grant('serviceControl', 'scp'), grant('resource', 'trust'), grant('identity', 'own', 3)]
    const assumes = step('assumes', role, other, {
      path: 'sts-001',
      permissions: [{ action: 'sts:AssumeRole', resource: other.id, decision: 'Allowed', reasons }],
    })
    expect(cutAsSearch({ ...cutOf(assumes), path: 'sts-001' }, [path(assumes)])).toEqual({
      ask: 'what-if',
      edit: 'own',
      statement: 3,
      without: 'sts:AssumeRole',
      resource: other.id,
      principal: role.id,
    })
  })

  test('where nothing on paper cuts, nothing is offered', () => {
    const runs = step('runsAs', node('arn:aws:lambda:eu-west-1:111111111111:function:f', 'workload'), role)
    expect(cutAsSearch(cutOf(runs), [path(runs)])).toBeUndefined()
  })
})
