/** The ways to more that the maker of the sample organization laid, found from what was read of it through AWS's wire. */
import { beforeAll, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { type AccessIndex, buildIndex } from '../../src/core/access/build-index.ts'
import type { PathsAnswer, PathsQuestion } from '../../src/core/access/paths/path-answer.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import type { MistakeKind } from '../../src/sandbox/world/truth.ts'
import { readWorld } from './read-world.ts'

const sample = world({ seed: 'truth', accounts: 12, principals: 240, people: 60 })

let index: AccessIndex
beforeAll(async () => {
  const catalogue = loadCatalogue()
  index = buildIndex(await readWorld(sample, catalogue), catalogue, createPolicyEngine(catalogue))
}, 60_000)

function paths(question: PathsQuestion): PathsAnswer {
  const answer = index.paths(question)
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

/** ARNs of the mistake: the thing to repair first. */
function planted(kind: MistakeKind): readonly [string, string] {
  const mistake = sample.truth.mistakes.find((one) => one.kind === kind)
  if (!mistake) throw new Error(`${kind} is not in the sample`)
  return [mistake.arns[0] ?? '', mistake.arns[1] ?? '']
}

const waysTo = (answer: PathsAnswer): readonly string[] =>
  answer.paths.map(({ steps }) => steps.map((step) => `${step.path ?? step.kind} ${step.to.name}`).join(', '))

describe('the way from PaymentsAdmin to the ledger', () => {
  it('goes over the trust policy of ledger-sync, in another account than it ends', () => {
    const [admins] = planted('lateral-path-to-ledger')
    const answer = paths({ from: admins, to: 'larkfield-ledger-postings', action: 's3:PutObject' })
    expect(waysTo(answer)).toContain(
      'iam-012 ledger-sync, sts-001 ledger-writer, reaches objects in larkfield-ledger-postings',
    )
    expect(answer.paths[0]?.steps[0]?.permissions.map((one) => one.action)).toContain('iam:UpdateAssumeRolePolicy')
  })

  it('is cut where ledger-sync becomes ledger-writer, whatever else leads to ledger-sync', () => {
    const [admins] = planted('lateral-path-to-ledger')
    const { cuts } = paths({ from: admins, to: 'ledger-writer' })
    expect(cuts.map(({ text }) => text.replace(/^.* this: /, ''))).toEqual([
      'ledger-sync assumes ledger-writer in prod-ledger.',
      'administrator of prod-payments acts as ledger-sync and assumes ledger-writer in prod-ledger.',
    ])
  })

  it('starts with the people who are assigned PaymentsAdmin', () => {
    const [admins] = planted('lateral-path-to-ledger')
    const [person] = index.principals().find((one) => one.arn === admins)?.person ?? []
    const answer = paths({ from: person?.email ?? '', to: 'ledger-writer' })
    const kinds = answer.paths[0]?.steps.map((step) => step.kind)
    expect(kinds?.slice(0, 3)).toEqual(['memberOf', 'assigned', 'provisions'])
    expect(answer.paths[0]?.sentence).toContain('as PaymentsAdmin in prod-payments, can act as ledger-writer')
  })
})

describe('trust in GitHub', () => {
  it('that takes any branch leads from a pull request to administrator of prod-payments', () => {
    const answer = paths({ from: 'token.actions.githubusercontent.com', to: 'admin:prod-payments' })
    const [path] = answer.paths
    expect(path?.steps.map((step) => step.to.name)).toEqual([
      'ci-deployer',
      'release-bot',
      'lambda-admin',
      'administrator of prod-payments',
    ])
    expect(path?.decision).toBe('Conditional')
    expect(path?.conditionText).toContain('repo:larkfield/checkout:*')
  })

  it('that takes any repository leads to what the site is made of', () => {
    const [publisher] = planted('github-trust-any-repository')
    const answer = paths({ to: publisher })
    expect(answer.paths.map((path) => path.from.name)).toContain('token.actions.githubusercontent.com')
    expect(answer.paths[0]?.conditionText).toContain('repo:larkfield*')
  })
})

describe('shadow administrators', () => {
  it.each([
    ['shadow-admin-through-passrole', 'lambda-001'],
    ['shadow-admin-through-trust-edit', 'iam-012'],
    ['shadow-admin-through-policy-version', 'iam-001'],
  ] as const)('%s is found by %s', (kind, id) => {
    const [start] = planted(kind)
    const found = paths({ to: 'admin', limit: 1_000 }).paths.find((path) => path.from.id === start)
    expect(found?.steps[0]?.path).toBe(id)
    expect(found?.decision).toBe('Allowed')
  })
})
