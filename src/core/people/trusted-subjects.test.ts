import { describe, expect, it, test } from 'vitest'
import type { Json } from '../inventory/objects.ts'
import { ownerOf, trustedSubjects } from './trusted-subjects.ts'

const github = 'token.actions.githubusercontent.com'
const trusting = (issuer: string, condition?: Json): Json => ({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::123456123456:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    ...(condition !== undefined && { Condition: condition }),
  },
})
const subjectsOf = (document: Json) => trustedSubjects(document).map(({ subject }) => subject)

describe('subjects of a trust policy', () => {
  // GitHub Docs, "Configuring OpenID Connect in Amazon Web Services".
  it('are what the policy compares the token’s subject with', () => {
    const document = trusting(github, {
      StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${github}:sub`]: 'repo:octo-org/octo-repo:*' },
    })
    expect(trustedSubjects(document)).toEqual([
      {
        issuer: github,
        providerArn: `arn:aws:iam::123456123456:oidc-provider/${github}`,
        subject: 'repo:octo-org/octo-repo:*',
      },
    ])
  })

  it('are several, under whatever operator, in whatever case', () => {
    const condition = { 'ForAnyValue:StringEqualsIgnoreCase': { [`${github}:SUB`]: ['a', 'b'] } }
    expect(subjectsOf(trusting(github, condition))).toEqual(['a', 'b'])
  })

  it('are everybody where none is named, or only left out', () => {
    expect(subjectsOf(trusting(github))).toEqual(['*'])
    expect(subjectsOf(trusting(github, { StringNotLike: { [`${github}:sub`]: 'repo:evil/*' } }))).toEqual(['*'])
  })

  it('are those of the issuer that the statement names', () => {
    expect(subjectsOf(trusting(github, { StringEquals: { 'gitlab.com:sub': 'project_path:a/b:*' } }))).toEqual(['*'])
  })

  it('are none of a Deny, of SAML, or of what is no policy', () => {
    expect(
      trustedSubjects({
        Statement: { Effect: 'Deny', Principal: { Federated: `arn:aws:iam::1:oidc-provider/${github}` } },
      }),
    ).toEqual([])
    expect(
      trustedSubjects({
        Statement: { Effect: 'Allow', Principal: { Federated: 'arn:aws:iam::1:saml-provider/okta' } },
      }),
    ).toEqual([])
    expect(trustedSubjects('no policy')).toEqual([])
  })
})

// Subjects as the issuers' documentation prints them.
test.each([
  [github, 'repo:octo-org/octo-repo:ref:refs/heads/demo-branch', 'octo-org/octo-repo', 'repository at GitHub Actions'],
  [github, 'repo:octo-org/octo-repo:environment:Production', 'octo-org/octo-repo', 'repository at GitHub Actions'],
  [github, 'repo:octo-org/*', 'Every repository of octo-org', 'repository at GitHub Actions'],
  [github, 'repo:octo*:ref:refs/heads/main', 'Every repository like octo*', 'repository at GitHub Actions'],
  [github, '*', 'Everybody at GitHub Actions', 'any subject at GitHub Actions'],
  ['gitlab.com', 'project_path:mygroup/myproject:ref_type:branch:ref:main', 'mygroup/myproject', 'project at GitLab'],
  [
    'app.terraform.io',
    'organization:my-org-name:project:my-project-name:workspace:my-workspace-name:run_phase:apply',
    'organization:my-org-name:project:my-project-name:workspace:my-workspace-name',
    'workspace at HCP Terraform',
  ],
  [
    'oidc.eks.region-code.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    'system:serviceaccount:default:my-service-account',
    'default:my-service-account',
    'service account at Amazon EKS',
  ],
  ['login.example.org', 'someone', 'someone', 'subject at login.example.org'],
])('%s %s is of %s', (issuer, subject, name, what) => {
  expect(ownerOf(issuer, subject)).toMatchObject({ name, what })
})

test('only issuers that sign for builds and pods make software of it', () => {
  expect(ownerOf(github, 'repo:a/b:*').isSoftware).toBe(true)
  expect(ownerOf('accounts.google.com', '123').isSoftware).toBe(false)
  expect(ownerOf('login.example.org', 'someone').isSoftware).toBe(false)
})
