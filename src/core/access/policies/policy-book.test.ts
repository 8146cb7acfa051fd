import { describe, expect, it } from 'vitest'
import { indexOf, wholly } from '../../../../test/fakes/access-index.ts'
import {
  account,
  accountId,
  allow,
  bucket,
  cell,
  deny,
  group,
  managedPolicy,
  organization,
  organizationPolicy,
  policy,
  role,
  trust,
  unit,
  user,
} from '../../../../test/fakes/inventory.ts'
import type { CoverageCell } from '../../inventory/coverage.ts'
import type { InventoryObject, Json } from '../../inventory/objects.ts'
import type { PolicyBook } from './policy-book.ts'

const management = '111111111111'
const prod = '222222222222'
const lab = '333333333333'

const inProd = (name: string): string => `arn:aws:iam::${prod}:policy/${name}`
const scp = (id: string, name: string, document: Json, targets: readonly string[]) =>
  organizationPolicy(management, id, { name, type: 'serviceControl', document, targets })

const lakeWrite = policy(allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject']))

const objects: readonly InventoryObject[] = [
  organization(management),
  unit(management, 'r-test', 'Root', null),
  unit(management, 'ou-prod', 'Production', 'r-test'),
  account(management, 'main', 'r-test'),
  account(prod, 'lake-prod', 'ou-prod'),
  account(lab, 'lab', 'r-test'),
  scp('p-full', 'FullAWSAccess', policy(allow('*')), ['r-test', 'ou-prod', management, prod, lab]),
  scp('p-guard', 'NoBucketDeletes', policy(deny('s3:DeleteObject')), ['ou-prod']),
  managedPolicy(prod, 'LakeWrite', lakeWrite, policy(allow('s3:*'))),
  managedPolicy(prod, 'Nobody', policy(allow('sqs:SendMessage'))),
  managedPolicy(prod, 'Fence', policy(allow(['s3:*', 'iam:*']))),
  group(prod, 'staff', { attached: [inProd('LakeWrite')] }),
  user(prod, 'ada', { groups: ['staff'], attached: [inProd('LakeWrite')] }),
  user(prod, 'bob', { groups: ['staff'] }),
  user(prod, 'cy', { inline: policy(allow('s3:Lisst*')) }),
  role(prod, 'etl', { attached: [inProd('LakeWrite')], boundary: inProd('Fence') }),
  role(lab, 'boss', { inline: policy(allow('*')), trust: trust({ AWS: `arn:aws:iam::${prod}:role/etl` }) }),
  bucket(
    prod,
    'lake',
    policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::lake/*' }),
  ),
]
const book: PolicyBook = indexOf(objects, wholly(management, prod, lab))
  .policies()
  .value()

const rowNamed = (name: string) => {
  const found = book.rows.find(({ row }) => row.name === name)
  if (!found) throw new Error(`no policy ${name}`)
  return found
}

describe('the list of policies', () => {
  it('has every policy once, the widest first', () => {
    const names = book.rows.map(({ row }) => `${row.kind} ${row.name}: ${row.width}`)
    expect(names).toEqual([
      'inline boss-inline: admin',
      'customer-managed LakeWrite: write',
      'resource bucket policy of lake: read',
      'trust trust policy of boss: assume',
      'trust trust policy of etl: assume',
      // A boundary grants nothing, so it stands among what limits.
      'service-control FullAWSAccess: limits',
      'service-control NoBucketDeletes: limits',
      'customer-managed Fence: admin',
      'inline cy-inline: nothing',
      'customer-managed Nobody: write',
    ])
  })

  it('counts where each hangs and whom it concerns', () => {
    // ada holds it twice, by herself and by the group; bob by the group, etl by itself: three principals, three attachments.
    expect(rowNamed('LakeWrite').row).toMatchObject({ attachedTo: 3, boundaryOf: 0, principals: 3, actions: 3 })
    expect(rowNamed('Fence').row).toMatchObject({ attachedTo: 0, boundaryOf: 1, principals: 1 })
    expect(rowNamed('Nobody').row).toMatchObject({ attachedTo: 0, boundaryOf: 0, principals: 0 })
    // One account; its root user, three users and a role.
    expect(rowNamed('NoBucketDeletes').row).toMatchObject({ attachedTo: 1, accounts: 1, principals: 5 })
    expect(rowNamed('bucket policy of lake').row).toMatchObject({ attachedTo: 1, principals: null })
  })

  it('counts what is wrong with a document, and nothing about a length that AWS took', () => {
    expect(book.summary(rowNamed('cy-inline')).findings?.warning).toBeGreaterThan(0)
    const long = policy(...Array.from({ length: 200 }, (_, at) => allow('s3:GetObject', `arn:aws:s3:::bucket-${at}/*`)))
    const own = indexOf([role(prod, 'long', { inline: long })], wholly(prod))
      .policies()
      .value()
    const [found] = own.rows.filter(({ row }) => row.kind === 'inline')
    expect(JSON.stringify(long).length).toBeGreaterThan(10_240)
    expect(found && own.detail(found).lint.map(({ code }) => code)).not.toContain('document-too-long')
  })
})

describe('one policy', () => {
  it('begins with a sentence about whom it lets do what', () => {
    expect(book.detail(rowNamed('LakeWrite')).sentence).toBe(
      'LakeWrite lets two IAM users and one role write, with two of its three actions of Amazon S3 on every resource.',
    )
    expect(book.detail(rowNamed('Nobody')).sentence).toMatch(
      /^Nobody is attached to nothing; it would let its holder write/,
    )
    expect(book.detail(rowNamed('Fence')).sentence).toBe('Fence is the permissions boundary of one role.')
    expect(book.detail(rowNamed('trust policy of boss')).sentence).toBe('Etl in lake-prod may assume boss.')
    expect(book.detail(rowNamed('bucket policy of lake')).sentence).toBe(
      'The bucket policy of lake lets anybody read, with one action of Amazon S3 on objects in lake.',
    )
  })

  it('says through what it concerns each principal', () => {
    const { affected, attachments } = book.detail(rowNamed('LakeWrite'))
    const staff = `arn:aws:iam::${prod}:group/staff`
    expect(affected.map(({ name, through }) => [name, through])).toEqual([
      ['ada', [`arn:aws:iam::${prod}:user/ada`, staff]],
      ['bob', [staff]],
      ['etl', [`arn:aws:iam::${prod}:role/etl`]],
    ])
    expect(attachments.map(({ kind, name, principals }) => [kind, name, principals])).toEqual([
      ['group', 'staff', 2],
      ['user', 'ada', 1],
      ['role', 'etl', 1],
    ])
  })

  it('counts those from whom an SCP takes something', () => {
    // ada, bob and etl may delete objects, and so may the root user; cy may nothing of the kind.
    expect(book.detail(rowNamed('NoBucketDeletes'))).toMatchObject({
      loses: 4,
      sentence: 'NoBucketDeletes takes something away from four principals in one account.',
    })
    expect(book.detail(rowNamed('FullAWSAccess')).loses).toBe(0)
  })

  it('puts each statement in words, with its lines', () => {
    const { statements, text = '' } = book.detail(rowNamed('NoBucketDeletes'))
    const [only] = statements
    expect(only).toMatchObject({ effect: 'Deny', text: 'Denies s3:DeleteObject on every resource.' })
    const lines = text.split('\n').slice((only?.lines?.from ?? 1) - 1, only?.lines?.to)
    expect(JSON.parse(lines.join('\n'))).toEqual(deny('s3:DeleteObject'))
  })

  it('takes IAM users with a console password for people, and nobody else', () => {
    const credentials = {
      kind: 'credentials',
      nativeId: 'AIDAADA',
      arn: `arn:aws:iam::${prod}:user/ada`,
      accountId: accountId(prod),
      region: 'global',
      cell: 'iam',
      body: {
        userArn: `arn:aws:iam::${prod}:user/ada`,
        passwordEnabled: true,
        mfa: false,
        accessKeys: [],
        certificates: 0,
      },
    } as const satisfies InventoryObject
    const own = indexOf([...objects, credentials], wholly(management, prod, lab))
      .policies()
      .value()
    const found = own.rows.find(({ row }) => row.name === 'LakeWrite')
    expect(found?.row.people).toBe(1)
    expect(found && own.detail(found).sentence).toMatch(/^LakeWrite lets one person, one IAM user and one role write/)
    const boss = own.rows.find(({ row }) => row.name === 'boss-inline')
    expect(boss && own.detail(boss).sentence).toBe('boss-inline lets one role administer the account.')
  })

  it('has the versions that AWS holds beside the one in force', () => {
    expect(book.heldVersions(rowNamed('LakeWrite')).map(({ name }) => name)).toEqual(['v2'])
  })
})

it('an SCP may take something from whoever was not read', () => {
  const small = [
    organization(management),
    unit(management, 'r-test', 'Root', null),
    unit(management, 'ou-prod', 'Production', 'r-test'),
    account(management, 'main', 'r-test'),
    account(prod, 'lake-prod', 'ou-prod'),
    scp('p-full', 'FullAWSAccess', policy(allow('*')), ['r-test', 'ou-prod', management, prod]),
    scp('p-guard', 'NoBucketDeletes', policy(deny('s3:DeleteObject')), ['ou-prod']),
  ]
  const sentencesOf = (cells: readonly CoverageCell[]) => {
    const made = indexOf(small, cells).policies().value()
    return made.rows.filter(({ row }) => row.kind === 'service-control').map((one) => made.detail(one).sentence)
  }
  const free = 'FullAWSAccess bears on one account and takes nothing away from anybody there.'
  expect(sentencesOf(wholly(management, prod)).sort()).toEqual([
    free,
    'NoBucketDeletes takes something away from one principal in one account.',
  ])
  const unread = wholly(management, prod).map((one) =>
    one.accountId === prod && one.type === 'iam' ? cell(prod, 'iam', 'denied', 'refused') : one,
  )
  expect(sentencesOf(unread).sort()).toEqual([
    free,
    'NoBucketDeletes takes something away from at least one principal in one account.',
  ])
})
