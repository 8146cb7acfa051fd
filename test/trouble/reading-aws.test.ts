/**
 * What goes wrong between Bailiwick and AWS, as somebody at the command line meets it. One story on one server, told in order:
 * the roles come with another external id, are mended, and then AWS refuses one thing after the other.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { CanAnswer, PrincipalSummary, WhoCanAnswer } from '../../src/core/access/answers.ts'
import type { AccountId } from '../../src/core/ids.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { plantUser } from '../../src/sandbox/testing.ts'
import { type LambdaFunction, regionOf } from '../../src/sandbox/world/model.ts'
import {
  bailiwick,
  type Ended,
  type RunningServer,
  type Surroundings,
  startServer,
  type TemporaryFolder,
  temporaryFolder,
} from '../fakes/bailiwick-process.ts'
import {
  awsEnvironment,
  connectOrganization,
  installExternalId,
  memberAccounts,
  startSmallSandbox,
} from '../fakes/connected-sandbox.ts'
import { type EditingProxy, startEditingProxy } from '../fakes/editing-proxy.ts'
import { prepareHome } from '../fakes/prepared-home.ts'

/** Whole processes, perhaps on a machine that does other things too. */
vi.setConfig({ testTimeout: 180_000 })

interface Integration {
  readonly externalId: string
  readonly state: string
  readonly reason: string | null
  readonly accounts: readonly {
    readonly accountId: string
    readonly state: string
    readonly reason: string | null
    readonly probes: readonly { readonly capability: string; readonly result: string }[]
  }[]
}

interface Run {
  readonly state: string
  readonly reason: string | null
  readonly stages: readonly { readonly throttles: number }[]
  readonly accounts: readonly { readonly cellsDone: number; readonly cellsTotal: number }[]
  readonly coverage: Readonly<Record<string, number>>
}

interface Coverage {
  readonly items: readonly {
    readonly accountId: string
    readonly region: string
    readonly type: string
    readonly state: string
    readonly objects: number
    readonly action?: string
    readonly code?: string
    readonly reason?: string
  }[]
}

/** An opt-in Region that no account of the sample has enabled. */
const closedRegion = 'eu-south-1'

/** A statement id that becomes broken JSON on its way: once in the encoded form of IAM, once in the plain one of S3. */
const breaks = { inIam: 'BrokenInIam', inBucket: 'BrokenInBucket' }
const breakDocuments = (answer: string): string =>
  answer.replaceAll(breaks.inIam, 'Broken%22').replaceAll(breaks.inBucket, 'Broken"')

let folder: TemporaryFolder
let sandbox: Sandbox
let proxy: EditingProxy
let server: RunningServer
let surroundings: Surroundings
let management: AccountId
let lost: AccountId
let payments: AccountId
let known: readonly PrincipalSummary[]

const run = (...args: readonly string[]): Promise<Ended> => bailiwick(args, surroundings)
const sync = (...options: readonly string[]): Promise<Ended> => run('sync', '--wait', '--json', ...options)
const principals = async (): Promise<readonly PrincipalSummary[]> =>
  (await run('principals', '--json')).json<readonly PrincipalSummary[]>()
/** Who is known, and which people: what an unread page must not take away. What they may do is open then. */
const namesOf = (list: readonly PrincipalSummary[]) => list.map(({ arn, person }) => ({ arn, person }))
const coverage = async (): Promise<Coverage['items']> => (await run('coverage', '--json')).json<Coverage>().items
const integration = async (): Promise<Integration> => (await run('integrations', 'show', 'AWS', '--json')).json()

beforeAll(async () => {
  sandbox = await startSmallSandbox()
  management = sandbox.world.organization.managementAccountId
  const [first, second] = memberAccounts(sandbox)
  if (first === undefined || second === undefined) throw new Error('the small organization has too few accounts')
  lost = first
  payments = second
  plantBrokenPolicies()
  plantFunctions()
  proxy = await startEditingProxy(sandbox.url, breakDocuments)
  folder = await temporaryFolder()
  await prepareHome(folder.path)
  surroundings = { home: folder.path, env: awsEnvironment({ url: proxy.url, credentials: sandbox.credentials }) }
  server = await startServer(surroundings)
})

afterAll(async () => {
  await server?.stop()
  await proxy?.stop()
  await sandbox?.stop()
  await folder?.remove()
})

const settlements = 'larkfield-payments-settlements'

/** In an account that is read whole: two users and a bucket whose policies nobody can read as policies. */
function plantBrokenPolicies(): void {
  plantUser(sandbox, payments, 'broken-json', [
    { Sid: breaks.inIam, Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
  ])
  plantUser(sandbox, payments, 'broken-form', [{ Effect: 'Permit', Action: 'sns:Publish', Resource: '*' }])
  plantUser(sandbox, lost, 'reader', [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }])
  const bucket = sandbox.world.accounts.edit(payments)?.s3.buckets.get(settlements)
  if (bucket === undefined) throw new Error(`the small organization has no bucket ${settlements}`)
  bucket.policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: breaks.inBucket,
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${payments}:root` },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${settlements}/*`,
      },
    ],
  }
}

