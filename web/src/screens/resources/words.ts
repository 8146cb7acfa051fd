/** Kinds of resources in plain words, and the questions one asks about each first. */

interface Kind {
  readonly name: string
  readonly questions: readonly { readonly action: string; readonly does: string; readonly below?: string }[]
}

const kinds: Readonly<Record<string, Kind>> = {
  's3:bucket': {
    name: 'S3 bucket',
    questions: [
      { action: 's3:GetObject', does: 'read its objects', below: '/*' },
      { action: 's3:PutObject', does: 'write objects', below: '/*' },
      { action: 's3:DeleteObject', does: 'delete objects', below: '/*' },
      { action: 's3:PutBucketPolicy', does: 'change its policy' },
    ],
  },
  'kms:key': {
    name: 'KMS key',
    questions: [
      { action: 'kms:Decrypt', does: 'decrypt with it' },
      { action: 'kms:Encrypt', does: 'encrypt with it' },
      { action: 'kms:PutKeyPolicy', does: 'change its policy' },
      { action: 'kms:ScheduleKeyDeletion', does: 'delete it' },
    ],
  },
  'lambda:function': {
    name: 'Lambda function',
    questions: [
      { action: 'lambda:InvokeFunction', does: 'invoke it' },
      { action: 'lambda:UpdateFunctionCode', does: 'change its code' },
      { action: 'lambda:AddPermission', does: 'let others in' },
    ],
  },
  'sqs:queue': {
    name: 'SQS queue',
    questions: [
      { action: 'sqs:ReceiveMessage', does: 'read its messages' },
      { action: 'sqs:SendMessage', does: 'send messages' },
      { action: 'sqs:SetQueueAttributes', does: 'change its policy' },
    ],
  },
  'sns:topic': {
    name: 'SNS topic',
    questions: [
      { action: 'sns:Publish', does: 'publish to it' },
      { action: 'sns:Subscribe', does: 'subscribe to it' },
      { action: 'sns:SetTopicAttributes', does: 'change its policy' },
    ],
  },
  'secretsmanager:secret': {
    name: 'secret',
    questions: [
      { action: 'secretsmanager:GetSecretValue', does: 'read it' },
      { action: 'secretsmanager:PutSecretValue', does: 'change it' },
      { action: 'secretsmanager:PutResourcePolicy', does: 'change its policy' },
    ],
  },
  'ec2:instance': {
    name: 'EC2 instance',
    questions: [
      { action: 'ec2:StopInstances', does: 'stop it' },
      { action: 'ec2:TerminateInstances', does: 'end it' },
    ],
  },
}

export const kindWords = (type: string): string => kinds[type]?.name ?? type
export const questionsAbout = (type: string) => kinds[type]?.questions ?? []
export const knownKinds = Object.entries(kinds).map(([value, kind]) => ({ value, label: kind.name }))
