/** `connect aws` and `integrations`: what is asked of the API, and the JSON that scripts rely on (cli.md, connection.md §14). */

import { describe, expect, test } from 'vitest'
import { runCommand } from '../../test/fakes/command-line.ts'
import type { CliDeps } from './context.ts'
import type { ApiRequest } from './transport.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiPLANTED00KEY'

const run = (
  argv: readonly string[],
  { answer = () => ({}), ...deps }: Partial<CliDeps> & { answer?: (request: ApiRequest) => unknown } = {},
) => runCommand(argv, answer, deps)

const draft = {
  id: 'i1',
  name: 'AWS',
  kind: 'aws',
  method: 'stackset',
  partition: 'aws',
  identityCenter: false,
  state: 'awaiting_trust',
  reason: null,
  externalId: '3c0f3b0e',
  trustPrincipal: 'arn:aws:iam::444455556666:role/bailiwick',
  roleName: 'BailiwickCrossAccountTrustRole',
  counts: { accounts: 0, principals: 0, resources: 0 },
  accounts: [],
  notes: ['1 duplicate removed'],
}

const probe = { capability: 'identity_center', result: 'denied', reason: 'sso:ListInstances is missing.' }
const accountAs = (state: string, more: object = {}) => ({
  accountId: '111122223333',
  name: 'lake',
  state,
  reason: null,
  probes: [],
  ...more,
})

const instructions = {
  trustPolicy: { Version: '2012-10-17' },
  managedPolicies: ['arn:aws:iam::aws:policy/SecurityAudit'],
  inlinePolicies: [],
  cli: 'aws iam create-role',
  template: '{"Resources":{}}\n',
  templateVersion: 'abc',
  templateUrl: null,
  terraform: 'resource "aws_iam_role" "bailiwick" {}\n',
  createStackCli: 'aws cloudformation create-stack',
  quickCreateUrl: null,
  managementQuickCreateUrl: null,
  stackSet: { cli: 'aws cloudformation create-stack-set', managementStackCli: 'aws cloudformation create-stack there' },
  warnings: ['Do not change the principal.'],
}

const answering = ({ path }: ApiRequest): unknown => (path.endsWith('/instructions') ? instructions : draft)

