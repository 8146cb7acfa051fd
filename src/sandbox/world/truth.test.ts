/** What the stories claim, asked of the product's own engine over the world as it stands. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { contextOf } from '../../core/evaluate/context.ts'
import { createPolicyEngine } from '../../core/evaluate/engine.ts'
import type { ApplicablePolicies, Evaluation, PolicyId, PolicyType } from '../../core/evaluate/types.ts'
import { parseAccountId } from '../../core/ids.ts'
import { isServiceLinked, managedDocument, organizationLevels, pathOf } from '../principal-policies.ts'
import { joinedPolicies } from '../services/policy-text.ts'
import { isPublicPolicy } from '../services/public-policy.ts'
import { blockOf, findBucket } from './buckets.ts'
import { world } from './generate.ts'
import type { AccountState, IamRole, IamUser, PolicyJson, RegionState, World } from './model.ts'
import type { AccessStatement, MistakeKind } from './truth.ts'

const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)

function compile(document: PolicyJson, type: PolicyType): PolicyId {
  const parsed = engine.parse(document, type)
  if (!parsed.ok) throw new Error(`${parsed.error.path}: ${parsed.error.message}`)
  return parsed.value
}

const accountIn = (at: World, arn: string): AccountState | undefined => {
  const id = parseAccountId(arn.split(':')[4] ?? '')
  return id && at.accounts.get(id)
}

function principalOf(at: World, arn: string): IamUser | IamRole | undefined {
  const iam = accountIn(at, arn)?.iam
  return [...(iam?.users.values() ?? []), ...(iam?.roles.values() ?? [])].find((each) => each.arn === arn)
}

function identityOf(account: AccountState, principal: IamUser | IamRole): readonly PolicyJson[] {
  const groups =
    'groups' in principal ? [...principal.groups].flatMap((name) => account.iam.groups.get(name) ?? []) : []
  return [principal, ...groups].flatMap((each) => [
    ...each.inlinePolicies.values(),
    ...each.attachedPolicies.map((policy) => {
      const document = managedDocument(account, policy)
      if (document === undefined) throw new Error(`${each.arn} carries ${policy}, which is not there`)
      return document
    }),
  ])
}

/** Policy of the resource itself, and what else guards it. */
function resourceSide(at: World, arn: string): Pick<ApplicablePolicies, 'resource' | 's3BlockPublicAccess'> {
  const [, , service, region = '', , ...rest] = arn.split(':')
  if (service === 's3' && region === '') {
    const found = findBucket(at, rest.join(':').split('/')[0] ?? '')
    if (found === undefined) throw new Error(`no bucket for ${arn}`)
    const { account, bucket } = found
    return {
      ...(bucket.policy !== undefined && { resource: compile(bucket.policy, 'resource') }),
      s3BlockPublicAccess: blockOf(account, bucket),
    }
  }
  const account = accountIn(at, arn)
  const place = account?.regions.get(region)
  const things = place ? thingsIn(place) : []
  const role = service === 'iam' ? [...(account?.iam.roles.values() ?? [])].find((each) => each.arn === arn) : undefined
  const own = role?.trustPolicy ?? things.find((thing) => isOf(arn, thing.arn))?.policy
  const document = service === 'ecr' ? joinedPolicies(own, place?.registryPolicy) : own
  return document === undefined ? {} : { resource: compile(document, 'resource') }
}

/** The thing itself, or an object behind an access point. */
const isOf = (arn: string, thing: string): boolean => arn === thing || arn.startsWith(`${thing}/object/`)

/** Everything in a Region that has an ARN and may have a policy. */
const thingsIn = (place: RegionState): readonly { readonly arn: string; readonly policy?: PolicyJson }[] =>
  [
    place.keys,
    place.functions,
    place.queues,
    place.topics,
    place.secrets,
    place.tables,
    place.repositories,
    place.fileSystems,
    place.vaults,
    place.buses,
    place.searchDomains,
    place.streams,
    place.packageDomains,
    place.accessPoints,
    place.layers,
  ].flatMap((map) => [...map.values()])

