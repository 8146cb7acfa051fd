/** The kinds of policy that the lint tells apart: by what the grammar allows, and by how long AWS lets them be. */
import type { PolicyType } from '../../evaluate/types.ts'

export interface Quota {
  readonly most: number
  /** `visible`: characters that are no white space. `characters`: all of them. `bytes`: of the text in UTF-8. */
  readonly counts: 'visible' | 'characters' | 'bytes'
  /** Soft: only in some places, or until the quota is raised. */
  readonly soft: boolean
  /** Completes "more than the 6,144 that …". */
  readonly whose: string
}

interface Kind {
  readonly engine: PolicyType
  /** Dearest first: the first that is exceeded is reported. */
  readonly quotas: readonly Quota[]
}

const hard = (most: number, counts: Quota['counts'], whose: string): Quota => ({ most, counts, soft: false, whose })
const soft = (most: number, counts: Quota['counts'], whose: string): Quota => ({ most, counts, soft: true, whose })

const managed = 'a managed policy may have'

/**
 * IAM does not count white space (IAM UG *IAM and AWS STS quotas*; trust policies up to 8,192 since May 2026). Organizations
 * counts what is stored (ORG UG *Quotas*; SCPs have 10,240 since May 2026, RCPs 5,120). S3 UG *Bucket policies*: 20 KB. KMS DG
 * *Quotas*: 32 KB. Amazon VPC quotas: 20,480 characters for an endpoint policy, white space included.
 */
export const lintTypes = {
  identity: {
    engine: 'identity',
    quotas: [
      hard(10_240, 'visible', 'the inline policies of a role may have together'),
      soft(6_144, 'visible', `${managed}, so it fits only inline in a role`),
    ],
  },
  managed: { engine: 'identity', quotas: [hard(6_144, 'visible', managed)] },
  'inline-user': {
    engine: 'identity',
    quotas: [hard(2_048, 'visible', 'the inline policies of a user have together')],
  },
  'inline-group': {
    engine: 'identity',
    quotas: [hard(5_120, 'visible', 'the inline policies of a group have together')],
  },
  'inline-role': {
    engine: 'identity',
    quotas: [hard(10_240, 'visible', 'the inline policies of a role have together')],
  },
  permissionsBoundary: { engine: 'permissionsBoundary', quotas: [hard(6_144, 'visible', managed)] },
  session: { engine: 'session', quotas: [hard(2_048, 'characters', 'a session policy may have')] },
  trust: {
    engine: 'resource',
    quotas: [
      hard(8_192, 'visible', 'a trust policy may have at most'),
      soft(2_048, 'visible', 'a trust policy may have unless the quota was raised'),
    ],
  },
  serviceControl: {
    engine: 'serviceControl',
    quotas: [hard(10_240, 'characters', 'a service control policy may have')],
  },
  resourceControl: {
    engine: 'resourceControl',
    quotas: [hard(5_120, 'characters', 'a resource control policy may have')],
  },
  resource: {
    engine: 'resource',
    quotas: [
      hard(102_400, 'bytes', 'the longest resource policies, those of CloudSearch, may have'),
      soft(20_480, 'bytes', 'a bucket policy may have'),
    ],
  },
  bucket: { engine: 'resource', quotas: [hard(20_480, 'bytes', 'a bucket policy may have')] },
  key: { engine: 'resource', quotas: [hard(32_768, 'bytes', 'a key policy may have')] },
  endpoint: { engine: 'endpoint', quotas: [hard(20_480, 'characters', 'an endpoint policy may have')] },
} as const satisfies Record<string, Kind>

export type LintType = keyof typeof lintTypes

export const lintTypeNames: readonly LintType[] = Object.keys(lintTypes).filter(isLintType)

export function isLintType(text: string): text is LintType {
  return Object.hasOwn(lintTypes, text)
}

/** White space around the document is an editor's, not the policy's. */
export function countedLength(text: string, counts: Quota['counts']): number {
  const document = text.trim()
  switch (counts) {
    case 'visible':
      return document.replaceAll(/\s+/g, '').length
    case 'characters':
      return document.length
    case 'bytes':
      return new TextEncoder().encode(document).length
  }
}
