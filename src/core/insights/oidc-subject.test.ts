import { describe, expect, it } from 'vitest'
import type { Residual } from '../evaluate/types.ts'
import { judgeSubject } from './oidc-subject.ts'

const github = 'token.actions.githubusercontent.com'
const audience: Residual = { op: 'StringEquals', key: `${github}:aud`, values: ['sts.amazonaws.com'] }
const subject = (...values: readonly string[]): Residual => ({
  all: [audience, { op: 'StringLike', key: `${github}:sub`, values }],
})
const judged = (condition: Residual | undefined, url = github) => {
  const found = judgeSubject(url, 'GitHub Actions', condition)
  return found && `${found.rule} ${found.severity}: ${found.who}`
}

describe('who comes in through a provider of everybody', () => {
  // GitHub Docs, "OpenID Connect reference", examples of subjects.
  it.each([
    ['repo:octo-org/octo-repo:ref:refs/heads/main'],
    ['repo:octo-org/octo-repo:environment:Production'],
    ['repo:octo-org/octo-repo:ref:refs/heads/release-*'],
  ])('%s lets in few enough', (pattern) => {
    expect(judged(subject(pattern))).toBeUndefined()
  })

  it.each([
    ['repo:octo-org/octo-repo:*', 'oidc-trust-broad-subject medium: Any branch of octo-org/octo-repo'],
    ['repo:octo-org/octo-repo:ref:refs/heads/*', 'oidc-trust-broad-subject medium: Any branch of octo-org/octo-repo'],
    ['repo:octo-org/*', 'oidc-trust-broad-subject medium: Any repository of octo-org'],
    ['repo:octo-*', 'oidc-trust-broad-subject high: Any repository on GitHub whose name begins with octo-'],
    ['repo:octo*/app:*', 'oidc-trust-broad-subject high: Any repository on GitHub whose name begins with octo'],
    ['repo:*', 'oidc-trust-missing-subject critical: Any repository on GitHub, whoever owns it,'],
    ['*', 'oidc-trust-missing-subject critical: Any repository on GitHub, whoever owns it,'],
  ])('%s does not', (pattern, says) => {
    expect(judged(subject(pattern))).toBe(says)
  })

  it('is told by the widest of several patterns', () => {
    const patterns = subject('repo:octo-org/octo-repo:ref:refs/heads/main', 'repo:octo-org/*', 'repo:octo-*')
    expect(judged(patterns)).toContain('begins with octo-')
  })

  it('is everybody where only the audience is tested, or nothing', () => {
    expect(judged(audience)).toContain('oidc-trust-missing-subject critical')
    expect(judged(undefined)).toContain('oidc-trust-missing-subject critical')
  })

  it('is everybody where a token without the claim passes', () => {
    const forAll: Residual = {
      op: 'StringLike',
      key: `${github}:sub`,
      values: ['repo:o/r:*'],
      quantifier: 'ForAllValues',
    }
    expect(judged(forAll)).toContain('oidc-trust-missing-subject')
  })

  it('is everybody else where one is kept out, or a claim may be missing', () => {
    const notOne: Residual = { op: 'StringNotLike', key: `${github}:sub`, values: ['repo:octo-org/*'] }
    const perhaps: Residual = { op: 'StringEquals', key: `${github}:enterprise`, values: ['octo'], ifExists: true }
    expect(judged({ all: [audience, notOne] })).toContain('oidc-trust-missing-subject critical')
    expect(judged({ all: [audience, perhaps] })).toContain('oidc-trust-missing-subject critical')
  })

  it('is named where a star is no wildcard, and by the narrowest of several tests', () => {
    const exactly: Residual = { op: 'StringEquals', key: `${github}:sub`, values: ['repo:octo-org/*'] }
    expect(judged(exactly)).toBeUndefined()
    expect(judged({ all: [subject('repo:*'), exactly] })).toBeUndefined()
    expect(judged({ all: [subject('repo:*'), subject('repo:octo-org/*')] })).toContain('Any repository of octo-org')
  })

  it('is held back by another claim, and by what is not taken apart', () => {
    const owner: Residual = { op: 'StringEquals', key: `${github}:repository_owner_id`, values: ['1'] }
    expect(judged({ all: [audience, owner] })).toBeUndefined()
    expect(judged({ any: [owner, audience] })).toBeUndefined()
  })
})

describe('who comes in through a provider of one’s own', () => {
  const eks = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE'

  it('is less grave, since it serves one cluster', () => {
    expect(judged(undefined, eks)).toBe('oidc-trust-missing-subject high: Anybody whom GitHub Actions signs in')
  })

  it('is told by its pattern', () => {
    const pattern = 'system:serviceaccount:*:app'
    expect(judged({ op: 'StringLike', key: `${eks}:sub`, values: [pattern] }, eks)).toBe(
      `oidc-trust-broad-subject medium: Whoever GitHub Actions calls ${pattern}`,
    )
  })
})