function decide(at: World, statement: AccessStatement): Evaluation {
  const { principal, action, resource, resourceAccountId } = statement
  const account = accountIn(at, principal)
  const found = principalOf(at, principal)
  const levels = (
    id: typeof resourceAccountId,
    type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY',
    as: PolicyType,
  ) => organizationLevels(at, id, type)?.map((level) => level.map((document) => compile(document, as)))
  const control =
    account && found && !('trustPolicy' in found && isServiceLinked(found))
      ? levels(account.id, 'SERVICE_CONTROL_POLICY', 'serviceControl')
      : undefined
  const [service = ''] = action.split(':')
  const resourceControl = catalogue.rcpSupportedServices.has(service)
    ? levels(resourceAccountId, 'RESOURCE_CONTROL_POLICY', 'resourceControl')
    : undefined
  const boundary = account && found?.boundary && managedDocument(account, found.boundary)
  const tags = Object.entries(found?.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value] as const)
  const untagged = ['perimeter-exempt', 'team'].map((key) => [`aws:PrincipalTag/${key}`, []] as const)
  const org = (side: string, id: typeof resourceAccountId) => ({
    [`aws:${side}OrgID`]: [at.organization.id],
    [`aws:${side}OrgPaths`]: [`${at.organization.id}/${pathOf(at, id).slice(0, -1).join('/')}/`],
  })
  // A plain call: over TLS, in the Region where the organization works. What else matters, the statement says.
  const given = {
    'aws:SecureTransport': ['true'],
    'aws:RequestedRegion': ['eu-west-1'],
    ...Object.fromEntries([...untagged, ...tags]),
    ...(account ? org('Principal', account.id) : { 'aws:PrincipalOrgID': [] }),
    ...org('Resource', resourceAccountId),
    ...statement.context,
  }
  return engine.evaluate(
    {
      principal,
      action,
      resource,
      resourceAccount: resourceAccountId,
      context: contextOf(
        { principal, action, resource, resourceAccount: resourceAccountId, given, unknown: true },
        catalogue,
      ),
    },
    {
      identity: account && found ? identityOf(account, found).map((document) => compile(document, 'identity')) : [],
      ...(boundary !== undefined && { permissionsBoundary: [compile(boundary, 'permissionsBoundary')] }),
      ...(control && { serviceControl: control }),
      ...(resourceControl && { resourceControl }),
      ...resourceSide(at, resource),
    },
  )
}