/** More than the 50 of one page. */
const functionCount = 60

function plantFunctions(): void {
  const account = sandbox.world.accounts.edit(payments)
  if (account === undefined) throw new Error(`the small organization has no account ${payments}`)
  const role = `arn:aws:iam::${payments}:role/settlement-job`
  for (let number = 1; number <= functionCount; number += 1) {
    const name = `planted-${number}`
    const made: LambdaFunction = {
      name,
      arn: `arn:aws:lambda:us-east-1:${payments}:function:${name}`,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      roleArn: role,
      modifiedAt: new Date(),
      environment: {},
      tags: {},
    }
    regionOf(account, 'us-east-1').functions.set(name, made)
  }
}

/** A function of the second page: by the names, it is the last one. */
async function askAboutLastFunction(): Promise<WhoCanAnswer> {
  const last = `arn:aws:lambda:us-east-1:${payments}:function:planted-9`
  return (await run('who-can', 'lambda:InvokeFunction', last, '--json')).json()
}

const isLambdaCell = ({ accountId, region, type }: Coverage['items'][number]): boolean =>
  accountId === payments && region === 'us-east-1' && type === 'lambda'

test('a wrong external id opens nothing, and every answer says what may be wrong', async () => {
  const connected = await connectOrganization(sandbox, surroundings, {
    regions: `us-east-1,eu-west-1,${closedRegion}`,
  })
  expect(connected).toMatchObject({ status: 0, stderr: '' })
  const { externalId, state } = connected.json<Integration>()
  expect(state).toBe('awaiting_trust')

  const ended = await sync()
  expect(ended.status).toBe(1)
  const refused = ended.json<Run>()
  expect(refused).toMatchObject({ state: 'failed', coverage: { ok: 0 } })
  expect(refused.reason).toMatch(/could not be entered: its role is missing, .* or expects another external id/)

  const verified = await run('connect', 'aws', 'verify', 'AWS', '--json')
  expect(verified.status).toBe(0)
  const [account] = verified.json<Integration>().accounts
  expect(account).toMatchObject({ accountId: management, state: 'role_missing' })
  expect(account?.probes).toContainEqual(expect.objectContaining({ capability: 'role', result: 'denied' }))
  expect(await integration()).toMatchObject({ state: 'awaiting_trust', externalId })
  installExternalId(sandbox, externalId)
})

test('with the right one everything is read but a Region that is not enabled, which is no trouble', async () => {
  const ended = await sync('--strict')
  expect(ended).toMatchObject({ status: 0 })
  const { state, reason, coverage: counts, accounts } = ended.json<Run>()
  expect({ state, reason }).toEqual({ state: 'succeeded', reason: null })
  expect(accounts.map(({ cellsDone }) => cellsDone)).toEqual(accounts.map(({ cellsTotal }) => cellsTotal))
  const cells = await coverage()
  const closed = cells.filter(({ region }) => region === closedRegion)
  expect(closed.length).toBeGreaterThan(0)
  // SecurityAudit does not allow everything (connection.md §2.3); nobody is expected to add it.
  const optional = cells.filter(({ code }) => code === 'optional_read_refused')
  expect(counts['unsupported']).toBe(
    closed.length + optional.filter(({ state: ended }) => ended === 'unsupported').length,
  )
  for (const cell of closed) {
    expect(cell).toMatchObject({ state: 'region_disabled', reason: 'eu-south-1 is not enabled in this account.' })
  }
  expect((await integration()).state).toBe('active')
  known = await principals()
  expect(known.map(({ account }) => account)).toContain(lost)
})

test.each([
  ['broken-json', 'The policy planted is not valid'],
  ['broken-form', 'The policy planted is not valid at Statement[0].Effect: Effect must be Allow or Deny'],
])('what AWS gives as a policy of %s and is none makes the answer unknown', async (name, reason) => {
  const ended = await run(
    'can',
    `${payments}/${name}`,
    'sns:Publish',
    'arn:aws:sns:us-east-1:444455556666:any',
    '--json',
  )
  expect(ended.status).toBe(11)
  const answer = ended.json<CanAnswer>()
  expect(answer).toMatchObject({ decision: 'Unknown', asRead: 'ImplicitlyDenied' })
  expect(answer.gaps).toContainEqual(
    expect.objectContaining({ account: payments, service: 'iam', reason: expect.stringContaining(reason) }),
  )
})

