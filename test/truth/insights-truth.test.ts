/** What the maker of the sample organization planted, told as insights; and each insight proven by the question it leads to. */
import { beforeAll, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { type AccessIndex, buildIndex } from '../../src/core/access/build-index.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import type { Insight, InsightQuestion, InsightRule } from '../../src/core/insights/insight.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import type { MistakeKind } from '../../src/sandbox/world/truth.ts'
import { readWorld } from './read-world.ts'

const sample = world({ seed: 'truth', accounts: 12, principals: 240, people: 60 })

let index: AccessIndex
let items: readonly Insight[]
beforeAll(async () => {
  const catalogue = loadCatalogue()
  index = buildIndex(await readWorld(sample, catalogue), catalogue, createPolicyEngine(catalogue))
  items = index.insights().value().items
}, 180_000)

/** By which rule a planted mistake is told. What is missing has no rule yet. */
const told: Readonly<Partial<Record<MistakeKind, InsightRule>>> = {
  'public-bucket': 'public-resource-s3',
  'public-function-url': 'public-resource-lambda',
  'public-topic': 'public-resource-sns',
  'public-repository': 'public-resource-ecr',
  'bucket-open-to-unknown-account': 'cross-account-resource',
  'bus-open-to-unknown-account': 'cross-account-resource',
  'key-shared-with-unknown-account': 'cross-account-resource',
  'shadow-admin-through-passrole': 'escalates-to-admin',
  'shadow-admin-through-trust-edit': 'escalates-to-admin',
  'shadow-admin-through-policy-version': 'escalates-to-admin',
  'github-trust-any-branch': 'escalates-to-admin',
  'github-trust-any-repository': 'oidc-trust-broad-subject',
  'vendor-without-external-id': 'trust-unknown-external-account',
  'trust-of-unknown-account': 'trust-unknown-external-account',
  'unrotated-key-of-leaver': 'access-key-not-rotated',
  'console-user-without-mfa': 'console-user-without-mfa',
  'admin-without-mfa': 'console-user-without-mfa',
  'root-without-mfa': 'root-mfa-missing',
  'unused-admin-role': 'unused-admin',
}

const planted = sample.truth.mistakes.flatMap((mistake) => {
  const rule = told[mistake.kind]
  return rule === undefined ? [] : [[mistake.id, rule, mistake.arns] as const]
})

describe('what was planted', () => {
  it('is more than a dozen mistakes', () => expect(planted.length).toBeGreaterThan(18))

  it.each(planted)('%s is told as %s', (_id, rule, arns) => {
    const subjects = items.filter((one) => one.rule === rule).map(({ subject }) => subject.arn)
    expect(subjects.filter((arn) => arns.includes(arn))).not.toEqual([])
  })

  it('is all that is told', () => {
    const known = new Set(sample.truth.mistakes.flatMap(({ arns }) => arns))
    expect(items.filter(({ subject }) => !known.has(subject.arn)).map(({ sentence }) => sentence)).toEqual([])
  })
})

describe('each insight', () => {
  const contextOf = (context: readonly string[] = []) =>
    Object.fromEntries(context.map((pair) => [pair.split('=')[0] ?? '', [pair.split('=')[1] ?? '']]))

  /** What the picture shows: how many lines it has. */
  function shownBy(question: InsightQuestion): number {
    switch (question.ask) {
      case 'paths': {
        const answer = index.paths(question)
        return answer.ok ? answer.value.paths.length : 0
      }
      case 'who-can': {
        const answer = index.whoCan({ ...question, context: contextOf(question.context) })
        const outside = answer.ok
          ? answer.value.principals.filter(({ type }) => type === 'anonymous' || type === 'external')
          : []
        return outside.length
      }
      case 'can': {
        const answer = index.canI({ ...question, context: contextOf(question.context) })
        return answer.ok && answer.value.decision === 'Allowed' ? 1 : 0
      }
      case 'principal':
        return index.findPrincipal(question.arn).ok ? 1 : 0
    }
  }

  it('is shown by the picture it leads to', () => {
    expect(items.length).toBeGreaterThan(15)
    expect(items.filter(({ question }) => shownBy(question) === 0).map(({ sentence }) => sentence)).toEqual([])
  })

  it('says the steps that the picture shows', () => {
    const own = items.filter(({ question, sentence }) => question.ask === 'paths' && / in \w+ steps?\.$/.test(sentence))
    expect(own.length).toBeGreaterThan(3)
    for (const { question, sentence } of own) {
      if (question.ask !== 'paths') continue
      const answer = index.paths(question)
      const shortest = answer.ok ? answer.value.sentence : ''
      const steps = / in (\w+ steps?)\.$/.exec(sentence)?.[1] ?? 'no steps'
      expect(shortest).toContain(steps)
    }
  })
})
