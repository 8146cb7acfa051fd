import { describe, expect, it } from 'vitest'
import { fewReadings, readingsByUnit } from './units.ts'

const unit = (id: string, parentId: string | null) => ({ id, name: id.toUpperCase(), parentId })
const account = (accountId: string, unitId: string | null) => ({ accountId, unitId })
const reading = (accountId: string, state: 'read' | 'partly' | 'unread' = 'read') => ({
  accountId,
  name: accountId,
  state,
})

describe('accounts by unit', () => {
  const units = [unit('root', null), unit('prod', 'root'), unit('payments', 'prod'), unit('lab', 'root')]
  const accounts = [account('m', 'root'), account('a', 'prod'), account('b', 'payments'), account('c', 'lab')]

  it('stand under the unit below the root that they are in, however deep; the root comes first, then the largest', () => {
    const groups = readingsByUnit(
      { units, accounts },
      ['c', 'b', 'a', 'm'].map((id) => reading(id)),
    )
    expect(groups.map(({ name, accounts: own }) => `${name} ${own.map(({ accountId }) => accountId).join()}`)).toEqual([
      'ROOT m',
      'PROD b,a',
      'LAB c',
    ])
  })

  it('that no organization knows are together', () => {
    expect(readingsByUnit({ units: [], accounts: [] }, [reading('x'), reading('y')])).toMatchObject([
      { id: null, accounts: [{ accountId: 'x' }, { accountId: 'y' }] },
    ])
  })

  it('do not go round in circles', () => {
    const circle = [unit('a', 'b'), unit('b', 'a')]
    expect(readingsByUnit({ units: circle, accounts: [account('x', 'a')] }, [reading('x')])).toHaveLength(1)
  })
})

describe('fewer squares than accounts', () => {
  const many = [reading('a'), reading('b', 'unread'), reading('c'), reading('d', 'partly')]

  it('show what is wrong first, and count the rest', () => {
    expect(fewReadings(many, 2)).toMatchObject({ shown: [{ accountId: 'b' }, { accountId: 'd' }], more: 2 })
    expect(fewReadings(many, 4)).toEqual({ shown: many, more: 0 })
  })
})
