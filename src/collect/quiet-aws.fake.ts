/** Two accounts without an organization, one enabled Region, nothing in it: what a scripted AWS answers beside the script. */
import type { ScriptedAnswer, ScriptedCall } from '../aws/scripted-aws.fake.ts'
import { accountIdOf } from './connection.fake.ts'

export const lake = accountIdOf('111111111111')
export const shop = accountIdOf('222222222222')
export const own = { accessKeyId: 'AKIAOWN', secretAccessKey: 's' }

export function quietAws({ service, operation, input, accessKeyId }: ScriptedCall): ScriptedAnswer {
  // Security Hub has no answer that says it is off.
  if (service === 'securityhub') return { code: 'InvalidAccessException' }
  switch (operation) {
    case 'GetCallerIdentity':
      return { body: '<Arn>arn:aws:iam::999999999999:user/bailiwick</Arn><Account>999999999999</Account>' }
    case 'AssumeRole': {
      const account = String(input['RoleArn']).split(':')[4]
      const session = `<AccessKeyId>ASIA${account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`
      return { body: `<Credentials>${session}<Expiration>2036-01-01T00:00:00Z</Expiration></Credentials>` }
    }
    case 'DescribeRegions':
      return {
        body: `<regionInfo>${regionItem('eu-west-1', 'opt-in-not-required')}${regionItem('eu-south-1', 'not-opted-in')}</regionInfo>`,
      }
    case 'DescribeOrganization':
      return { code: 'AWSOrganizationsNotInUseException' }
    case 'GenerateCredentialReport':
      return { body: '<State>COMPLETE</State>' }
    case 'GetCredentialReport':
      return { body: `<Content>${Buffer.from('user,arn').toString('base64')}</Content>` }
    case 'GetQueueAttributes': {
      const name = String(input['QueueUrl']).split('/').at(-1)
      const account = accessKeyId.replace('ASIA', '')
      return {
        body: { Attributes: { QueueArn: `arn:aws:sqs:eu-west-1:${account}:${name}`, Policy: '{"Statement":[]}' } },
      }
    }
    default:
      return {}
  }
}

const regionItem = (name: string, status: string): string =>
  `<item><regionName>${name}</regionName><optInStatus>${status}</optInStatus></item>`

export type Special = (call: ScriptedCall) => ScriptedAnswer | undefined

export const denial = (
  action: string,
  why = `because no identity-based policy allows the ${action} action`,
): ScriptedAnswer => ({
  status: 400,
  code: 'AccessDeniedException',
  message: `User: arn:aws:sts::1:assumed-role/R/s is not authorized to perform: ${action} on resource: * ${why}`,
})

/** Of `DescribeOrganization`. */
export const organization = (managementAccount: string): ScriptedAnswer => ({
  body: {
    Organization: {
      Id: 'o-a1',
      Arn: `arn:aws:organizations::${lake}:organization/o-a1`,
      MasterAccountId: managementAccount,
    },
  },
})
