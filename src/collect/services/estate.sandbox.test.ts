/** What things are, how they are reached and which role they run as, read from the simulated organization through the SDK. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import type { AccountId } from '../../core/ids.ts'
import { type KnownObject, mergeCell, objectKey } from '../../core/inventory/merge.ts'
import type { ObjectOfKind } from '../../core/inventory/objects.ts'
import { resourceTypes } from '../../core/inventory/objects.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { world } from '../../sandbox/world/generate.ts'
import { type AccountState, estateOf, type IamRole } from '../../sandbox/world/model.ts'
import type { Collector } from '../collector.ts'
import { readCell } from '../read-cell.fake.ts'
import { accessAnalyzer } from './access-analyzer.ts'
import { cloudtrail } from './cloudtrail.ts'
import { codebuild } from './codebuild.ts'
import { config } from './config.ts'
import { ds } from './ds.ts'
import { ebs } from './ebs.ts'
import { ec2 } from './ec2.ts'
import { ecs } from './ecs.ts'
import { eks } from './eks.ts'
import { elasticloadbalancing } from './elasticloadbalancing.ts'
import { guardduty } from './guardduty.ts'
import { network } from './network.ts'
import { ram } from './ram.ts'
import { rds } from './rds.ts'
import { rolesanywhere } from './rolesanywhere.ts'
import { sagemaker } from './sagemaker.ts'
import { securityhub } from './securityhub.ts'
import { ssm } from './ssm.ts'
import { states } from './states.ts'

const region = 'eu-west-1'
/** Nothing of Larkfield is there. */
const emptyRegion = 'sa-east-1'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({
    world: world({ seed: 'estate', principals: 600, people: 40, start: new Date(), gaps: false }),
    catalogue: loadCatalogue(),
    environment: {},
  })
  // SecurityAudit leaves them out (connection.md §2.3); a list that is refused would hide the call after it.
  const podReads = ['eks:ListPodIdentityAssociations', 'eks:DescribePodIdentityAssociation']
  for (const name of ['prod-payments', 'prod-ledger']) allowMore(name, podReads)
})
afterAll(() => sandbox.stop())

function idOf(name: string): AccountId {
  for (const member of sandbox.world.organization.members.values()) if (member.name === name) return member.id
  throw new Error(`no account ${name}`)
}

function stateOf(name: string): AccountState {
  const state = sandbox.world.accounts.edit(idOf(name))
  if (state === undefined) throw new Error(`no state of ${name}`)
  return state
}

const ourRoleIn = (name: string): IamRole | undefined => stateOf(name).iam.roles.get(sandbox.world.home.roleName)

/** As the inline policy of §2.3 does. */
function allowMore(name: string, Action: readonly string[]): void {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }
  ourRoleIn(name)?.inlinePolicies.set('extended', document)
}

const aws = () => ({
  url: sandbox.url,
  credentials: sandbox.credentials,
  externalId: sandbox.world.home.externalId,
})

const read = (collector: Collector, account: string, change: { region?: string; pageSize?: number } = {}) =>
  readCell(aws(), collector, { accountId: idOf(account), region, ...change })

async function resources(collector: Collector, account: string): Promise<readonly ObjectOfKind<'resource'>[]> {
  const { objects, cell } = await read(collector, account)
  expect(cell).toMatchObject({ state: 'ok' })
  return objects.filter((object) => object.kind === 'resource')
}

const ofType = (all: readonly ObjectOfKind<'resource'>[], type: string) => all.filter(({ body }) => body.type === type)
const factsOf = (all: readonly ObjectOfKind<'resource'>[], name: string) =>
  all.find(({ body }) => body.name === name)?.body.facts