describe('connect aws', () => {
  test('waits until the role is there, and says what it may not read', async () => {
    const looks = [
      [accountAs('role_missing')],
      [accountAs('not_trusted', { reason: 'The trust policy names another principal.' })],
      [accountAs('not_trusted', { reason: 'The trust policy names another principal.' })],
      [accountAs('missing_permissions', { probes: [probe] }), { ...accountAs('ready'), accountId: '222233334444' }],
    ]
    const answer = (request: ApiRequest) =>
      request.path.endsWith('/verify') ? { ...draft, accounts: looks.shift() } : answering(request)
    const { status, stderr } = await run(['connect', 'aws', '--wait'], { answer })
    expect(status).toBe(0)
    expect(looks).toEqual([])
    expect(stderr.trim().split('\n')).toEqual([
      'Waiting for the role: 0 of 1 account. Ctrl-C ends the waiting only.',
      '· 111122223333  lake  not trusted: The trust policy names another principal.',
      '· 111122223333  lake  missing permissions',
      '    identity_center: sso:ListInstances is missing.',
      '✓ 222233334444  lake  ready',
    ])
  })

  test('sends every option as the form has it, and settings of a file beside them', async () => {
    const { requests, status } = await run(
      [
        ...['connect', 'aws', '--method', 'stackset', '--account', '111122223333', '--account', '999988887777'],
        ...['--management', '999988887777', '--management-role', 'arn:aws:iam::999988887777:role/R', '--organization'],
        ...[
          '--identity-center',
          '--exclude-ou',
          'ou-a1b2-c3d4e5f6',
          '--resource-type',
          's3,sqs',
          '--settings',
          's.yaml',
        ],
        ...['--role', 'Audit', '--region', 'eu-west-1', '--home-region', 'eu-west-1', '--sso-region', 'eu-central-1'],
        ...['--partition', 'aws', '--name', 'Prod', '--owner', 'ada@example.com', '--no-wait'],
      ],
      { answer: answering, readText: async () => 'portalUrl: https://a.example/start\nenableAudit: true\n' },
    )
    expect(status).toBe(0)
    expect(requests[0]).toEqual({
      method: 'POST',
      path: '/integrations',
      body: {
        method: 'stackset',
        name: 'Prod',
        owner: 'ada@example.com',
        accounts: '111122223333,999988887777',
        managementAccount: '999988887777',
        managementRoleArn: 'arn:aws:iam::999988887777:role/R',
        organization: true,
        identityCenter: true,
        roleName: 'Audit',
        regions: 'eu-west-1',
        homeRegion: 'eu-west-1',
        identityCenterRegion: 'eu-central-1',
        partition: 'aws',
        settings: {
          portalUrl: 'https://a.example/start',
          enableAudit: true,
          excludedUnits: ['ou-a1b2-c3d4e5f6'],
          resourceTypes: ['s3,sqs'],
        },
      },
    })
  })

  test('shows both boxes of a stack set, the notes and the warnings', async () => {
    const { stdout } = await run(['connect', 'aws', '--no-wait'], { answer: answering })
    for (const text of ['1 duplicate removed', instructions.stackSet.cli, instructions.stackSet.managementStackCli]) {
      expect(stdout).toContain(text)
    }
    expect(stdout).toContain('Do not change the principal.')
  })

  test('prints one document', async () => {
    const { stdout } = await run(['connect', 'aws', '--no-wait', '--json'], { answer: answering })
    const install = {
      quickCreateUrl: null,
      managementQuickCreateUrl: null,
      template: {
        url: null,
        version: 'abc',
        body: '/api/v1/integrations/i1/instructions',
        command: 'bailiwick connect aws template "AWS"',
      },
      createStackCli: instructions.createStackCli,
      stackSet: instructions.stackSet,
    }
    expect(JSON.parse(stdout)).toEqual({ ...draft, integration: 'AWS', install })
  })

  test('the document holds the links, and where the template lies', async () => {
    const quickCreateUrl = 'https://us-east-1.console.aws.amazon.com/cloudformation/home#/stacks/create/review'
    const templateUrl = 'https://b.s3.us-east-1.amazonaws.com/abc.json'
    const answer = (request: ApiRequest): unknown =>
      request.path.endsWith('/instructions') ? { ...instructions, quickCreateUrl, templateUrl } : draft
    const { stdout } = await run(['connect', 'aws', '--no-wait', '--json'], { answer })
    expect(JSON.parse(stdout)).toMatchObject({ install: { quickCreateUrl, template: { url: templateUrl } } })
  })

  test.each<[string, readonly string[], Partial<CliDeps>]>([
    ['standard input', ['--secret-key-stdin'], { readText: async (file) => (file === '-' ? `${secret}\n` : '') }],
    ['the environment', [], { env: { BAILIWICK_AWS_SECRET_ACCESS_KEY: secret } }],
    ['a prompt', [], { askSecret: async () => secret }],
  ])('takes the secret key from %s and repeats it nowhere', async (_, more, deps) => {
    const { requests, stdout, stderr } = await run(
      ['connect', 'aws', '--method', 'legacy', '--access-key-id', 'AKIAIOSFODNN7EXAMPLE', '--no-wait', ...more],
      { answer: answering, ...deps },
    )
    expect(requests[0]?.body).toMatchObject({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret })
    expect(stdout + stderr).not.toContain('PLANTED')
  })

  test('has no option that takes a secret', async () => {
    const { status, stderr } = await run(['connect', 'aws', '--secret-access-key', secret])
    expect(status).toBe(2)
    expect(stderr).not.toContain('PLANTED')
  })

  test('--check says what is wrong with status 2 and makes nothing', async () => {
    const checked = {
      problems: [{ path: 'accounts', message: 'Enter at least one account number.' }],
      notes: [],
      identity: null,
    }
    const { status, stdout, requests } = await run(['connect', 'aws', '--check'], { answer: () => checked })
    expect(status).toBe(2)
    expect(stdout).toBe('accounts: Enter at least one account number.\n')
    expect(requests.map(({ path }) => path)).toEqual(['/integrations/check'])
    expect((await run(['connect', 'aws', '--check'], { answer: () => ({ ...checked, problems: [] }) })).status).toBe(0)
  })
})

