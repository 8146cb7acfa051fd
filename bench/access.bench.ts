/**
 * Questions to the access index (docs/algorithms/index.md), over organizations of 100 to 50,000 principals that each have a
 * policy of their own (made-organization.ts). `selective`: one policy in eight speaks of S3; `everyone`: all do, so that an
 * index over actions does not help; `organization`: the bucket's policy lets in everybody of the organization, so that looking
 * at few accounts does not either. Times are medians of repeated questions, answers read to the last row unless the name
 * says `decided`. Counts, and the decisions of a sample, are checked against what the maker knows and against the reference
 * evaluator before anything is timed; the ratio is to asking that evaluator about every principal, extrapolated from the sample.
 */
import type { AccessIndex } from '../src/core/access/build-index.ts'
import type { AccessFault } from '../src/core/access/question.ts'
import type { Result } from '../src/core/result.ts'
import { type Caller, evaluate, type Policies } from '../test/reference/evaluator.ts'
import {
  accountsOf,
  catalogue,
  expectedHolders,
  identityOf,
  indexOf,
  lakeObject,
  lakePolicy,
  openObject,
  roleArn,
  type Size,
  scps,
} from './made-organization.ts'
import { report } from './report.ts'
import { check, once, timed } from './timing.ts'

function value<T>(result: Result<T, AccessFault>): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

const whoCan = (index: AccessIndex, resource: string) => value(index.whoCan({ action: 's3:GetObject', resource }))

/* ------------------------------------------------------------------ the reference */

interface Asked {
  readonly size: Size
  readonly n: number
  readonly action: string
  readonly resource: string
}

/** The bucket is in `eu-central-1`; S3 takes the Region from there. */
function referenceAllows({ size, n, action, resource }: Asked): boolean {
  const [, shop = ''] = accountsOf(size)
  const arn = roleArn(size, n)
  const [, , , , account = ''] = arn.split(':')
  const caller: Caller = { kind: 'session', arn: `${arn}/session`, account, role: arn }
  const policies: Policies = {
    identity: identityOf(size, n),
    serviceControl: [scps.slice(0, 2), scps.slice(0, 1)],
    resource: lakePolicy,
  }
  const context = new Map([
    ['aws:requestedregion', ['eu-central-1']],
    ['aws:principalorgid', ['o-test']],
    ['aws:principalarn', [arn]],
  ])
  return evaluate({ caller, action, resource, owner: shop }, policies, context).allowed
}

const sampled = 400

/** Roles of all kinds, far apart. */
const sampleOf = ({ principals }: Size): readonly number[] =>
  Array.from({ length: Math.min(sampled, principals) }, (_, at) =>
    Math.floor((at * principals) / Math.min(sampled, principals)),
  )

/** Fails unless the reference says the same of the sample; milliseconds that it needs for one. */
function compared(size: Size, holders: ReadonlySet<string>): number {
  const sample = sampleOf(size)
  const asked = sample.map((n) => ({ size, n, action: 's3:GetObject', resource: lakeObject }))
  const { cpu, value: allowed } = once(() => asked.map(referenceAllows))
  for (const [at, n] of sample.entries()) {
    if (allowed[at] !== holders.has(roleArn(size, n)))
      throw new Error(`role-${n} is ${allowed[at] ? '' : 'not '}allowed, says the reference`)
  }
  return cpu / sample.length
}

/* ------------------------------------------------------------------ who can */

const rounds = 60
const budgets: ReadonlyMap<number, number> = new Map([
  [5_000, 2],
  [50_000, 20],
])

function measureWhoCan(size: Size): AccessIndex {
  const { principals, everyone } = size
  const name = `whoCan.${principals}.${everyone ? 'everyone' : 'selective'}`
  const index = indexOf(size)
  const expected = expectedHolders(size)
  const cold = once(() => whoCan(index, lakeObject).principals)
  check(`${name}: holders`, cold.value.length, expected.lake)
  check(`${name}: examined`, whoCan(index, lakeObject).examined, principals + size.accounts)
  check(`${name}: holders in the organization`, whoCan(index, openObject).principals.length, expected.open)
  const perPrincipal = compared(size, new Set(cold.value.map(({ arn }) => arn)))

  const budget = budgets.get(principals)
  const within = budget === undefined ? {} : { budget }
  // Until the compiler of the runtime has seen enough of it.
  timed(4 * rounds, () => whoCan(index, lakeObject).principals)
  const warm = timed(rounds, () => whoCan(index, lakeObject).principals)
  report({
    name,
    value: warm.wall,
    unit: 'ms',
    ...within,
    cpu: warm.cpu,
    ratio: (perPrincipal * principals) / warm.cpu,
  })
  if (!everyone) return index
  timed(4 * rounds, () => whoCan(index, openObject))
  const decided = timed(rounds, () => whoCan(index, openObject))
  report({ name: `${name}.organization.decided`, value: decided.wall, unit: 'ms', ...within, cpu: decided.cpu })
  const rows = timed(10, () => whoCan(index, openObject).principals)
  report({ name: `${name}.organization.${expected.open} rows`, value: rows.wall, unit: 'ms', cpu: rows.cpu })
  report({ name: `${name}.first question`, value: cold.wall, unit: 'ms', cpu: cold.cpu })
  return index
}

