import { describe, expect, it } from 'vitest'
import type { AccessChange, ConfigurationChange } from '../../api/schema.ts'
import { changeRows, together } from './change-rows.ts'

const principal = (name: string, type: AccessChange['principal']['type'] = 'role') => ({
  arn: `arn:aws:iam::111111111111:${type === 'user' ? 'user' : 'role'}/${name}`,
  name,
  type,
  account: '111111111111',
  accountName: 'data-lake',
})

const change = (name: string, more: Partial<AccessChange> = {}): AccessChange => ({
  principal: principal(name),
  change: 'gained',
  service: 's3',
  actions: ['s3:GetObject'],
  actionCount: 1,
  levels: ['Read'],
  resources: ['arn:aws:s3:::lake-raw/*'],
  before: 'ImplicitlyDenied',
  after: 'Allowed',
  ...more,
})

const configured = (more: Partial<ConfigurationChange>): ConfigurationChange => ({
  change: 'changed',
  kind: 'role',
  name: 'etl',
  arn: principal('etl').arn,
  nativeId: 'AROA1',
  accountId: '111111111111',
  region: 'global',
  fields: [],
  moreFields: 0,
  between: { after: null, until: '2026-05-02T10:00:00Z' },
  ...more,
})

const nothing = { changes: [], added: [], removed: [], admins: [], people: [] }

describe('one row for each principal and direction', () => {
  it('joins what was gained, and says why and when', () => {
    const write = change('etl', { levels: ['Write'], actions: ['s3:PutObject'], actionCount: 4 })
    const cause = configured({ fields: [{ path: 'inlinePolicies[lake].document.Statement[0].Resource' }] })
    expect(changeRows({ ...nothing, changes: [change('etl'), write] }, [cause])).toEqual([
      {
        key: `${principal('etl').arn} true`,
        gained: true,
        name: 'etl',
        below: 'data-lake',
        arn: principal('etl').arn,
        what: 'Read and write in S3, on lake-raw/*',
        more: 's3:GetObject and 4 more actions',
        condition: undefined,
        because: 'Inline policy lake was changed',
        at: '2026-05-02T10:00:00Z',
      },
    ])
  })

  it('keeps gains before losses, and a condition with its row', () => {
    const lost = change('a', { change: 'lost' })
    const narrowed = change('b', { change: 'narrowed', conditionText: 'the session used MFA' })
    const rows = changeRows({ ...nothing, changes: [lost, narrowed, change('c')] }, [])
    expect(rows.map(({ name, gained, condition }) => [name, gained, condition])).toEqual([
      ['c', true, undefined],
      ['a', false, undefined],
      ['b', false, 'the session used MFA'],
    ])
  })

  it('says the policy that decides where nothing of the principal itself changed', () => {
    const because = {
      effect: 'Deny',
      layer: 'serviceControl',
      policy: 'RegionGuard',
      policyRef: 'p',
      statement: 0,
      why: '',
    } as const
    const lost = change('a', { change: 'lost', because })
    const guard = configured({ kind: 'organizationPolicy', name: 'RegionGuard', arn: 'arn:p', change: 'added' })
    const [told] = changeRows({ ...nothing, changes: [lost] }, [guard])
    expect(told?.because).toBe('Policy of the organization RegionGuard was made')
    const [untold] = changeRows({ ...nothing, changes: [lost] }, [])
    expect(untold).toMatchObject({ because: 'RegionGuard denies it now', at: undefined })
  })

  it('finds the bucket behind the name of its policy', () => {
    const because = {
      effect: 'Allow',
      layer: 'resource',
      policy: 'bucket policy of lake-raw',
      policyRef: 'p',
      statement: 0,
      why: '',
    } as const
    const bucket = configured({ kind: 'resource', name: 'lake-raw', arn: 'arn:aws:s3:::lake-raw' })
    const [row] = changeRows({ ...nothing, changes: [change('a', { because })] }, [bucket])
    expect(row?.because).toBe('The policy of lake-raw was changed')
  })

  it('says administration instead of its thousand actions', () => {
    const admins = [{ principal: principal('boss'), before: 'no', after: 'yes' } as const]
    const rows = changeRows({ ...nothing, changes: [change('boss')], admins }, [])
    expect(rows.map(({ what, gained }) => [what, gained])).toEqual([['Administration', true]])
  })

  it('says of who is gone that all is lost, without a link to nowhere', () => {
    const gone = principal('legacy', 'user')
    const removed = configured({ kind: 'user', change: 'removed', arn: gone.arn })
    const changes = [change('legacy', { change: 'lost', principal: gone })]
    expect(changeRows({ ...nothing, changes, removed: [gone] }, [removed])).toMatchObject([
      { arn: undefined, what: 'Everything; the user is gone', because: 'The user was deleted' },
    ])
  })

  it('leaves out what only became another condition, and what is not known', () => {
    const changes = [change('a', { change: 'changed' }), change('b', { change: 'unknown' })]
    expect(changeRows({ ...nothing, changes }, [])).toEqual([])
  })
})

describe('to whom the same happened for the same reason', () => {
  const rows = (...names: readonly string[]) =>
    changeRows({ ...nothing, changes: names.map((name) => change(name)) }, [])

  it('stand in one row from three on', () => {
    expect(together(rows('a', 'b'))).toHaveLength(2)
    expect(together(rows('a', 'b', 'c'))).toMatchObject([
      { name: '3 principals', below: 'data-lake', arn: undefined, what: 'Read in S3, on lake-raw/*' },
    ])
  })

  it('keep apart from those who lost it', () => {
    const lost = changeRows({ ...nothing, changes: [change('d', { change: 'lost' })] }, [])
    expect(together([...rows('a', 'b', 'c'), ...lost]).map(({ name }) => name)).toEqual(['3 principals', 'd'])
  })
})
