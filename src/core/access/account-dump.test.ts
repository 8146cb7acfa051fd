/** From a real file to answers. What is expected was read off the file by hand, not taken from the program. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { createPolicyEngine } from '../evaluate/engine.ts'
import { recognizeAndRead } from '../imports/import-file.ts'
import { assemble } from '../inventory/assemble.ts'
import { type AccessIndex, buildIndex } from './build-index.ts'

const example = new URL(
  '../../../../shared/data/account-dump-cloudsplaining/account-authorization-details.json',
  import.meta.url,
)
const at = '2024-01-01T00:00:00.000Z'

function indexOfExample(): AccessIndex {
  const file = recognizeAndRead(readFileSync(example, 'utf8'))
  if (!file.ok) throw new Error(file.error.message)
  const cells = file.value.cells.map((cell) => ({ ...cell, completeAt: at, checkedAt: at, objects: 0 }))
  const catalogue = loadCatalogue()
  return buildIndex(
    assemble({ id: 'dump', at, objects: file.value.objects, cells }),
    catalogue,
    createPolicyEngine(catalogue),
  )
}

/** The principals with `AdministratorAccess`, `*` on `*` or `iam:*` on `*`, by attachment or through a group. */
const administrators = [
  '012345678901/obama',
  '012345678901/root',
  '012345678901/userwithlotsofpermissions',
  '200611803367/AWS-QuickSetup-StackSet-Local-ExecutionRole',
  '200611803367/AdministratorAccess',
  '200611803367/OrganizationAccountAccessRole',
  '200611803367/privesc-AssumeRole-ending-role',
  '200611803367/privesc-high-priv-service-role',
  '200611803367/privesc-sre-role',
  '200611803367/privesc-sre-user',
  '200611803367/root',
  '200611803367/stacksets-exec-b5520cb2730c2f54b523d6375a319abb',
]

describe.skipIf(!existsSync(example))('an imported account dump', () => {
  const index = existsSync(example) ? indexOfExample() : undefined
  const principals = index?.principals() ?? []

  it('knows its principals, both root users among them', () => {
    expect(principals).toHaveLength(44 + 78 + 2)
    const reserved = principals.filter((one) => one.type === 'permission-set-role').map((one) => one.name)
    expect(reserved).toContain('AdministratorAccess')
  })

  it('finds the administrators', () => {
    const found = principals.filter((one) => one.admin === 'yes').map((one) => `${one.account}/${one.name}`)
    expect(found.sort()).toEqual([...administrators].sort())
    expect(principals.filter((one) => one.admin === 'unknown' || one.admin === 'conditional')).toEqual([])
  })

  it('answers who can create users, completely, naming what no dump can tell', () => {
    const answer = index?.whoCan({ action: 'iam:CreateUser' })
    if (!answer?.ok) throw new Error('no answer')
    const names = answer.value.principals.map((one) => `${one.account}/${one.name}`)
    expect(names).toEqual(expect.arrayContaining(administrators))
    expect(answer.value).toMatchObject({ complete: true, unknown: 0, examined: 124 })
    expect(new Set(answer.value.gaps.map((gap) => gap.service))).toEqual(new Set(['organizations']))
  })

  it('sees a Deny in another policy of the same user', () => {
    const answer = index?.canI({ principal: 'fp2-allow-and-deny-multiple-policies-user', action: 'iam:CreateUser' })
    expect(answer).toMatchObject({ ok: true, value: { decision: 'ExplicitlyDenied' } })
    const one = index?.canI({ principal: 'fp1-allow-and-deny-user', action: 'iam:CreateUser' })
    expect(one?.ok && one.value.sentence).toBe(
      'fp1-allow-and-deny-user cannot call iam:CreateUser: fp1-allow-and-deny denies it.',
    )
  })

  it('does not say no about a bucket whose policy no dump holds', () => {
    const answer = index?.canI({
      principal: 'fn1-privesc3-partial-user',
      action: 's3:GetObject',
      resource: 'some-bucket',
    })
    expect(answer).toMatchObject({ ok: true, value: { decision: 'Unknown', asRead: 'ImplicitlyDenied' } })
  })

  it('sums up what an administrator can', () => {
    const answer = index?.whatCan({ principal: 'obama' })
    if (!answer?.ok) throw new Error('no answer')
    expect(answer.value.admin).toBe('yes')
    expect(answer.value.services.length).toBeGreaterThan(400)
  })
})