describe('connect aws --check names', () => {
  const arn = 'arn:aws:sts::444455556666:assumed-role/audit/me'
  const trustPrincipal = 'arn:aws:iam::444455556666:role/ops/audit'

  test.each<[string, readonly string[], string | null, string]>([
    ['whom the roles will trust', [], trustPrincipal, `Nothing is wrong. Roles will trust ${trustPrincipal}.\n`],
    ['nobody whom no role can trust', [], null, 'Nothing is wrong.\n'],
    ['who reads where no role is made', ['--direct'], null, `Nothing is wrong. It would read as ${arn}.\n`],
  ])('%s', async (_, more, principal, says) => {
    const checked = { problems: [], notes: [], identity: { arn, trustPrincipal: principal, note: null } }
    const { stdout } = await run(['connect', 'aws', '--check', ...more], { answer: () => checked })
    expect(stdout).toBe(says)
  })
})

describe('connect aws template', () => {
  test.each([
    ['cloudformation', instructions.template],
    ['terraform', instructions.terraform],
    ['cli', `${instructions.cli}\n`],
  ])('--format %s prints the text as it is, for a file', async (format, text) => {
    const argv = ['connect', 'aws', 'template', 'AWS', '--format', format, '--policy', 'least']
    const { stdout, requests } = await run(argv, { answer: answering })
    expect(stdout).toBe(text)
    expect(requests).toEqual([{ method: 'GET', path: '/integrations/AWS/instructions', query: { policy: 'least' } }])
  })

  test('json holds the trust policy and the policies', async () => {
    const { stdout } = await run(['connect', 'aws', 'template', 'AWS', '--format', 'json'], { answer: answering })
    expect(JSON.parse(stdout)).toEqual({
      trustPolicy: instructions.trustPolicy,
      managedPolicies: instructions.managedPolicies,
      inlinePolicies: [],
    })
  })

  test('without a name it is that of the one that waits', async () => {
    const items = [
      { id: 'i0', name: 'Old', kind: 'aws', state: 'active' },
      { id: 'i1', name: 'AWS', kind: 'aws', state: 'awaiting_trust' },
    ]
    const answer = ({ path }: ApiRequest) => (path === '/integrations' ? { items } : instructions)
    const { requests } = await run(['connect', 'aws', 'template'], { answer })
    expect(requests.at(-1)?.path).toBe('/integrations/i1/instructions')
    const two = ({ path }: ApiRequest) =>
      path === '/integrations' ? { items: [items[0], { ...items[0], id: 'i2' }] } : {}
    expect((await run(['connect', 'aws', 'template'], { answer: two })).status).toBe(2)
  })

  test('--publish says where it lies and the link', async () => {
    const published = {
      url: 'https://b.s3.us-east-1.amazonaws.com/abc.json',
      version: 'abc',
      isNew: true,
      isGiven: false,
      quickCreateUrl: 'https://x',
    }
    const { stdout, requests } = await run(['connect', 'aws', 'template', 'AWS', '--publish', 's3://b/p'], {
      answer: () => published,
    })
    expect(requests).toEqual([
      { method: 'POST', path: '/integrations/AWS/template', body: { to: 's3://b/p', policy: 'audit' } },
    ])
    expect(stdout).toBe(`Published: ${published.url}\nOpen in AWS: https://x\n`)
    const given = { ...published, isNew: false, isGiven: true, quickCreateUrl: null }
    const unseen = await run(['connect', 'aws', 'template', 'AWS', '--publish', given.url], { answer: () => given })
    expect(unseen.stdout).toBe(`Given: ${given.url}\n`)
  })
})