/** Each collector, an account in which it finds something, and how many calls a Region in which there is nothing costs. */
const all: readonly (readonly [Collector, string, number])[] = [
  [rds, 'prod-payments', 4],
  [ebs, 'security-audit', 2],
  [ec2, 'prod-payments', 1],
  [ssm, 'larkfield-root', 2],
  [ds, 'larkfield-root', 1],
  [rolesanywhere, 'ci-build', 2],
  [eks, 'prod-payments', 1],
  [ecs, 'prod-payments', 1],
  [states, 'data-lake', 1],
  [sagemaker, 'analytics', 1],
  [codebuild, 'ci-build', 1],
  [ram, 'larkfield-root', 2],
  [network, 'prod-payments', 1],
  [elasticloadbalancing, 'prod-payments', 2],
  [cloudtrail, 'larkfield-root', 1],
  [config, 'prod-payments', 1],
  [guardduty, 'prod-payments', 1],
  [securityhub, 'prod-payments', 1],
  [accessAnalyzer, 'security-audit', 1],
]
const each = all.map(([collector, account, calls]) => [collector.type, collector, account, calls] as const)

describe.each(each)('%s', (_, collector, account, emptyCalls) => {
  test('calls exactly what it declares, and finds known types', async () => {
    const { objects, cell, calls } = await read(collector, account)
    expect(cell).toMatchObject({ state: 'ok' })
    expect(objects.length).toBeGreaterThan(0)
    const types = objects.map((object) => (object.kind === 'resource' ? object.body.type : ''))
    expect(types.filter((type) => !resourceTypes.some((known) => known === type))).toEqual([])
    const declared = new Set(collector.reads.map(({ action }) => action))
    // Asked once for the account, by whoever plans the Regions.
    declared.delete('ec2:DescribeRegions')
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(declared)
  })

  test('pages of the smallest size tell the same as pages of the largest', async () => {
    const large = await read(collector, account)
    const small = await read(collector, account, { pageSize: 1 })
    expect(small.cell).toEqual(large.cell)
    expect(small.objects).toEqual(large.objects)
  })

  test('its probe is its first call alone', async () => {
    const { calls } = await readCell(
      aws(),
      {
        ...collector,
        collect: async function* (cell) {
          await collector.probe(cell)
          yield []
        },
      },
      { accountId: idOf(account), region },
    )
    expect(calls.map(({ operation, calls }) => [operation, calls])).toEqual([
      [collector.type === 'ec2' ? 'ec2:DescribeInstances' : collector.reads[0]?.action, 1],
    ])
  })

  test('each refusal makes the cell denied, names the action, and takes nothing from what was known', async () => {
    const whole = await read(collector, account)
    const bodies = new Map(whole.objects.map((object) => [objectKey(object), object.body]))
    const known = whole.objects.map((object): KnownObject => ({ object, status: 'present' }))
    for (const { action, optional } of collector.reads) {
      if (action === 'ec2:DescribeRegions') continue
      const [service = '', operation = ''] = action.split(':')
      sandbox.setFaults([{ match: { service, operation }, effect: { kind: 'denied', by: 'identity' } }])
      const { cell, objects } = await read(collector, account)
      if (optional) {
        expect([action, cell.state, cell.code]).toEqual([action, 'ok', 'optional_read_refused'])
        continue
      }
      expect([action, cell.state, cell.action]).toEqual([action, 'denied', action])
      for (const object of mergeCell(known, objects, cell.state).upsert) {
        // What is looked at and not kept comes in where that could not be told of it.
        const before = bodies.get(objectKey(object))
        if (before) expect([action, object.body]).toEqual([action, before])
      }
    }
    sandbox.setFaults([])
  })

  test('where there is nothing, and where the service is not on, there is nothing to say', async () => {
    const { objects, cell, calls } = await read(collector, account, { region: emptyRegion })
    expect(objects).toEqual([])
    expect(cell).toMatchObject({ state: 'ok' })
    expect(calls.reduce((sum, { calls }) => sum + calls, 0)).toBe(emptyCalls)
  })

  test('a Region that the account has not enabled is told as such', async () => {
    const { cell } = await read(collector, account, { region: 'me-south-1' })
    expect(cell.state).toBe('region_disabled')
  })
})

test('an account and Region without anything costs 27 calls', () => {
  expect(all.reduce((sum, [, , calls]) => sum + calls, 0)).toBe(27)
})