describe('the truth of the sample organization', () => {
  const sample = world({ seed: 'truth' })

  it('holds statements of every decision', () => {
    const decisions = Map.groupBy(sample.truth.access, ({ decision }) => decision)
    expect([...decisions.keys()].sort()).toEqual(['Allowed', 'Conditional', 'ExplicitlyDenied', 'ImplicitlyDenied'])
    expect(sample.truth.access.length).toBeGreaterThan(50)
  })

  it.each(
    sample.truth.access.map(
      (statement) =>
        [
          `${statement.decision}: ${statement.principal} ${statement.action} ${statement.resource} (${statement.because})`,
          statement,
        ] as const,
    ),
  )('%s', (_, statement) => {
    const own = statement.principal !== '*' && accountIn(sample, statement.principal) !== undefined
    if (own) expect(principalOf(sample, statement.principal), 'the principal exists').toBeDefined()
    const evaluation = decide(sample, statement)
    expect(evaluation.decision, JSON.stringify(evaluation)).toBe(statement.decision)
  })

  it('compiles every policy of the world', () => {
    let compiled = 0
    const check = (document: PolicyJson | undefined, type: PolicyType) => {
      if (document === undefined) return
      compile(document, type)
      compiled += 1
    }
    for (const { document, type } of sample.organization.policies.values()) {
      check(document, type === 'SERVICE_CONTROL_POLICY' ? 'serviceControl' : 'resourceControl')
    }
    for (const id of sample.accounts.ids()) {
      const account = sample.accounts.get(id)
      if (account === undefined) throw new Error(`account ${id} is not there`)
      const { users, groups, roles, policies } = account.iam
      for (const each of [...users.values(), ...groups.values(), ...roles.values()]) {
        for (const document of each.inlinePolicies.values()) check(document, 'identity')
        for (const policy of each.attachedPolicies) expect(managedDocument(account, policy), policy).toBeDefined()
      }
      for (const role of roles.values()) check(role.trustPolicy, 'resource')
      for (const policy of policies.values()) check(policy.versions[0]?.document, 'identity')
      for (const bucket of account.s3.buckets.values()) check(bucket.policy, 'resource')
      for (const place of account.regions.values()) {
        for (const thing of thingsIn(place)) check(thing.policy, 'resource')
        for (const { policy } of place.logPolicies.values()) check(policy, 'resource')
        for (const policy of [place.registryPolicy, place.glue.policy, place.accessGrants?.policy]) {
          check(policy, 'resource')
        }
      }
    }
    expect(compiled).toBeGreaterThan(2_000)
  })

  it('points its mistakes at things that exist', () => {
    for (const { id, accountId, arns } of sample.truth.mistakes) {
      expect(arns.length, id).toBeGreaterThan(0)
      expect(sample.organization.members.has(accountId), id).toBe(true)
      for (const arn of arns) expect(exists(sample, arn), `${id}: ${arn}`).toBe(true)
    }
    expect(new Set(sample.truth.mistakes.map(({ id }) => id)).size).toBe(sample.truth.mistakes.length)
  })
})

describe('between the stories', () => {
  const sample = world({ seed: 'quiet' })
  const accounts = [...sample.accounts.ids()].flatMap((id) => sample.accounts.get(id) ?? [])
  const planted = (...kinds: readonly MistakeKind[]) =>
    sample.truth.mistakes.flatMap(({ kind, arns: [first = ''] }) => (kinds.includes(kind) ? [first] : [])).sort()
  const roles = accounts.flatMap(({ iam }) => [...iam.roles.values()])

  it('no other user signs in without MFA', () => {
    const users = accounts.flatMap(({ iam }) => [...iam.users.values()])
    const without = users.filter(
      ({ loginProfile, mfaDevices }) => loginProfile !== undefined && mfaDevices.length === 0,
    )
    expect(without.map(({ arn }) => arn).sort()).toEqual(planted('console-user-without-mfa', 'admin-without-mfa'))
  })

  it('no other active key is older than 90 days', () => {
    const old = accounts.flatMap(({ iam }) =>
      [...iam.accessKeys.values()]
        .filter(
          ({ status, createdAt }) =>
            status === 'Active' && sample.start.getTime() - createdAt.getTime() > 90 * 86_400_000,
        )
        .flatMap(({ userName }) => iam.users.get(userName)?.arn ?? []),
    )
    expect(old.sort()).toEqual(planted('unrotated-key-of-leaver'))
  })

  it('no other root user is without MFA', () => {
    const without = accounts.filter(({ iam }) => iam.root.mfa === 'none')
    expect(without.map(({ id }) => `arn:aws:iam::${id}:root`)).toEqual(planted('root-without-mfa'))
  })

  it('no other bucket is public', () => {
    const open = accounts.flatMap((account) =>
      [...account.s3.buckets.values()]
        .filter((bucket) => bucket.policy !== undefined && isPublicPolicy(bucket.policy))
        .filter((bucket) => !blockOf(account, bucket).restrictPublicBuckets)
        .map(({ name }) => `arn:aws:s3:::${name}`),
    )
    expect(open).toEqual(planted('public-bucket'))
  })

  it('no other role trusts a foreign account without an external id', () => {
    const foreign = roles.filter(({ trustPolicy }) => {
      const text = JSON.stringify(trustPolicy)
      const named = [...text.matchAll(/arn:aws:iam::(\d{12}):/g)].flatMap(([, id = '']) => parseAccountId(id) ?? [])
      return named.some((id) => !sample.organization.members.has(id)) && !text.includes('sts:ExternalId')
    })
    expect(foreign.map(({ arn }) => arn).sort()).toEqual(
      planted('trust-of-unknown-account', 'vendor-without-external-id'),
    )
  })

  it('no other role trusts more than one branch on GitHub', () => {
    const wide = roles.filter(({ trustPolicy }) => /"repo:[^"]*\*/.test(JSON.stringify(trustPolicy)))
    expect(wide.map(({ arn }) => arn).sort()).toEqual(planted('github-trust-any-branch', 'github-trust-any-repository'))
  })

  it('no other function answers everybody', () => {
    const open = accounts.flatMap(({ regions }) =>
      [...regions.values()].flatMap(({ functions }) =>
        [...functions.values()].filter(({ url }) => url?.authType === 'NONE'),
      ),
    )
    expect(open.map(({ arn }) => arn)).toEqual(planted('public-function-url'))
  })

  it('no other repository is everybody’s, and no other bus is a stranger’s', () => {
    const places = accounts.flatMap(({ regions }) => [...regions.values()])
    const open = places
      .flatMap(({ repositories }) => [...repositories.values()])
      .filter(({ policy }) => policy !== undefined && isPublicPolicy(policy))
    expect(open.map(({ arn }) => arn)).toEqual(planted('public-repository'))
    const foreign = places
      .flatMap(({ buses }) => [...buses.values()])
      .filter(({ policy }) =>
        [...JSON.stringify(policy ?? null).matchAll(/arn:aws:iam::(\d{12}):/g)]
          .flatMap(([, id = '']) => parseAccountId(id) ?? [])
          .some((id) => !sample.organization.members.has(id)),
      )
    expect(foreign.map(({ arn }) => arn)).toEqual(planted('bus-open-to-unknown-account'))
  })

  it('nobody else who is disabled is assigned anything', () => {
    const { assignments, users } = sample.identityCenter
    const idle = assignments.filter(({ principalId }) => users.get(principalId)?.enabled === false)
    expect(idle.map(({ principalId }) => `arn:aws:identitystore:::user/${principalId}`)).toEqual(
      planted('assignment-to-disabled-user'),
    )
  })
})