test('connect aws handoff prints the link alone, and the rest beside it', async () => {
  const link = { id: 'h1', url: 'https://bailiwick.example/handoff/token', expiresAt: '2026-12-03T00:00:00.000Z' }
  const argv = ['connect', 'aws', 'handoff', 'AWS', '--days', '3', '--why', 'Audit']
  const { stdout, stderr, requests } = await run(argv, { answer: () => link })
  expect(stdout).toBe(`${link.url}\n`)
  expect(stderr).toContain(link.expiresAt)
  expect(requests[0]).toEqual({ method: 'POST', path: '/integrations/AWS/handoff', body: { days: 3, why: 'Audit' } })
  expect(JSON.parse((await run([...argv, '--json'], { answer: () => link })).stdout)).toEqual(link)
})

describe('integrations', () => {
  const changed = {
    settings: {},
    narrowed: ['Resources outside of eu-west-1 will no longer be read.'],
    changes: [{ field: 'regions', before: [], after: ['eu-west-1'] }],
    notes: [],
  }

  test('set writes lists, numbers, groups and nothing', async () => {
    const { requests, stdout } = await run(
      [
        ...['integrations', 'set', 'AWS', 'regions=eu-west-1,eu-west-2', 'maxCallsPerRun=500', 'enableAudit=true'],
        ...[
          'portalUrl=',
          'resourceTypes=',
          'excludedUnits=',
          'cloudTrail.prefix=org',
          'cloudTrail.bucketArn=arn:aws:s3:::l',
        ],
        ...['integrationOwner.attribute=group', 'integrationOwner.values=a,b', 'customAccessDetails=a=b'],
      ],
      { answer: () => changed },
    )
    expect(requests[0]).toEqual({
      method: 'PATCH',
      path: '/integrations/AWS/settings',
      query: { dryRun: undefined },
      body: {
        regions: ['eu-west-1', 'eu-west-2'],
        maxCallsPerRun: 500,
        enableAudit: true,
        portalUrl: null,
        resourceTypes: null,
        excludedUnits: [],
        cloudTrail: { prefix: 'org', bucketArn: 'arn:aws:s3:::l' },
        integrationOwner: { attribute: 'group', values: ['a', 'b'] },
        customAccessDetails: 'a=b',
      },
    })
    expect(stdout).toContain('Resources outside of eu-west-1 will no longer be read.')
  })

  test.each([
    ['portalURL=x', /portalUrl/],
    ['regions', /no value/],
    ['enableAudit=yes', /true or false/],
    ['maxCallsPerRun=many', /number/],
  ])('set %s is refused', async (text, message) => {
    const { status, stderr, requests } = await run(['integrations', 'set', 'AWS', text])
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
    expect(requests).toEqual([])
  })

  test('apply sends the file, and a file that is no YAML has its place', async () => {
    const applied = { action: 'changed', applied: false, integration: 'AWS', externalId: 'e', ...changed }
    const { requests, stdout } = await run(['integrations', 'apply', '-f', 'aws.yaml', '--dry-run', '--json'], {
      answer: () => applied,
      readText: async () => 'name: AWS\nregions:\n  - eu-west-1\n',
    })
    expect(requests[0]).toEqual({
      method: 'POST',
      path: '/integrations/apply',
      query: { dryRun: true },
      body: { name: 'AWS', regions: ['eu-west-1'] },
    })
    expect(JSON.parse(stdout)).toEqual(applied)
    const broken = await run(['integrations', 'apply', '-f', 'aws.yaml'], { readText: async () => 'name: [\n' })
    expect(broken.status).toBe(2)
    expect(broken.stderr).toMatch(/aws\.yaml:\d+:\d+/)
  })

  test('an account number needs no quotation marks, and keeps its zeros', async () => {
    const { requests } = await run(['integrations', 'apply', '-f', 'aws.yaml'], {
      answer: () => ({ action: 'created', applied: true, integration: 'AWS', externalId: 'e', ...changed }),
      readText: async () => 'name: AWS\naccounts: [444455556666, 011122223333]\nuserCleanupDays: 30\n',
    })
    const accounts = ['444455556666', '011122223333']
    expect(requests[0]?.body).toEqual({ name: 'AWS', accounts, userCleanupDays: 30 })
  })

  test.each([
    ['999988887777', true],
    [null, false],
  ])('the role of the management account is shown with the account %s', async (managementAccount, isShown) => {
    const managementRoleArn = 'arn:aws:iam::999988887777:role/R'
    const shown = { ...draft, nextRunAt: null, sharedWith: [], managementAccount, managementRoleArn }
    const { stdout } = await run(['integrations', 'show', 'AWS'], { answer: () => shown })
    expect(stdout.includes(`In 999988887777  ${managementRoleArn}`)).toBe(isShown)
    expect(stdout).not.toContain('In null')
  })

  test('show --yaml can be read again', async () => {
    const settings = { name: 'AWS', regions: ['eu-west-1'], portalUrl: null }
    const answer = ({ path }: ApiRequest) => (path.endsWith('/settings') ? settings : draft)
    const { stdout } = await run(['integrations', 'show', 'AWS', '--yaml'], { answer })
    const { requests } = await run(['integrations', 'apply', '-f', 'x'], {
      answer: () => ({
        action: 'unchanged',
        applied: false,
        integration: 'AWS',
        externalId: 'e',
        changes: [],
        narrowed: [],
        notes: [],
      }),
      readText: async () => stdout,
    })
    const { partition, identityCenter } = draft
    expect(requests[0]?.body).toEqual({ ...settings, method: 'stackset', partition, identityCenter })
  })

  test('delete keeps the history unless told otherwise, and does nothing without --yes', async () => {
    const dry = await run(['integrations', 'delete', 'AWS'], { answer: () => draft })
    expect(dry.requests.map(({ method }) => method)).toEqual(['GET'])
    const kept = await run(['integrations', 'delete', 'AWS', '--yes', '--json'], { answer: () => draft })
    expect(kept.requests.at(-1)).toMatchObject({ method: 'DELETE', query: { history: 'keep' } })
    expect(JSON.parse(kept.stdout)).toEqual({
      integration: 'AWS',
      deleted: true,
      history: 'keep',
      counts: draft.counts,
    })
    const erased = await run(['integrations', 'delete', 'AWS', '--yes', '--erase'], { answer: () => draft })
    expect(erased.requests.at(-1)).toMatchObject({ method: 'DELETE', query: { history: 'erase' } })
  })

  test('keys and secrets rotate', async () => {
    const key = { lastFour: 'OND2', ageDays: 0, rotateBy: '2027-02-24T00:00:00.000Z' }
    const { requests, stdout } = await run(
      ['integrations', 'keys', 'AWS', '--access-key-id', 'AKIAIOSFODNN7SECOND2', '--json'],
      { answer: () => key, env: { BAILIWICK_AWS_SECRET_ACCESS_KEY: secret } },
    )
    expect(requests[0]).toMatchObject({ path: '/integrations/AWS/keys', body: { secretAccessKey: secret } })
    expect(JSON.parse(stdout)).toEqual(key)
    const rotated = await run(['secrets', 'rotate', '--json'], { answer: () => ({ secrets: 2 }) })
    expect(JSON.parse(rotated.stdout)).toEqual({ secrets: 2 })
  })
})
