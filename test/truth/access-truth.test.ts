/**
 * The sample organization knows what its maker meant: who can do what, and which mistakes were planted. Here the product reads
 * it as it reads AWS, and must find all of it. Where both disagree AWS's rules say who is right.
 */
import { beforeAll, describe, expect, it, test } from 'vitest'
import { WhoCanAnswer } from '../../src/api/schemas/access.ts'
import { wholeAnswer } from '../../src/app/access/who-can-page.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import type { Holder, PrincipalSummary } from '../../src/core/access/answers.ts'
import { type AccessIndex, buildIndex, type CanQuestion } from '../../src/core/access/build-index.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import { type AccessStatement, type Mistake, type MistakeKind, mistakeKinds } from '../../src/sandbox/world/truth.ts'
import { readWorld } from './read-world.ts'

/** Every account and every story of the sample, with fewer of the people and workloads around them. */
const sample = world({ seed: 'truth', accounts: 12, principals: 240, people: 60 })

let index: AccessIndex
beforeAll(async () => {
  const catalogue = loadCatalogue()
  index = buildIndex(await readWorld(sample, catalogue), catalogue, createPolicyEngine(catalogue))
}, 60_000)

/** A plain call: over TLS, in the Region where the organization works, without the tags that open doors. */
const plainly = (statement: Pick<AccessStatement, 'context'>): NonNullable<CanQuestion['context']> => ({
  'aws:SecureTransport': ['true'],
  'aws:RequestedRegion': ['eu-west-1'],
  ...statement.context,
})

/** A role's sessions may bring tags; the truth speaks of sessions that bring none. */
const withoutTags = (principal: string): NonNullable<CanQuestion['context']> => {
  const found = findSample(principal)
  const tags = new Set(Object.keys(found?.tags ?? {}).map((key) => key.toLowerCase()))
  return Object.fromEntries(
    ['perimeter-exempt', 'team'].flatMap((key) => (tags.has(key) ? [] : [[`aws:PrincipalTag/${key}`, []]])),
  )
}

function findSample(arn: string) {
  for (const id of sample.accounts.ids()) {
    const iam = sample.accounts.get(id)?.iam
    for (const one of [...(iam?.users.values() ?? []), ...(iam?.roles.values() ?? [])]) if (one.arn === arn) return one
  }
  return undefined
}

function decided(statement: AccessStatement): string {
  const { principal, action, resource } = statement
  const context = { ...withoutTags(principal), ...plainly(statement) }
  const one = index.canI({ principal, action, resource, context })
  if (!one.ok) throw new Error(one.error.message)
  return one.value.decision === 'Unknown' ? `Unknown: ${JSON.stringify(one.value.gaps)}` : one.value.decision
}

const isHere = ({ principal }: AccessStatement): boolean => findSample(principal) !== undefined
const stated = sample.truth.access.map(
  (one) => [`${one.decision}: ${one.principal} ${one.action} ${one.resource} (${one.because})`, one] as const,
)

describe('what the maker says of principals of the organization', () => {
  const own = stated.filter(([, statement]) => isHere(statement))

  it('is a good deal', () => expect(own.length).toBeGreaterThan(40))

  it.each(own)('%s', (_, statement) => expect(decided(statement)).toBe(statement.decision))
})

describe('what the maker says of strangers and of everybody', () => {
  const outside = stated.filter(([, statement]) => !isHere(statement))

  it('is something', () => expect(outside.length).toBeGreaterThan(5))

  it.each(outside)('%s', (_, statement) => {
    const { principal, action, resource, decision } = statement
    const holder = holdersOf(action, resource, plainly(statement)).find((one) => one.arn === principal)
    expect(holder?.decision).toBe(decision === 'Allowed' || decision === 'Conditional' ? decision : undefined)
  })
})

/* ------------------------------------------------------------------ mistakes */

