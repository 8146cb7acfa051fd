import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexOf, wholly } from '../../../test/fakes/access-index.ts'
import { account, accountId, allow, arn, cell, group, policy, role, user } from '../../../test/fakes/inventory.ts'
import {
  administrator,
  assignment,
  credentials,
  directoryGroup,
  identityOf,
  lake,
  lambda,
  main,
  peopleWorld,
  permissionSet,
  person,
  setRole,
  trustSubjects,
} from '../../../test/fakes/people-world.ts'
import type { AccessIndex } from '../access/build-index.ts'
import type { CoverageCell } from '../inventory/coverage.ts'
import type { ObjectOfKind } from '../inventory/objects.ts'

const github = 'token.actions.githubusercontent.com'
const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`

const larkfield = peopleWorld(
  person('u-hana', 'hana', { email: 'hana@example.com' }),
  person('u-greta', 'greta', { email: 'greta@example.com', enabled: false }),
  person('u-alone', 'alone'),
  directoryGroup('g-data', 'Data', 'u-hana', 'u-greta'),
  directoryGroup('g-ops', 'Operations', 'u-hana'),
  permissionSet('Reader'),
  permissionSet('Admin'),
  assignment('GROUP', 'g-data', 'Reader', lake),
  assignment('GROUP', 'g-ops', 'Reader', main),
  assignment('USER', 'u-hana', 'Admin', main),
  setRole(main, 'Reader'),
  setRole(main, 'Admin', administrator),
  setRole(lake, 'Reader'),
  group(lake, 'staff'),
  user(lake, 'hana', { groups: ['staff'] }),
  credentials(lake, 'hana', { password: false, mfa: false, keys: ['2025-01-01T00:00:00.000Z'] }),
  user(lake, 'svc-load', { tags: { owner: 'hana@example.com' } }),
  credentials(lake, 'svc-load', { password: false, mfa: false, keys: ['2026-01-01T00:00:00.000Z'] }),
  user(lake, 'unread'),
  credentials(lake, 'root', { password: true, mfa: false }),
  role(lake, 'fn'),
  lambda(lake, 'load', roleArn(lake, 'fn')),
  lambda(lake, 'load-late', roleArn(lake, 'fn')),
  role(lake, 'deploy', {
    trust: trustSubjects(lake, github, 'repo:octo/site:ref:refs/heads/main', 'repo:octo/site:*'),
  }),
  role(main, 'deploy-main', { trust: trustSubjects(main, github, 'repo:octo/site:*'), inline: administrator }),
  role(main, 'AWSServiceRoleForX', { path: '/aws-service-role/x.amazonaws.com/' }),
  role(lake, 'AWSServiceRoleForX', { path: '/aws-service-role/x.amazonaws.com/' }),
)
const listed = (name: string) => {
  const found = larkfield
    .people()
    .value()
    .identities.find((one) => one.name === name)
  if (!found) throw new Error(`${name} is not listed`)
  return found
}

describe('a person', () => {
  it('reaches accounts through groups and assignments of its own', () => {
    expect(listed('hana')).toMatchObject({
      id: 'idc-user:u-hana',
      kind: 'person',
      reaches: 2,
      administers: 1,
      admin: 'yes',
    })
    const hana = identityOf(larkfield, 'idc-user:u-hana')
    expect(
      hana.access.map(({ accountName, name, through, admin }) => [
        accountName,
        name,
        through.map((by) => by.name),
        admin,
      ]),
    ).toEqual([
      ['lake', 'Reader', ['Data'], 'no'],
      ['main', 'Admin', ['an assignment of its own'], 'yes'],
      ['main', 'Reader', ['Operations'], 'no'],
    ])
    expect(hana.sentence).toBe(
      'Hana reaches two accounts through two groups and one assignment of its own and is administrator in main.',
    )
  })

  it('who is disabled holds nothing, and is shown what would come back', () => {
    expect(listed('greta')).toMatchObject({ reaches: 0, admin: 'no', disabled: true })
    const greta = identityOf(larkfield, 'idc-user:u-greta')
    expect(greta.access).toMatchObject([{ name: 'Reader', note: 'The user is disabled, so nobody can use it.' }])
    expect(greta.becomes).toEqual([])
  })

  it('may hold nothing', () => {
    expect(identityOf(larkfield, 'idc-user:u-alone').sentence).toBe('Alone has no account assignment.')
  })

  it('is not known to be powerless where the role was not seen', () => {
    const index = peopleWorld(
      person('u-1', 'ada'),
      permissionSet('Reader'),
      assignment('USER', 'u-1', 'Reader', '333333333333'),
    )
    expect(index.people().value().identities[0]).toMatchObject({ reaches: 1, admin: 'unknown' })
    expect(identityOf(index, 'idc-user:u-1').access[0]?.arn).toBeUndefined()
  })
})

describe('links and suggestions', () => {
  const okta = { issuer: 'https://example.okta.com', id: '00u1' }

  const there = { region: 'us-east-1' }
  const instance = (region: string, identityStoreId: string): ObjectOfKind<'identityCenter'> => ({
    kind: 'identityCenter',
    nativeId: identityStoreId,
    arn: `arn:aws:sso:::instance/${identityStoreId}`,
    accountId: accountId(main),
    region,
    cell: 'identity_center',
    body: {
      instanceArn: arn(`arn:aws:sso:::instance/${identityStoreId}`),
      identityStoreId,
      region,
      ownerAccountId: accountId(main),
    },
  })
  const stores = [instance('eu-west-1', 'd-1'), instance('us-east-1', 'd-2')]
  const peopleIn = (index: AccessIndex) =>
    index
      .people()
      .value()
      .identities.filter(({ kind }) => kind === 'person')

  it('the same id at the same provider makes one person of two stores', () => {
    const index = peopleWorld(...stores, person('u-1', 'ada', { externalIds: [okta] }), {
      ...person('u-2', 'ada.b', { externalIds: [okta] }),
      ...there,
    })
    expect(peopleIn(index).map(({ id, appearances }) => [id, appearances])).toEqual([['idc-user:u-1', 2]])
    expect(identityOf(index, 'idc-user:u-1').accounts).toMatchObject([
      { authority: 'd-1', immutableId: 'u-1', method: 'itself', grade: 'certain' },
      {
        authority: 'd-2',
        immutableId: 'u-2',
        method: 'same-external-id',
        grade: 'certain',
        evidence: [
          'https://example.okta.com knows it as 00u1.',
          'https://example.okta.com knows it and ada under the same id, 00u1.',
        ],
      },
    ])
    // Access names the user that holds it: either leads to the person.
    expect(identityOf(index, 'idc-user:u-2')).toEqual(identityOf(index, 'idc-user:u-1'))
  })

  it('the same e-mail does not: it is a suggestion', () => {
    const index = peopleWorld(...stores, person('u-1', 'ada', { externalIds: [okta], email: 'ada@example.com' }), {
      ...person('u-2', 'ada.b', { email: 'ADA@example.com' }),
      ...there,
    })
    expect(peopleIn(index)).toHaveLength(2)
    expect(identityOf(index, 'idc-user:u-1').suggested).toMatchObject([
      { identity: 'idc-user:u-2', relation: 'same', method: 'equal-email', grade: 'likely' },
    ])
  })

  it('a user with the name of a person is a suggestion, seen from either end, and no link', () => {
    const own = identityOf(larkfield, listedUser('hana'))
    expect(own.kind).toBe('unknown')
    expect(own.suggested).toMatchObject([
      { identity: 'idc-user:u-hana', relation: 'same', method: 'equal-name', grade: 'hint' },
    ])
    const hana = identityOf(larkfield, 'idc-user:u-hana')
    expect(hana.accounts.map(({ kind }) => kind)).toEqual(['idc-user'])
    expect(hana.suggested.map(({ relation, name, grade }) => [relation, name, grade])).toEqual([
      ['same', 'hana', 'hint'],
      ['owned', 'svc-load', 'likely'],
    ])
  })
})

const listedUser = (name: string): string => {
  const found = larkfield
    .people()
    .value()
    .identities.find((one) => one.name === name && one.what === 'IAM user')
  return found?.id ?? ''
}

it('an address that many share is nobody’s own', () => {
  const sharing = (count: number) =>
    peopleWorld(...Array.from({ length: count }, (_, at) => person(`u-${at}`, `p${at}`, { email: 'all@example.com' })))
      .people()
      .value()
      .identities.filter(({ kind }) => kind === 'person')
      .map(({ suggestions }) => suggestions)
  expect(sharing(10)).toEqual(Array.from({ length: 10 }, () => 9))
  expect(sharing(11)).toEqual(Array.from({ length: 11 }, () => 0))
})

describe('software', () => {
  it('code runs as its role; a role of several tells nobody’s last use', () => {
    const load = identityOf(larkfield, `workload:arn:aws:lambda:eu-west-1:${lake}:function:load`)
    expect(load).toMatchObject({ kind: 'workload', what: 'Lambda function', reaches: 1 })
    expect(load.access).toMatchObject([{ name: 'fn', through: [{ kind: 'runs-as' }] }])
    expect(load.lastUsed).toBeUndefined()
  })

  it('a repository is one workload over all its subjects and accounts', () => {
    const site = identityOf(larkfield, `oidc-subject:${github}:octo/site`)
    expect(site).toMatchObject({ kind: 'workload', name: 'octo/site', reaches: 2, administers: 1, appearances: 2 })
    expect(site.access.map(({ name, note }) => [name, note])).toEqual([
      ['deploy', 'The account has no such identity provider, so nobody can come in this way.'],
      ['deploy-main', 'The account has no such identity provider, so nobody can come in this way.'],
    ])
  })

  it('service-linked roles belong to their service', () => {
    expect(identityOf(larkfield, 'service:x.amazonaws.com')).toMatchObject({
      what: 'AWS service',
      appearances: 2,
      reaches: 2,
    })
  })
})

describe('credentials', () => {
  it('stand at users and root users', () => {
    expect(identityOf(larkfield, `root:${lake}`)).toMatchObject({
      kind: 'root',
      name: 'root of lake',
      credentials: [{ password: 'yes', mfa: 'no', keys: [] }],
      sentence: 'The root user of lake has no MFA and no access key; it may do everything there.',
    })
    expect(identityOf(larkfield, listedUser('unread')).judgedOn).toBe('Its password and keys were not read.')
  })
})

describe('where something was not read', () => {
  const world = (...cells: readonly CoverageCell[]) =>
    indexOf(
      [
        account(main, 'main', null),
        person('u-hana', 'hana'),
        person('u-gone', 'gone', { enabled: false }),
        user(main, 'ana'),
        credentials(main, 'ana', {}),
        role(main, 'deploy', { trust: trustSubjects(main, github, 'repo:octo/site:*') }),
      ],
      cells,
    )
  const whole = [...wholly(main), cell(main, 'identity_center')]
  const sentenceIn = (index: AccessIndex, id: string) => identityOf(index, id).sentence

  it('assignments of Identity Center are missing, not absent', () => {
    const partly = world(...wholly(main), cell(main, 'identity_center', 'denied', 'refused'))
    expect(identityOf(world(...whole), 'idc-user:u-hana')).toMatchObject({ admin: 'no', notes: { length: 2 } })
    expect(sentenceIn(world(...whole), 'idc-user:u-hana')).toBe('Hana has no account assignment.')
    expect(identityOf(partly, 'idc-user:u-hana')).toMatchObject({ admin: 'unknown', notes: { length: 3 } })
    expect(sentenceIn(partly, 'idc-user:u-hana')).toBe('Hana has no account assignment that was read.')
    expect(sentenceIn(partly, 'idc-user:u-gone')).toMatch(/has no account assignment that was read\.$/)
  })

  it('a list without the people of Identity Center says that it was not read, and why', () => {
    const notesOf = (index: AccessIndex) => {
      const { notes } = index.accounts().value()
      expect(index.people().value().notes).toEqual(notes)
      return notes
    }
    const bare = (...cells: Parameters<typeof indexOf>[1]) => indexOf([user(main, 'ana')], cells)
    expect(notesOf(world(...whole))).toEqual([])
    expect(notesOf(bare(...wholly(main), cell(main, 'identity_center')))).toEqual([])
    // No instance is there, so nobody comes through it.
    expect(notesOf(bare(...wholly(main), cell(main, 'identity_center', 'unsupported', 'none')))).toEqual([])
    expect(notesOf(bare(...wholly(main)))).toEqual([
      'Identity Center was not read, so whoever comes through it is missing here.',
    ])
    expect(
      notesOf(bare(...wholly(main), cell(main, 'identity_center', 'denied', 'AWS refused sso:ListInstances.'))),
    ).toEqual([
      `Identity Center was not read in account ${main}, so whoever comes through it may be missing here. AWS refused sso:ListInstances.`,
    ])
    expect(notesOf(world(...wholly(main), cell(main, 'identity_center', 'throttled', 'Too fast.')))[0]).toMatch(
      /was not read whole .* Too fast\.$/,
    )
  })

  it('a user of whom nobody told whether it has a password may have one', () => {
    const found = world(...whole)
      .people()
      .value()
      .identities.find((one) => one.what === 'IAM user')
    expect(sentenceIn(world(...whole), found?.id ?? '')).toBe('The IAM user ana in main may have a password.')
  })

  it('an identity provider of an account that was not read whole may be there', () => {
    const noteIn = (index: AccessIndex) =>
      identityOf(index, `oidc-subject:${github}:octo/site`).access.map(({ note }) => note)
    expect(noteIn(world(...whole))).toEqual([
      'The account has no such identity provider, so nobody can come in this way.',
    ])
    expect(noteIn(world(cell(main, 'iam', 'denied', 'refused'), cell(main, 'identity_center')))).toEqual([
      'The account was not read whole, so whether it has the identity provider is not known.',
    ])
  })
})

it('the list and the page of each say the same', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd')
  fc.assert(
    fc.property(
      fc.array(fc.record({ group: names, set: names, account: fc.constantFrom(main, lake) }), { maxLength: 12 }),
      fc.array(fc.record({ person: names, group: names }), { maxLength: 12 }),
      fc.array(fc.record({ set: names, account: fc.constantFrom(main, lake), isAdmin: fc.boolean() }), {
        maxLength: 8,
      }),
      (assigned, members, roles) => {
        const provisioned = new Map(roles.map((one) => [`${one.set} ${one.account}`, one]))
        const index = peopleWorld(
          ...['a', 'b', 'c', 'd'].flatMap((id) => [
            person(`u-${id}`, id),
            directoryGroup(
              `g-${id}`,
              id,
              ...new Set(members.flatMap((one) => (one.group === id ? [`u-${one.person}`] : []))),
            ),
            permissionSet(id),
          ]),
          ...new Map(
            assigned.map((one) => [JSON.stringify(one), assignment('GROUP', `g-${one.group}`, one.set, one.account)]),
          ).values(),
          ...[...provisioned.values()].map(({ set, account, isAdmin }) =>
            setRole(account, set, isAdmin ? administrator : policy(allow('s3:GetObject'))),
          ),
        )
        for (const one of index.people().value().identities) {
          const { access } = identityOf(index, one.id)
          expect(one.reaches).toBe(new Set(access.map(({ account }) => account)).size)
          const ruled = new Set(access.flatMap(({ account, admin }) => (admin === 'yes' ? [account] : [])))
          expect(one.administers).toBe(ruled.size)
        }
      },
    ),
    { numRuns: 15 },
  )
})