describe('what is shared', () => {
  test('with everybody, with an account, with nobody; and of what cannot be shared it is not asked', async () => {
    const databases = await resources(rds, 'staging-payments')
    expect(factsOf(databases, 'orders-for-demo')).toMatchObject({ encrypted: false, sharedWith: ['all'] })
    expect(factsOf(databases, 'main-before-upgrade')).toMatchObject({ encrypted: true, sharedWith: [] })
    const disks = await resources(ebs, 'analytics')
    expect(factsOf(disks, 'consultants')).toMatchObject({ encrypted: false, sharedWith: ['210987654321'] })
    const images = ofType(await resources(ebs, 'security-audit'), 'ec2:image')
    expect(images.map(({ body }) => [body.name, body.facts])).toEqual([
      ['hardened-base', { sharedWith: [idOf('prod-payments')] }],
    ])
  })

  test('snapshots under the key that AWS manages cost one question about the key', async () => {
    const { objects, calls } = await read(ebs, 'prod-payments')
    const count = (operation: string) => calls.find((row) => row.operation === operation)?.calls
    expect(estateOf(stateOf('prod-payments'), region).snapshots.size).toBe(3)
    expect([count('kms:DescribeKey'), count('ec2:DescribeSnapshotAttribute')]).toEqual([2, 1])
    // Nobody else may use them.
    expect(objects).toEqual([])
  })

  test('a snapshot of which it is not known with whom it is shared is kept', async () => {
    const match = { service: 'ec2', operation: 'DescribeSnapshotAttribute' }
    sandbox.setFaults([{ match, effect: { kind: 'denied', by: 'identity' } }])
    const { objects, cell } = await read(ebs, 'prod-payments')
    sandbox.setFaults([])
    expect(cell).toMatchObject({ state: 'denied', action: 'ec2:DescribeSnapshotAttribute' })
    expect(objects.map((object) => object.kind === 'resource' && 'sharedWith' in object.body.facts)).toEqual([false])
  })

  test('who may not be told about keys is told about every snapshot', async () => {
    sandbox.setFaults([
      { match: { service: 'kms', operation: 'DescribeKey' }, effect: { kind: 'denied', by: 'identity' } },
    ])
    const { cell, calls } = await read(ebs, 'prod-payments')
    sandbox.setFaults([])
    expect(cell.state).toBe('ok')
    expect(calls.find(({ operation }) => operation === 'ec2:DescribeSnapshotAttribute')?.calls).toBe(3)
  })

  test('RAM: a share is seen from both of its sides', async () => {
    const organization = `arn:aws:organizations::${idOf('larkfield-root')}:organization/${sandbox.world.organization.id}`
    const list = expect.stringMatching(/^arn:aws:ec2:eu-west-1:111122223333:prefix-list\/pl-0[0-9a-f]{16}$/)
    const [own] = await resources(ram, 'larkfield-root')
    expect(own?.body.facts).toEqual({
      owner: idOf('larkfield-root'),
      status: 'ACTIVE',
      allowsOutsiders: false,
      principals: [{ id: organization, outside: false }],
      resources: [list],
    })
    const [received] = await resources(ram, 'prod-ledger')
    expect(received?.arn).toBe(own?.arn)
    expect(received?.body.facts).toMatchObject({ owner: idOf('larkfield-root'), resources: [list] })
  })
})