function holdersOf(action: string, resource: string, context: CanQuestion['context'] = plainly({ context: {} })) {
  const answer = index.whoCan({ action, resource, ...(context && { context }) })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value.principals
}

function summaryOf(arn: string): PrincipalSummary {
  const found = index.principals().find((one) => one.arn === arn)
  if (!found) throw new Error(`${arn} was not read`)
  return found
}

const can = (principal: string, action: string, resource: string, context: AccessStatement['context'] = {}): string => {
  const answer = index.canI({
    principal,
    action,
    resource,
    context: { ...withoutTags(principal), ...plainly({ context }) },
  })
  return answer.ok ? answer.value.decision : answer.error.message
}

const anybody = (holders: readonly Holder[]): Holder | undefined => holders.find((one) => one.type === 'anonymous')
const unknownAccount = '210987654321'
const account = (holders: readonly Holder[], id: string): Holder | undefined =>
  holders.find((one) => one.type === 'external' && one.account === id)

/** What an access question shows of a mistake; `elsewhere`: it lies in credentials, in use, or in whom a copy is shared with, which no such question sees. */
type Sign = ((mistake: Mistake & { readonly first: string; readonly second: string }) => void) | 'elsewhere'

/** What it could become by a path of the catalogue. */
const becomes = (principal: string, path: string): readonly (readonly [string, string])[] =>
  (summaryOf(principal).escalatesTo ?? []).flatMap((one) =>
    one.path === path ? [[one.target, one.decision] as const] : [],
  )

/** Of every path its steps: `kind path`. */
function waysBetween(from: string, to: string): readonly (readonly string[])[] {
  const answer = index.paths({ from, to })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value.paths.map(({ steps }) =>
    steps.map(({ kind, path }) => (path === undefined ? kind : `${kind} ${path}`)),
  )
}

const notAdministratorItself: Sign = ({ first }) => expect(summaryOf(first).admin).toBe('no')

const comesFromGithub =
  (pattern: string): Sign =>
  ({ first }) => {
    const way = holdersOf('sts:AssumeRoleWithWebIdentity', first).find((one) =>
      one.arn.includes('oidc-provider/token.actions'),
    )
    expect(way?.decision).toBe('Conditional')
    expect(way?.conditionText).toContain(pattern)
  }