test('a bucket policy that is none leaves open who else may read the bucket', async () => {
  const ended = await run('who-can', 's3:GetObject', settlements, '--json')
  expect(ended.status).toBe(0)
  const answer = ended.json<WhoCanAnswer>()
  expect(answer.complete).toBe(false)
  expect(answer.gaps).toContainEqual(
    expect.objectContaining({ account: payments, service: 's3', reason: expect.stringContaining(settlements) }),
  )
  // Of another account, allowed by its own policies: the bucket's policy decides.
  const reader = await run('can', `${lost}/reader`, 's3:GetObject', `arn:aws:s3:::${settlements}/x`, '--json')
  expect(reader.status).toBe(11)
  expect(reader.json<CanAnswer>().decision).toBe('Unknown')
})

test('throttled calls are repeated until they are answered, and counted', async () => {
  sandbox.setFaults([{ match: { service: 'iam' }, when: { first: 4 }, effect: { kind: 'throttle' } }])
  const ended = await sync('--stage', 'iam')
  expect(ended.status).toBe(0)
  const { state, reason, stages } = ended.json<Run>()
  expect({ state, reason }).toEqual({ state: 'succeeded', reason: null })
  expect(stages.reduce((sum, stage) => sum + stage.throttles, 0)).toBeGreaterThanOrEqual(4)
  expect(await principals()).toEqual(known)
})

test('a missing role and a page refused in the middle: the rest is read, and nothing known is lost', async () => {
  const cellBefore = (await coverage()).find(isLambdaCell)
  expect(cellBefore?.objects).toBe(functionCount)
  const before = await askAboutLastFunction()
  expect(before.principals.length).toBeGreaterThan(0)
  const { roles } = sandbox.world.accounts.edit(lost)?.iam ?? { roles: new Map() }
  const role = roles.get(sandbox.world.home.roleName)
  roles.delete(sandbox.world.home.roleName)
  sandbox.setFaults([
    {
      match: { service: 'lambda', operation: 'ListFunctions', accountId: payments, region: 'us-east-1' },
      when: { every: 2 },
      effect: { kind: 'denied', by: 'identity' },
    },
  ])
  const ended = await sync()
  expect(ended.status, 'a partial result is a result').toBe(0)
  const { state, reason } = ended.json<Run>()
  expect(state).toBe('partial')
  expect(reason).toMatch(
    / could not be entered: its role is missing, .*; one part elsewhere could not be read whole\.$/,
  )
  expect(reason, 'the account is called by its name').not.toContain(lost)
  const refused = await sync('--strict', '--stage', 'iam')
  expect(refused.status).toBe(1)

  const cells = await coverage()
  expect(cells).toContainEqual(
    expect.objectContaining({ accountId: lost, type: 'role', state: 'denied', action: 'sts:AssumeRole' }),
  )
  expect(cells.find(isLambdaCell)).toMatchObject({
    state: 'denied',
    action: 'lambda:ListFunctions',
    objects: cellBefore?.objects,
  })
  const after = await askAboutLastFunction()
  expect(after.principals.length + after.unknown).toBeGreaterThanOrEqual(before.principals.length + before.unknown)
  // Its policy may say something else by now: who is not allowed by it is not denied either.
  expect(after.complete).toBe(false)
  expect(after.gaps).toContainEqual(
    expect.objectContaining({ account: payments, reason: expect.stringContaining('planted-9') }),
  )
  expect(namesOf(await principals())).toEqual(namesOf(known))
  const card = await integration()
  expect(card).toMatchObject({ state: 'degraded', reason })
  expect(card.accounts.find(({ accountId }) => accountId === lost)?.state).toMatch(/^(role_missing|not_trusted)$/)

  // Mended in AWS, the next reading mends the card.
  if (role !== undefined) roles.set(role.name, role)
  sandbox.setFaults([])
  expect((await sync('--strict')).status).toBe(0)
  expect(await integration()).toMatchObject({ state: 'active', reason: null })
  expect(await principals()).toEqual(known)
})

test('names that nobody has get the nearest ones, and status 2', async () => {
  const principal = await run('can', `${payments}/settlement-jop`, 's3:GetObject', settlements, '--json')
  expect(principal).toMatchObject({ status: 2, stdout: '' })
  expect(principal.stderr).toMatch(/^bailiwick: No principal is \d+\/settlement-jop \(unknown_principal\)$/m)
  expect(principal.stderr).toMatch(/^Did you mean .*settlement-job/m)
  const action = await run('who-can', 's3:GetObjekt', settlements, '--json')
  expect(action).toMatchObject({ status: 2, stdout: '' })
  expect(action.stderr).toContain(
    'bailiwick: AWS has no action s3:GetObjekt (unknown_action)\nDid you mean s3:GetObject',
  )
})

test('an account is read through one connection only, with the credentials of this machine too', async () => {
  const again = await bailiwick(['connect', 'aws', '--direct', '--json'], {
    ...surroundings,
    env: awsEnvironment({ url: sandbox.url, credentials: sandbox.credentials }),
  })
  expect(again).toMatchObject({ status: 2, stdout: '' })
  expect(again.stderr).toContain(
    'already belongs to "AWS". An account is read through one connection only. (account_taken)',
  )
})