/* ------------------------------------------------------------------ many actions */

const s3Actions = (): number => {
  const [from = 0, to = 0] = catalogue.actionRange('s3') ?? []
  return to - from
}

/** All S3 actions × everybody, on one bucket and its objects, and on every resource. */
function measureMatrix(size: Size, index: AccessIndex): void {
  const ask = (resource?: string) =>
    value(index.abilities({ actions: 's3:*', ...(resource !== undefined && { resource }) }))
  const asked = ask(lakeObject)
  check('S3 actions', asked.actions.length, s3Actions())
  check('principals', asked.principals.length, size.principals + size.accounts)
  const getObject = asked.actions.indexOf('s3:GetObject')
  const holders = asked.principals.filter(({ allowed }) => allowed.has(getObject))
  check('holders among all abilities', holders.length, expectedHolders(size).lake)
  const byArn = new Map(asked.principals.map((one) => [one.arn, one]))
  const sample = sampleOf(size).flatMap((n, at) => {
    const place = (at * 7) % asked.actions.length
    const action = asked.actions[place]
    return action === undefined ? [] : [{ size, n, action, resource: lakeObject, place }]
  })
  const onObjects = sample.filter(({ action }) =>
    catalogue.action(catalogue.actionId(action)).resourceTypes.some(({ type }) => type.name === 'object'),
  )
  const { cpu, value: allowed } = once(() => onObjects.map(referenceAllows))
  for (const [at, { n, place, action }] of onObjects.entries()) {
    const said = byArn.get(roleArn(size, n))?.allowed.has(place)
    if (said !== allowed[at]) throw new Error(`role-${n}: ${action} is ${allowed[at]}, says the reference, not ${said}`)
  }
  const pairs = asked.actions.length * size.principals
  for (const [name, resource] of [
    ['s3Actions.5000', lakeObject],
    ['s3Actions.5000.everyResource', undefined],
  ] as const) {
    const cold = once(() => ask(resource))
    timed(5, () => ask(resource))
    const warm = timed(15, () => ask(resource))
    report({
      name,
      value: warm.wall,
      unit: 'ms',
      budget: 150,
      cpu: warm.cpu,
      ratio: ((cpu / onObjects.length) * pairs) / warm.cpu,
    })
    report({ name: `${name}.first question`, value: cold.wall, unit: 'ms', cpu: cold.cpu })
  }
}

/* ------------------------------------------------------------------ one principal */

function measureWhatCan(index: AccessIndex): void {
  for (const [name, principal] of [
    ['whatCan.one', 'role-17'],
    ['whatCan.root', `${accountsOf({ principals: 0, accounts: 2, everyone: true })[1]}/root`],
  ] as const) {
    const asked = value(index.whatCan({ principal }))
    if (asked.services.length === 0) throw new Error(`${principal} can do nothing`)
    timed(30, () => index.whatCan({ principal }))
    const warm = timed(30, () => index.whatCan({ principal }))
    // Whoever may do everything is told apart by nothing but services and kinds of resources, thousands of classes.
    report({ name, value: warm.wall, unit: 'ms', ...(name === 'whatCan.one' && { budget: 5 }), cpu: warm.cpu })
  }
}

for (const [principals, accounts] of [
  [100, 4],
  [1_000, 12],
  [5_000, 40],
  [50_000, 400],
] as const) {
  measureWhoCan({ principals, accounts, everyone: false })
  const size = { principals, accounts, everyone: true }
  const index = measureWhoCan(size)
  if (principals !== 5_000) continue
  measureWhatCan(index)
  measureMatrix(size, index)
}