const signs = {
  'public-bucket': ({ first }) => {
    expect(anybody(holdersOf('s3:GetObject', first))?.decision).toBe('Allowed')
    expect(index.resources().find((one) => one.arn === first)?.public).toBe('yes')
  },
  'bucket-open-to-unknown-account': ({ first }) => {
    const holder = account(holdersOf('s3:GetObject', first), unknownAccount)
    expect(holder).toMatchObject({ name: `account ${unknownAccount}`, decision: 'Conditional' })
    expect(holder?.conditionText).toBe('its own account allows it, which is outside what was read')
  },
  'public-function-url': ({ first }) => {
    const url = { 'lambda:FunctionUrlAuthType': ['NONE'], 'lambda:InvokedViaFunctionUrl': ['true'] }
    expect(anybody(holdersOf('lambda:InvokeFunctionUrl', first, url))?.decision).toBe('Allowed')
    expect(anybody(holdersOf('lambda:InvokeFunction', first, url))?.decision).toBe('Allowed')
  },
  'public-topic': ({ first }) => {
    for (const action of ['sns:Publish', 'sns:Subscribe'])
      expect(anybody(holdersOf(action, first))?.decision).toBe('Allowed')
  },
  'public-repository': ({ first }) => {
    expect(anybody(holdersOf('ecr:BatchGetImage', first))?.decision).toBe('Allowed')
    expect(anybody(holdersOf('ecr:PutImage', first))).toBeUndefined()
  },
  'bus-open-to-unknown-account': ({ first }) =>
    expect(account(holdersOf('events:PutEvents', first), unknownAccount)?.decision).toBe('Conditional'),
  'key-shared-with-unknown-account': ({ first }) =>
    expect(account(holdersOf('kms:Decrypt', first), unknownAccount)?.decision).toBe('Conditional'),
  'public-database-snapshot': 'elsewhere',
  'snapshot-shared-with-unknown-account': 'elsewhere',
  'shadow-admin-through-passrole': ({ first, second, ...mistake }) => {
    notAdministratorItself({ first, second, ...mistake })
    expect(summaryOf(second).admin).toBe('yes')
    expect(can(first, 'iam:PassRole', second)).toBe('Allowed')
    expect(becomes(first, 'lambda-001')).toEqual([[second, 'Allowed']])
    // Its boundary has no CloudFormation.
    expect(becomes(first, 'cloudformation-001')).toEqual([])
  },
  'shadow-admin-through-trust-edit': ({ first, second, ...mistake }) => {
    notAdministratorItself({ first, second, ...mistake })
    expect(can(first, 'iam:UpdateAssumeRolePolicy', second)).toBe('Allowed')
    expect(becomes(first, 'iam-012')).toContainEqual([second, 'Allowed'])
  },
  'shadow-admin-through-policy-version': ({ first, second, ...mistake }) => {
    notAdministratorItself({ first, second, ...mistake })
    expect(can(first, 'iam:CreatePolicyVersion', second)).toBe('Allowed')
    expect(becomes(first, 'iam-001')).toEqual([[first, 'Allowed']])
    // Its policy has the one version.
    expect(becomes(first, 'bailiwick-default-policy-version')).toEqual([])
  },
  'passrole-to-stronger-role': ({ first, second }) => {
    expect(can(first, 'iam:PassRole', second)).toBe('Allowed')
    expect(can(first, 'glue:CreateJob', '*')).toBe('Allowed')
    expect(waysBetween(first, second)).toContainEqual(['passesRole glue-003'])
  },
  'lateral-path-to-ledger': ({ first, second }) => {
    expect(can(first, 'iam:UpdateAssumeRolePolicy', second)).toBe('Allowed')
    const writers = index.principals().filter((one) => one.name === 'ledger-writer')
    expect(writers.map((one) => can(second, 'sts:AssumeRole', one.arn))).toEqual(['Allowed'])
    expect(writers.map((one) => waysBetween(first, one.arn)[0])).toEqual([['escalates iam-012', 'assumes sts-001']])
  },
  'github-trust-any-branch': comesFromGithub('repo:larkfield/checkout:*'),
  'github-trust-any-repository': comesFromGithub('repo:larkfield*:ref:refs/heads/main'),
  'vendor-without-external-id': ({ first }) => {
    const [vendor] = holdersOf('sts:AssumeRole', first).filter((one) => one.type === 'external')
    expect(vendor?.decision).toBe('Conditional')
    expect(vendor?.conditionText).not.toContain('external id')
    const right = index.principals().find((one) => one.name === 'datadog-integration')
    const [datadog] = holdersOf('sts:AssumeRole', right?.arn ?? '').filter((one) => one.type === 'external')
    expect(datadog?.conditionText).toContain('the external id is')
  },
  'trust-of-unknown-account': ({ first }) =>
    expect(account(holdersOf('sts:AssumeRole', first), unknownAccount)?.decision).toBe('Conditional'),
  'unrotated-key-of-leaver': 'elsewhere',
  'console-user-without-mfa': 'elsewhere',
  'admin-without-mfa': ({ first }) => {
    expect(summaryOf(first)).toMatchObject({ admin: 'yes', adminVia: 'full' })
    expect(can(first, 'iam:CreateUser', '*', { 'aws:MultiFactorAuthPresent': ['false'] })).toBe('Allowed')
  },
  'deny-with-hole': ({ first, second }) => {
    expect(holdersOf('s3:GetObject', first).find((one) => one.arn === second)?.decision).toBe('Allowed')
  },
  'guardrail-with-hole': ({ first }) => {
    const marts = 'arn:aws:s3:::larkfield-lake-marts/x'
    expect(can(first, 'iam:TagRole', first)).toBe('Allowed')
    expect(can(first, 's3:GetObject', marts)).toBe('ExplicitlyDenied')
    expect(can(first, 's3:GetObject', marts, { 'aws:PrincipalTag/perimeter-exempt': ['true'] })).toBe('Allowed')
  },
  'root-without-mfa': 'elsewhere',
  'unused-admin-role': ({ first }) => {
    const { admin, lastUsed } = summaryOf(first)
    expect(admin).toBe('yes')
    expect(sample.start.getTime() - Date.parse(lastUsed ?? '')).toBeGreaterThan(365 * 86_400_000)
  },
  'assignment-to-disabled-user': ({ first, second }) => {
    const person = sample.identityCenter.users.get(first.split('/').at(-1) ?? '')
    expect(person?.userName).toBe('viktor.horvat')
    // Who cannot sign in holds nothing through the role.
    expect(summaryOf(second).person?.map(({ email }) => email)).not.toContain(person?.email)
  },
} as const satisfies Record<MistakeKind, Sign>