describe('the guide', () => {
  it('names every account, policy, mistake and blind spot', () => {
    const guide = readFileSync(new URL('../../../docs/guides/sample-organization.md', import.meta.url), 'utf8')
    const { organization, truth } = world({ seed: 'guide' })
    const names = [
      ...[...organization.members.values()].flatMap(({ id, name }) => [id, name]),
      ...[...organization.policies.values()].map(({ name }) => name),
      ...truth.mistakes.map(({ id }) => `\`${id.split(':')[2]}\``),
    ]
    expect(names.length).toBeGreaterThan(50)
    expect(names.filter((name) => !guide.includes(name))).toEqual([])
  })
})

function exists(at: World, arn: string): boolean {
  const [, , service, region = '', , ...rest] = arn.split(':')
  const name = rest.join(':')
  if (service === 's3') return findBucket(at, name) !== undefined
  if (service === 'identitystore') return at.identityCenter.users.has(name.replace('user/', ''))
  const account = accountIn(at, arn)
  if (service === 'iam') {
    return name === 'root' || principalOf(at, arn) !== undefined || account?.iam.policies.has(arn) === true
  }
  // The ARN of an EBS snapshot names no account.
  if (service === 'ec2') {
    const estates = [...at.accounts.ids()].map((id) => at.accounts.get(id)?.regions.get(region)?.estate)
    return estates.some((estate) => estate?.snapshots.has(name.replace('snapshot/', '')))
  }
  const place = account?.regions.get(region)
  if (service === 'rds') return place?.estate?.databaseSnapshots.has(name.replace('snapshot:', '')) === true
  return place !== undefined && thingsIn(place).some((thing) => thing.arn === arn)
}
