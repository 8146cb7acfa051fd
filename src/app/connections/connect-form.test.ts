import { describe, expect, test } from 'vitest'
import type { ConnectForm } from './connect-form.ts'
import { checkForm } from './connect-form.ts'

const good: ConnectForm = { method: 'manual', accounts: '111122223333', owner: 'ada@example.com' }

const problemsOf = (form: Partial<ConnectForm>) => {
  const checked = checkForm({ ...good, ...form }, 'aws')
  return checked.ok ? [] : checked.error.map(({ path, message }) => `${path}: ${message}`)
}

const meaningOf = (form: Partial<ConnectForm>) => {
  const checked = checkForm({ ...good, ...form }, 'aws')
  if (!checked.ok) throw new Error(JSON.stringify(checked.error))
  return checked.value
}

/** Sentences of connection.md §4. */
describe('what is refused, and in which words', () => {
  test.each<[Partial<ConnectForm>, string]>([
    [{ accounts: '12345' }, 'accounts: "12345" is not an AWS account number. Account numbers have 12 digits.'],
    [
      { accounts: '1111222233334' },
      'accounts: "1111222233334" is not an AWS account number. Account numbers have 12 digits.',
    ],
    [{ accounts: ' ;, \n' }, 'accounts: Enter at least one account number.'],
    [
      { managementAccount: '999988887777' },
      'managementAccount: Account 999988887777 is not in Account numbers. Add it there too, because Bailiwick reads the management account through the same role.',
    ],
    [
      { managementAccount: 'master' },
      'managementAccount: "master" is not an AWS account number. Account numbers have 12 digits.',
    ],
    [
      { organization: true },
      'managementAccount: The accounts of an organization are found through the management account. Enter its number.',
    ],
    [
      { identityCenter: true },
      'managementAccount: Identity Center is found through the management account. Enter its number.',
    ],
    [{ roleName: 'no spaces' }, 'roleName: A role name has 1 to 64 letters, digits or + = , . @ - _.'],
    ...['*/', '${path.root}/', '"/', '?/'].map((path): [Partial<ConnectForm>, string] => [
      { roleName: `arn:aws:iam::111122223333:role/${path}Reader` },
      'roleName: A role name has 1 to 64 letters, digits or + = , . @ - _.',
    ]),
    [{ regions: 'us-east-11' }, 'regions: "us-east-11" is not a Region of the aws partition. Did you mean us-east-1?'],
    [{ regions: 'cn-north-1' }, 'regions: "cn-north-1" is not a Region of the aws partition. Did you mean eu-north-1?'],
    [
      { identityCenterRegion: 'eu-west-1 eu-west-2' },
      'identityCenterRegion: Identity Center has one Region. Enter one.',
    ],
    [{ name: 'a/b' }, 'name: A name has 1 to 64 letters, digits, spaces, - or _.'],
    [{ name: 'x'.repeat(65) }, 'name: A name has 1 to 64 letters, digits, spaces, - or _.'],
    [{ owner: '' }, "owner: Enter the owner's email address."],
    [{ owner: 'ada@localhost' }, "owner: Enter the owner's email address."],
    [
      { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
      'accessKeyId: Access keys belong to the legacy method. Remove them or choose Legacy integration.',
    ],
    [
      { method: 'legacy', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's'.repeat(40) },
      'accessKeyId: This is not a long-term access key ID (they begin with AKIA).',
    ],
    [
      { method: 'legacy', accessKeyId: 'AKIA0OSFODNN7EXAMPLE', secretAccessKey: 's'.repeat(40) },
      'accessKeyId: This is not a long-term access key ID: after AKIA it has 16 letters and digits, without 0, 1, 8 and 9.',
    ],
    [
      { method: 'legacy', accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 's'.repeat(40) },
      'accessKeyId: This is a temporary key; it would stop working within hours.',
    ],
    [
      { method: 'legacy', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 's'.repeat(39) },
      'secretAccessKey: A secret access key has 40 characters; this has 39.',
    ],
    [
      { managementAccount: '111122223333', managementRoleArn: 'arn:aws:iam::222233334444:role/R' },
      'managementRoleArn: This role belongs to account 222233334444, not to the management account 111122223333.',
    ],
    [
      { homeRegion: 'eu-west-9' },
      'homeRegion: "eu-west-9" is not a Region of the aws partition. Did you mean eu-west-1?',
    ],
    [
      { settings: { portalUrl: 'x' } },
      'settings.portalUrl: Enter the address of the AWS access portal, for example https://example.awsapps.com/start.',
    ],
    [{ profile: '$(rm)' }, 'profile: A profile name has 1 to 64 letters, digits, spaces or . @ - _.'],
  ])('%j', (form, problem) => {
    expect(problemsOf(form)).toEqual([problem])
  })

  test('everything wrong is found at once', () => {
    const paths = problemsOf({ accounts: '1, 2', regions: 'x', owner: 'nobody', name: '/' }).map(
      (line) => line.split(':')[0],
    )
    expect(paths).toEqual(['accounts', 'accounts', 'regions', 'name', 'owner'])
  })

  test('more than 5,000 accounts', () => {
    const accounts = Array.from({ length: 5001 }, (_, index) => String(100_000_000_000 + index)).join('\n')
    expect(problemsOf({ accounts })).toEqual(['accounts: At most 5,000 accounts; these are 5001.'])
  })
})

/** connection.md §15. */
describe('what is taken as it is meant', () => {
  test('numbers in any separation, with hyphens, twice', () => {
    const { accounts, notes } = meaningOf({ accounts: ' 1111-2222-3333;222233334444,\n111122223333 222233334444' })
    expect(accounts).toEqual(['111122223333', '222233334444'])
    expect(notes).toEqual(['2 duplicates removed'])
  })

  test('an organization needs no list: its accounts are found', () => {
    const form: Partial<ConnectForm> = { method: 'stackset', accounts: '', managementAccount: '9999-8888-7777' }
    expect(meaningOf(form)).toMatchObject({
      accounts: ['999988887777'],
      managementAccountId: '999988887777',
      organization: true,
      identityCenter: true,
    })
  })

  test('the ARN of a role gives its name and path', () => {
    expect(meaningOf({ roleName: 'arn:aws:iam::111122223333:role/audit/deep/Reader' })).toMatchObject({
      roleName: 'Reader',
      rolePath: '/audit/deep/',
    })
    expect(meaningOf({})).toMatchObject({ roleName: 'BailiwickCrossAccountTrustRole', rolePath: '/' })
  })

  test('a look with the credentials at hand asks for nothing', () => {
    const checked = checkForm({ method: 'direct' }, 'aws')
    expect(checked).toMatchObject({ ok: true, value: { accounts: [], identityCenter: true, organization: false } })
  })

  test('Regions of another partition are those of that partition', () => {
    expect(checkForm({ ...good, regions: 'us-gov-west-1' }, 'aws-us-gov')).toMatchObject({ ok: true })
  })
})