describe('planted mistakes', () => {
  it('are of every kind', () => {
    expect(new Set(sample.truth.mistakes.map(({ kind }) => kind))).toEqual(new Set(mistakeKinds))
  })

  it.each(sample.truth.mistakes.map((mistake) => [mistake.id, mistake] as const))('%s', (_, mistake) => {
    const sign: Sign = signs[mistake.kind]
    const [first = '', second = ''] = mistake.arns
    if (sign !== 'elsewhere') sign({ ...mistake, first, second })
  })
})

describe('who becomes administrator of an account by a detour', () => {
  it('is whoever was planted, and who comes to act as one of them', () => {
    const planted = sample.truth.mistakes.flatMap(({ kind, arns: [first] }) =>
      kind.startsWith('shadow-admin-') && first !== undefined ? [first] : [],
    )
    const certain = index
      .principals()
      .filter(({ escalatesTo = [] }) => escalatesTo.some(({ decision }) => decision === 'Allowed'))
    const others = certain.filter(({ arn }) => !planted.includes(arn))
    expect(certain.map(({ arn }) => arn)).toEqual(expect.arrayContaining(planted))
    expect(others.map(({ name }) => name).sort()).toEqual(['PaymentsAdmin', 'ci-deployer'])
  })
})

describe('what only looks like a mistake', () => {
  it('lets nobody in', () => {
    expect(anybody(holdersOf('s3:GetObject', 'larkfield-staging-samples'))).toBeUndefined()
    expect(anybody(holdersOf('s3:GetObject', 'larkfield-www-assets'))).toBeUndefined()
    expect(account(holdersOf('s3:GetObject', 'larkfield-lake-exports'), unknownAccount)).toBeUndefined()
  })
})

describe('administrators of member accounts', () => {
  it('are full only where no guardrail takes anything away', () => {
    const via = Map.groupBy(
      index.principals().filter((one) => one.admin === 'yes'),
      (one) => (one.account === sample.organization.managementAccountId ? 'management' : 'member'),
    )
    expect(new Set(via.get('management')?.map((one) => one.adminVia))).toEqual(new Set(['full']))
    expect(new Set(via.get('member')?.map((one) => one.adminVia))).toEqual(new Set(['equivalent']))
  })
})

test.each([
  's3:GetObject',
  'iam:PassRole',
  'sts:AssumeRole',
  'kms:Decrypt',
  'lambda:InvokeFunction',
  'secretsmanager:GetSecretValue',
])('the schema names all that an answer on %s holds: it is sent without being looked through', (action) => {
  const asked = index.whoCan({ action, reach: true })
  if (!asked.ok) throw new Error('no answer')
  const answer = JSON.parse(JSON.stringify(wholeAnswer(asked.value)))
  expect(answer.principals.length).toBeGreaterThan(0)
  expect(WhoCanAnswer.parse(answer)).toEqual(answer)
})
