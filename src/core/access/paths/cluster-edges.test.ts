import { expect, it } from 'vitest'
import { made, main, paths, roleOf, rootOf, routes } from '../../../../test/fakes/access-paths.ts'
import { accountId, allow, policy, role, trust, user } from '../../../../test/fakes/inventory.ts'
import type { Json, ObjectOfKind } from '../../inventory/objects.ts'

const arn = `arn:aws:eks:eu-west-1:${main}:cluster/payments`
const eksPolicy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`

const cluster = (accessEntries: Json): ObjectOfKind<'resource'> => ({
  kind: 'resource',
  nativeId: arn,
  arn,
  accountId: accountId(main),
  region: 'eu-west-1',
  cell: 'eks',
  body: { type: 'eks:cluster', name: 'payments', policy: { state: 'none' }, tags: {}, facts: { accessEntries } },
})

const ada = user(main, 'ada', { inline: policy(allow('sts:AssumeRole', roleOf(main, 'deploy'))) })
const deploy = role(main, 'deploy', { trust: trust({ AWS: rootOf(main) }) })
const entry = (policies: Json): Json => ({ principal: roleOf(main, 'deploy'), policies })

it('an access entry lets a role in that IAM allows nothing on the cluster', () => {
  const policies = [{ policy: eksPolicy('AmazonEKSEditPolicy'), namespaces: ['checkout'] }]
  const answer = paths(made(ada, deploy, cluster([entry(policies)])), { from: ada.arn, to: arn })
  expect(routes(answer)).toEqual(['ada > assumes deploy > reaches payments'])
  expect(answer.paths[0]?.decision).toBe('Allowed')
  expect(answer.paths[0]?.steps[1]?.text).toBe(
    'deploy is let into cluster payments with AmazonEKSEditPolicy in checkout.',
  )
})

it('without policies it depends on groups that only the cluster knows', () => {
  const answer = paths(made(ada, deploy, cluster([entry([])])), { from: ada.arn, to: arn })
  expect(answer.paths[0]?.decision).toBe('Unknown')
  expect(JSON.stringify(answer)).toContain('which is not read')
})

it('policies that were not read leave it open too', () => {
  const answer = paths(made(ada, deploy, cluster([entry(null)])), { from: ada.arn, to: arn })
  expect(answer.paths[0]?.decision).toBe('Unknown')
  expect(JSON.stringify(answer)).toContain('The policies of an access entry of cluster payments were not read')
})

it('who asks about an action of AWS is not told of it, and without an entry nobody gets in', () => {
  const index = made(ada, deploy, cluster([entry([{ policy: eksPolicy('AmazonEKSClusterAdminPolicy') }])]))
  expect(paths(index, { from: ada.arn, to: arn, action: 'eks:DeleteCluster' }).paths).toEqual([])
  expect(paths(made(ada, deploy, cluster([])), { from: ada.arn, to: arn }).paths).toEqual([])
})

it('pods run as the roles of their service accounts, by way of which they have a target role', () => {
  const podIdentities = [
    { namespace: 'checkout', serviceAccount: 'worker', role: roleOf(main, 'deploy') },
    { namespace: 'checkout', serviceAccount: 'books', role: roleOf(main, 'way'), targetRole: roleOf(main, 'books') },
  ]
  const others = [role(main, 'way', {}), role(main, 'books', {})]
  const running = { ...cluster([]), body: { ...cluster([]).body, facts: { accessEntries: [], podIdentities } } }
  const index = made(ada, deploy, ...others, running)
  expect(routes(paths(index, { from: arn, to: roleOf(main, 'deploy') }))).toEqual(['payments > runsAs deploy'])
  expect(routes(paths(index, { from: arn, to: roleOf(main, 'books') }))).toEqual(['payments > runsAs books'])
  expect(paths(index, { from: arn, to: roleOf(main, 'way') }).paths).toEqual([])
  const detail = index.principalInSteps(roleOf(main, 'books'))
  expect(detail.ok && detail.value.value().workloads).toMatchObject([{ arn, type: 'eks:cluster' }])
})