describe('which role it runs as', () => {
  const roleIn = (account: string, name: string): string => {
    const role = sandbox.world.accounts.get(idOf(account))?.iam.roles.get(name)
    if (role === undefined) throw new Error(`no role ${name} in ${account}`)
    return role.arn
  }

  test.each([
    [states, 'data-lake', 'nightly-load', 'lake-flow'],
    [sagemaker, 'analytics', 'churn-model', 'notebook-analyst'],
    [codebuild, 'ci-build', 'checkout', 'build-runner'],
  ] as const)('%#: of its description', async (collector, account, name, role) => {
    expect(factsOf(await resources(collector, account), name)?.['executionRole']).toBe(roleIn(account, role))
  })

  test('a build, without the token that somebody wrote into the address of its source', async () => {
    const account = stateOf('prod-ledger')
    const location = 'https://ci:ghp_planted@github.com/larkfield/ledger.git'
    const arn = `arn:aws:codebuild:${region}:${account.id}:project/ledger`
    estateOf(account, region).buildProjects.set('ledger', { name: 'ledger', arn, source: { type: 'GITHUB', location } })
    const found = await resources(codebuild, 'prod-ledger')
    expect(factsOf(found, 'ledger')?.['sourceLocation']).toBe('https://github.com/larkfield/ledger.git')
    expect(JSON.stringify(found)).not.toContain('planted')
  })

  test('a task, by the latest active revision of its family', async () => {
    const tasks = await resources(ecs, 'prod-payments')
    const settlement = tasks.find(({ body }) => body.name === 'settlement')
    const family = `arn:aws:ecs:eu-west-1:${idOf('prod-payments')}:task-definition/settlement`
    expect([settlement?.nativeId, settlement?.arn]).toEqual([family, `${family}:2`])
    expect(settlement?.body.facts).toMatchObject({
      revision: 2,
      executionRole: roleIn('prod-payments', 'settlement-task'),
      agentRole: roleIn('prod-payments', 'settlement-exec'),
    })
  })

  test('a family without an active revision is not there', async () => {
    const definitions = estateOf(stateOf('prod-ledger'), region).taskDefinitions
    const [family = '', revisions = []] = [...definitions][0] ?? []
    definitions.set(
      family,
      revisions.map((revision) => ({ ...revision, status: 'INACTIVE' })),
    )
    const names = (await resources(ecs, 'prod-ledger')).map(({ body }) => body.name)
    expect(names.length).toBeGreaterThan(2)
    expect(names).not.toContain(family)
  })

  test('an instance, through its profile, and where it stands', async () => {
    const instances = await resources(ec2, 'prod-payments')
    const known = sandbox.world.accounts.get(idOf('prod-payments'))?.regions.get(region)?.instances
    expect(instances).toHaveLength(known?.size ?? 0)
    for (const { arn, body } of instances) {
      const instance = known?.get(arn.split('/').at(-1) ?? '')
      expect(body.facts).toMatchObject({
        state: 'running',
        instanceProfile: instance?.instanceProfileArn,
        metadataTokens: 'required',
        vpc: instance?.network?.vpcId,
        subnets: [instance?.network?.subnetId],
        securityGroups: instance?.network?.groupIds,
      })
      expect(body.facts['publicAddresses']).toBeUndefined()
    }
    const machines = await resources(ssm, 'prod-payments')
    expect(machines.map(({ body }) => body.facts['machine']).sort()).toEqual([...(known?.keys() ?? [])].sort())
    expect(machines[0]?.body.facts).toMatchObject({ platform: 'Linux', ping: 'Online' })
  })

  test('an EKS cluster, and whom its access entries let in', async () => {
    const [cluster] = await resources(eks, 'prod-payments')
    const policy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`
    expect(cluster?.body.facts).toMatchObject({
      authenticationMode: 'API',
      publicEndpoint: true,
      publicAccessCidrs: ['203.0.113.0/24'],
      oidcIssuer: expect.stringMatching(/^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/),
      accessEntries: [
        {
          principal: expect.stringContaining('AWSReservedSSO_AdministratorAccess_'),
          policies: [{ policy: policy('AmazonEKSClusterAdminPolicy') }],
        },
        {
          principal: roleIn('prod-payments', 'checkout-api-deploy'),
          policies: [{ policy: policy('AmazonEKSEditPolicy'), namespaces: ['checkout'] }],
        },
      ],
      podIdentities: [
        { namespace: 'checkout', serviceAccount: 'worker', role: roleIn('prod-payments', 'checkout-worker') },
      ],
    })
  })

  test.each(['eks:ListPodIdentityAssociations', 'eks:DescribePodIdentityAssociation'])(
    'an EKS cluster where %s is not allowed, as SecurityAudit leaves it: which roles its pods have is not claimed',
    async (action) => {
      const [service = '', operation = ''] = action.split(':')
      sandbox.setFaults([{ match: { service, operation }, effect: { kind: 'denied', by: 'identity' } }])
      const { objects, cell } = await read(eks, 'prod-payments')
      sandbox.setFaults([])
      expect(cell).toMatchObject({ state: 'ok', code: 'optional_read_refused', action })
      const facts = objects[0]?.kind === 'resource' ? objects[0].body.facts : {}
      expect(facts).toHaveProperty('accessEntries')
      expect(facts).not.toHaveProperty('podIdentities')
    },
  )

  test('an EKS cluster of the old kind has no entries, and is not asked', async () => {
    const account = stateOf('prod-ledger')
    estateOf(account, region).clusters.set('old', {
      cluster: { name: 'old', accessConfig: { authenticationMode: 'CONFIG_MAP' } },
      accessEntries: new Map(),
      podIdentities: [],
    })
    const { objects, cell, calls } = await read(eks, 'prod-ledger')
    expect(cell.state).toBe('ok')
    expect(objects[0]?.kind === 'resource' && objects[0].body.facts).toEqual({
      authenticationMode: 'CONFIG_MAP',
      accessEntries: [],
      podIdentities: [],
    })
    expect(calls.map(({ operation }) => operation).sort()).toEqual([
      'eks:DescribeCluster',
      'eks:ListClusters',
      'eks:ListPodIdentityAssociations',
    ])
  })
})

describe('how it is reached', () => {
  test('the network, as AWS describes it', async () => {
    const things = await resources(network, 'prod-payments')
    const named = (type: string, name: string) => ofType(things, `ec2:${type}`).find(({ body }) => body.name === name)
    const vpc = named('vpc', 'main')?.arn.split('/').at(-1)
    const gateway = named('internet-gateway', 'main')
    expect(gateway?.body.facts).toEqual({ vpcs: [vpc] })
    expect(named('route-table', 'public')?.body.facts).toMatchObject({
      vpc,
      main: false,
      routes: [
        { to: '0.0.0.0/0', through: gateway?.arn.split('/').at(-1) },
        { to: expect.stringMatching(/^10\.\d+\.0\.0\/16$/), through: 'local' },
      ],
    })
    expect(named('route-table', 'private')?.body.facts).toMatchObject({ main: true, subnets: [] })
    const web = named('security-group', 'web')
    expect(web?.body.facts).toEqual({
      vpc,
      ingress: [{ protocol: 'tcp', from: 443, to: 443, peers: ['0.0.0.0/0'] }],
      egress: [{ protocol: '-1', peers: ['0.0.0.0/0'] }],
    })
    expect(named('security-group', 'app')?.body.facts['ingress']).toEqual([
      { protocol: 'tcp', from: 8080, to: 8080, peers: [web?.arn.split('/').at(-1)] },
    ])
    const endpoint = named('vpc-endpoint', 's3')
    expect(endpoint?.body.policy).toEqual({ state: 'none' })
    expect(endpoint?.body.facts).toMatchObject({
      service: 'com.amazonaws.eu-west-1.s3',
      endpointType: 'Gateway',
      endpointPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 's3:*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:ResourceOrgID': sandbox.world.organization.id } },
          },
        ],
      },
    })
    const [front, classic] = await resources(elasticloadbalancing, 'prod-payments')
    const reached = { scheme: 'internet-facing', vpc, securityGroups: [web?.arn.split('/').at(-1)] }
    expect(front?.body.facts).toMatchObject({ balancerType: 'application', ...reached })
    expect(classic?.arn).toBe(
      `arn:aws:elasticloadbalancing:${region}:${idOf('prod-payments')}:loadbalancer/legacy-checkout`,
    )
    expect(classic?.body.facts).toMatchObject({ balancerType: 'classic', ...reached })
    const instances = (await resources(ec2, 'prod-payments')).map(({ arn }) => arn)
    expect(instances).toEqual(expect.arrayContaining(classic?.body.facts['instances'] as string[]))
    expect(classic?.body.facts['instances']).toHaveLength(2)
  })

  test('where one of the two APIs of load balancers fails, the other is read all the same', async () => {
    const names = async (times: number) => {
      const match = { service: 'elasticloadbalancing' }
      sandbox.setFaults([{ match, when: { first: times }, effect: { kind: 'serverError', status: 500 } }])
      const { objects, cell } = await read(elasticloadbalancing, 'prod-payments')
      sandbox.setFaults([])
      return [cell.state, ...objects.map(({ arn }) => arn.split('/').at(-1))]
    }
    // Each call is tried twice (read-cell.fake.ts).
    expect(await names(2)).toEqual(['failed', 'legacy-checkout'])
    expect(await names(4)).toEqual(['failed'])
  })

  test('of interfaces those that have a public address', async () => {
    const { interfaces } = estateOf(stateOf('analytics'), region)
    expect(interfaces.length).toBeGreaterThan(2)
    expect(ofType(await resources(network, 'analytics'), 'ec2:network-interface')).toEqual([])
    interfaces.push({
      NetworkInterfaceId: 'eni-0123456789abcdef0',
      OwnerId: idOf('analytics'),
      VpcId: 'vpc-1',
      SubnetId: 'subnet-1',
      InterfaceType: 'interface',
      Groups: [{ GroupId: 'sg-2' }, { GroupId: 'sg-1' }],
      PrivateIpAddresses: [{ Association: { PublicIp: '203.0.113.9' } }],
      Ipv6Addresses: [{ Ipv6Address: '2001:db8::9' }],
      RequesterManaged: true,
      Description: 'arn:aws:ecs:eu-west-1:999900001111:attachment/1',
    })
    const [task] = ofType(await resources(network, 'analytics'), 'ec2:network-interface')
    interfaces.pop()
    expect(task?.body.facts).toEqual({
      vpc: 'vpc-1',
      subnets: ['subnet-1'],
      securityGroups: ['sg-1', 'sg-2'],
      publicAddresses: ['2001:db8::9', '203.0.113.9'],
      interfaceType: 'interface',
      use: 'arn:aws:ecs:eu-west-1:999900001111:attachment/1',
    })
  })

  test('a database stands behind it and is not open to the internet', async () => {
    const main = factsOf(await resources(rds, 'prod-payments'), 'main')
    expect(main).toMatchObject({ engine: 'postgres', publiclyAccessible: false, encrypted: true })
    expect(main?.['securityGroups']).toHaveLength(1)
  })
})

describe('a directory', () => {
  const optional = [
    'ds:DescribeTrusts',
    'ds:DescribeSharedDirectories',
    'ds:DescribeLDAPSSettings',
    'ds:ListCertificates',
    'ds:ListLogSubscriptions',
    'ds:DescribeClientAuthenticationSettings',
    'ds:DescribeSettings',
    'ds:DescribeConditionalForwarders',
    'ds:DescribeDomainControllers',
    'ds:DescribeRegions',
  ]

  test('without the optional reads is there, and what was not read is not claimed', async () => {
    const { objects, cell } = await read(ds, 'larkfield-root')
    expect(cell).toMatchObject({ state: 'ok', code: 'optional_read_refused' })
    const facts = objects[0]?.kind === 'resource' ? objects[0].body.facts : {}
    expect(facts).toMatchObject({ directoryType: 'MicrosoftAD', edition: 'Standard', stage: 'Active' })
    // AWSSSOReadOnly, which the management account has, brings this one.
    expect(facts['trusts']).toHaveLength(1)
    const claimed = ['directoryType', 'edition', 'stage', 'shortName', 'regions', 'signInToAws', 'trusts']
    expect(Object.keys(facts).filter((fact) => !claimed.includes(fact))).toEqual([])
  })

  test('with them tells how well it is kept', async () => {
    allowMore('larkfield-root', optional)
    const { objects, cell } = await read(ds, 'larkfield-root')
    ourRoleIn('larkfield-root')?.inlinePolicies.delete('extended')
    expect(cell).not.toHaveProperty('code')
    expect(objects[0]?.kind === 'resource' && objects[0].body.facts).toMatchObject({
      trusts: [
        { domain: 'ad.brightmail.example', direction: 'Two-Way', state: 'Verified', selectiveAuthentication: false },
      ],
      sharedWith: [],
      ldaps: ['Enabled'],
      certificates: [{ name: 'corp.larkfield.example', type: 'ClientLDAPS', expiresAt: expect.stringMatching(/^20/) }],
      logGroups: ['/aws/directoryservice/corp'],
      clientAuthentication: [{ type: 'SmartCardOrPassword', status: 'Disabled' }],
      settings: [
        { name: 'TLS_1_0', value: 'Disable' },
        { name: 'TLS_1_1', value: 'Enable' },
      ],
      forwarders: [{ domain: 'ad.brightmail.example', servers: ['198.51.100.53'] }],
      domainControllers: [
        { address: '10.9.0.10', zone: 'eu-west-1a', status: 'Active' },
        { address: '10.9.1.10', zone: 'eu-west-1b', status: 'Active' },
      ],
      replication: [{ region, type: 'Primary', status: 'Active', vpc: null }],
    })
  })

  test.each([
    ['ADConnector', ['ldaps', 'certificates', 'clientAuthentication'], 3],
    ['SimpleAD', [], 0],
  ] as const)('%s is asked what it can have, and no more', async (Type, asked, calls) => {
    const estate = estateOf(stateOf('larkfield-root'), region)
    const [[id, known] = []] = estate.directories
    if (id === undefined || known === undefined) throw new Error('no directory')
    allowMore('larkfield-root', optional)
    estate.directories.set(id, { ...known, directory: { ...known.directory, Type } })
    const found = await read(ds, 'larkfield-root')
    estate.directories.set(id, known)
    ourRoleIn('larkfield-root')?.inlinePolicies.delete('extended')
    expect(found.cell).not.toHaveProperty('code')
    const facts = found.objects[0]?.kind === 'resource' ? found.objects[0].body.facts : {}
    const beside = Object.entries(facts).filter(([, value]) => Array.isArray(value) && typeof value[0] === 'object')
    expect([...beside.map(([fact]) => fact), ...(facts['ldaps'] ? ['ldaps'] : [])].sort()).toEqual([...asked].sort())
    expect(found.calls.filter(({ operation }) => operation !== 'ds:DescribeDirectories')).toHaveLength(calls)
  })

  test('is joined by machines through Systems Manager', async () => {
    const [directory] = await resources(ds, 'larkfield-root')
    const joins = ofType(await resources(ssm, 'larkfield-root'), 'ssm:association')
    expect(joins.map(({ body }) => body.facts)).toEqual([
      {
        document: 'AWS-JoinDirectoryServiceDomain',
        directory: directory?.arn.split('/').at(-1),
        targets: [{ key: 'tag:domain', values: ['corp'] }],
        status: 'Success',
      },
    ])
  })
})

describe('IAM Roles Anywhere', () => {
  test('a trust anchor, and as which roles its certificates come in', async () => {
    const [anchor, profile] = await resources(rolesanywhere, 'ci-build')
    const state = stateOf('ci-build')
    const role = state.iam.roles.get('rack-runner')
    expect(anchor?.body).toMatchObject({
      type: 'rolesanywhere:trust-anchor',
      name: 'build-rack',
      policy: { state: 'none' },
    })
    expect(anchor?.body.facts).toEqual({
      enabled: true,
      source: 'AWS_ACM_PCA',
      authority: expect.stringMatching(`^arn:aws:acm-pca:${region}:${state.id}:certificate-authority/`),
    })
    expect(JSON.stringify(role?.trustPolicy)).toContain(anchor?.arn)
    expect(profile?.body.facts).toEqual({
      enabled: true,
      entryRoles: [role?.arn],
      sessionPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
      sessionSeconds: 3600,
      acceptsSessionName: false,
      certificateFields: ['x509Subject/CN', 'x509Subject/OU'],
    })
  })

  test('of a bundle of certificates it tells whose they are, and until when, as openssl does', async () => {
    const x509CertificateData = `${larkfieldAuthority}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`
    const { trustAnchors } = estateOf(stateOf('ci-build'), region)
    trustAnchors.push({
      trustAnchorArn: `arn:aws:rolesanywhere:${region}:${idOf('ci-build')}:trust-anchor/1`,
      name: 'bundle',
      source: { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData } },
      enabled: false,
    })
    const found = await resources(rolesanywhere, 'ci-build')
    trustAnchors.pop()
    expect(factsOf(found, 'bundle')).toEqual({
      enabled: false,
      source: 'CERTIFICATE_BUNDLE',
      certificates: [
        { subject: 'O=Larkfield, OU=Builds, CN=Larkfield Build CA', expiresAt: '2036-11-24T15:19:41.000Z' },
        { subject: 'not readable', expiresAt: null },
      ],
    })
  })
})

/** `openssl req -x509 -subj "/O=Larkfield/OU=Builds/CN=Larkfield Build CA"`; its key was thrown away. */
const larkfieldAuthority = `-----BEGIN CERTIFICATE-----
MIIB2TCCAX+gAwIBAgIUbA9pOgNcLU9O6MFuZu3hdy/xmKAwCgYIKoZIzj0EAwIw
QjESMBAGA1UECgwJTGFya2ZpZWxkMQ8wDQYDVQQLDAZCdWlsZHMxGzAZBgNVBAMM
EkxhcmtmaWVsZCBCdWlsZCBDQTAeFw0yNjExMjcxNTE5NDFaFw0zNjExMjQxNTE5
NDFaMEIxEjAQBgNVBAoMCUxhcmtmaWVsZDEPMA0GA1UECwwGQnVpbGRzMRswGQYD
VQQDDBJMYXJrZmllbGQgQnVpbGQgQ0EwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAR8x02tJLY3tpNPy2SpJmcS4vVL/maxuQOm6JAF5KnUAwwrvKxKwOetgNenbX0+
sugN2NmCszdJ5BRoJeIY+YSWo1MwUTAdBgNVHQ4EFgQU4h6CAGic9fmbhMqDixyv
Fha/Y94wHwYDVR0jBBgwFoAU4h6CAGic9fmbhMqDixyvFha/Y94wDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA8q9NjJfRd8x2GX5btFmqyZoR0Tvj
JHRKdrma1R2RjjMCIBTIp2JPqt0yzOCLx4gu/gWSnRoOS7Eogw5tDKfXjXQN
-----END CERTIFICATE-----`

describe('who watches', () => {
  test('the trail of the organization, from its owner and from a member', async () => {
    const [own] = await resources(cloudtrail, 'larkfield-root')
    expect(own?.body.facts).toEqual({
      bucket: 'larkfield-trail',
      multiRegion: true,
      ofOrganization: true,
      globalEvents: true,
      validatesFiles: true,
      logging: true,
      managementReads: true,
      managementWrites: true,
      leftOut: [],
      dataEvents: false,
    })
    const { objects, calls } = await read(cloudtrail, 'prod-payments')
    // CloudTrail refuses a member to say more about it.
    expect(calls.map(({ operation }) => operation)).toEqual(['cloudtrail:DescribeTrails'])
    expect(objects.map((object) => object.kind === 'resource' && object.body.facts)).toEqual([
      {
        bucket: 'larkfield-trail',
        multiRegion: true,
        ofOrganization: true,
        globalEvents: true,
        validatesFiles: true,
        owner: idOf('larkfield-root'),
      },
    ])
  })

  test('a trail is told once, where it lives', async () => {
    expect((await read(cloudtrail, 'larkfield-root', { region: 'us-east-1' })).objects).toEqual([])
  })

  test('the recorder, its channel and its rules', async () => {
    const [recorder] = await resources(config, 'prod-payments')
    expect(recorder?.body.facts).toMatchObject({
      recording: true,
      lastStatus: 'Success',
      everything: true,
      globalTypes: true,
      delivered: 'Success',
      rules: { 'cloudtrail-enabled': 'COMPLIANT', 'iam-user-mfa-enabled': 'NON_COMPLIANT' },
    })
    expect(recorder?.facts?.['lastDelivery']).toEqual(expect.stringMatching(/Z$/))
  })

  test('GuardDuty and Security Hub', async () => {
    const [detector] = await resources(guardduty, 'prod-payments')
    expect(detector?.body.facts).toEqual({ enabled: true })
    const [hub] = await resources(securityhub, 'prod-payments')
    expect(hub?.arn).toBe(`arn:aws:securityhub:eu-west-1:${idOf('prod-payments')}:hub/default`)
  })

  test('Access Analyzer: what it found and is not archived', async () => {
    const found = await resources(accessAnalyzer, 'security-audit')
    expect(ofType(found, 'access-analyzer:analyzer').map(({ body }) => body.facts)).toEqual([
      { analyzerType: 'ORGANIZATION', status: 'ACTIVE' },
    ])
    expect(ofType(found, 'access-analyzer:finding').map(({ body }) => body.facts)).toEqual([
      {
        resource: 'arn:aws:s3:::larkfield-edge-uploads',
        resourceType: 'AWS::S3::Bucket',
        resourceOwner: idOf('edge-prod'),
        public: true,
        principal: { AWS: '*' },
        actions: ['s3:GetObject'],
        conditions: {},
      },
    ])
  })
})
