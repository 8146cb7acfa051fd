/** Made up for the gallery; the names are those of the sample organization. */
import { Problem, unreachable } from '../../src/api/problem.ts'
import type { AccountReading, LayerStep } from '../../src/api/schema.ts'
import type { HeatRow } from '../../src/parts/heat-map.tsx'

export const policy = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'ReadLake', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: 'arn:aws:s3:::lake-*' },
    {
      Sid: 'NoPlainHttp',
      Effect: 'Deny',
      Action: 's3:*',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
}

const step = (layer: LayerStep['layer'], label: string, result: LayerStep['result'], text: string): LayerStep => ({
  layer,
  label,
  result,
  text,
  decides: false,
})
export const steps: readonly LayerStep[] = [
  step('serviceControl', 'SCP, Root', 'allow', 'FullAWSAccess allows'),
  step('resourceControl', 'RCP, Root', 'conditional', 'OrgOnly denies unless the caller is of the organization'),
  step('resource', 'Bucket policy', 'silent', 'Silent. It names report-reader only'),
  { ...step('identity', 'Identity policy', 'allow', 'LakeRead, statement 1 decides'), decides: true },
  step('permissionsBoundary', 'Boundary', 'none', 'None attached'),
  step('session', 'Session policy', 'unread', 'Could not be read'),
  step('endpoint', 'Endpoint policy', 'deny', 'vpce-0a41 denies s3:*'),
]

export const accounts: readonly AccountReading[] = Array.from({ length: 41 }, (_, at) => ({
  accountId: String(111_111_111_111 + at),
  name: `account-${at}`,
  state: at % 13 === 5 ? 'partly' : at % 17 === 9 ? 'unread' : 'read',
}))

export const refused = new Problem({
  status: 403,
  code: 'not_allowed',
  title: 'Your console roles do not allow this',
  cause: 'Deleting an integration needs the role Integration admin.',
  effect: 'Nothing was changed.',
  fix: 'Ask an administrator of this console for the role Integration admin.',
})
export const ambiguous = new Problem({
  status: 409,
  code: 'ambiguous_principal',
  title: 'The name fits several principals',
  cause: 'Two principals are called deploy.',
  effect: 'Nothing was answered.',
  fix: 'Name it with its account, or by its ARN.',
  suggestions: ['arn:aws:iam::111111111111:role/deploy', 'arn:aws:iam::222222222222:role/deploy'],
})
export const offline = unreachable()

export const heat: readonly HeatRow[] = [
  {
    key: 's3',
    name: 'Amazon S3',
    cells: [
      { fill: 5, strong: '12', text: '/ 12', says: 'all used' },
      { fill: 2, strong: '3', text: '/ 20', says: 'three of twenty used' },
      { fill: 'idle', strong: '0', text: '/ 8', says: 'granted, never used' },
    ],
    last: '2 days ago',
  },
  {
    key: 'kms',
    name: 'AWS KMS',
    cells: [
      { fill: 0, strong: '0', text: '/ 1', says: 'hardly used' },
      { fill: 'none', text: '·', says: 'not granted' },
      { fill: 4, strong: '4', text: '/ 5', says: 'mostly used' },
    ],
    last: 'never',
  },
]

const day = (at: number): string => new Date(Date.UTC(2026, 4, at, 9)).toISOString()
export const history = {
  points: [14, 14, 16, 15, 12, 12, 11].map((value, at) => ({ at: day(1 + at * 2), value })),
  changes: [
    { at: day(5), label: 'two administrators more' },
    { at: day(9), label: 'review applied' },
  ],
  at: day(13),
  compared: day(5),
}
