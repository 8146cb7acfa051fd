/** Applications of Identity Center, the issuers whose tokens it trusts, and its attributes for access control. */
import {
  DescribeApplicationCommand,
  DescribeInstanceAccessControlAttributeConfigurationCommand,
  GetApplicationAssignmentConfigurationCommand,
  ListApplicationAssignmentsCommand,
  ListApplicationsCommand,
  ListTrustedTokenIssuersCommand,
} from '@aws-sdk/client-sso-admin'
import { type Call, operation, type Target } from '../../service.ts'
import type { CenterApplication } from '../../world/model.ts'
import { instanceTarget, notFound, requireCenter, requireInstance, ssoPage } from './instance.ts'

interface OfApplication {
  readonly ApplicationArn: string | undefined
}

const applicationTarget = (_call: Call, { ApplicationArn }: OfApplication): Target => ({ arn: ApplicationArn ?? '*' })

function applicationOf(call: Call, { ApplicationArn = '' }: OfApplication): CenterApplication {
  requireCenter(call)
  const application = call.world.identityCenter.applications.get(ApplicationArn)
  if (application === undefined) throw notFound(`Application ${ApplicationArn} was not found.`)
  return application
}

const applicationAnswer = ({ world }: Call, application: CenterApplication) => ({
  ApplicationArn: application.arn,
  ApplicationProviderArn: `arn:aws:sso::aws:applicationProvider/${application.provider}`,
  Name: application.name,
  ApplicationAccount: application.accountId,
  InstanceArn: world.identityCenter.instanceArn,
  Status: application.status,
  Description: application.description,
  CreatedDate: application.createdAt,
})

export const applicationOperations = [
  operation(ListApplicationsCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      const { items, next } = ssoPage(call, [...call.world.identityCenter.applications.values()], input)
      return { Applications: items.map((each) => applicationAnswer(call, each)), NextToken: next }
    },
  }),
  operation(DescribeApplicationCommand, {
    target: applicationTarget,
    run: (call, input) => applicationAnswer(call, applicationOf(call, input)),
  }),
  operation(GetApplicationAssignmentConfigurationCommand, {
    target: applicationTarget,
    run: (call, input) => ({ AssignmentRequired: applicationOf(call, input).assignmentRequired }),
  }),
  operation(ListApplicationAssignmentsCommand, {
    target: applicationTarget,
    run(call, input) {
      const { arn } = applicationOf(call, input)
      const own = call.world.identityCenter.applicationAssignments.filter((each) => each.applicationArn === arn)
      const { items, next } = ssoPage(call, own, input, arn)
      return {
        ApplicationAssignments: items.map(({ applicationArn, principalType, principalId }) => ({
          ApplicationArn: applicationArn,
          PrincipalType: principalType,
          PrincipalId: principalId,
        })),
        NextToken: next,
      }
    },
  }),
  operation(ListTrustedTokenIssuersCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      const { items, next } = ssoPage(call, [...call.world.identityCenter.tokenIssuers.values()], input)
      return {
        TrustedTokenIssuers: items.map(({ arn, name }) => ({
          TrustedTokenIssuerArn: arn,
          Name: name,
          TrustedTokenIssuerType: 'OIDC_JWT' as const,
        })),
        NextToken: next,
      }
    },
  }),
  operation(DescribeInstanceAccessControlAttributeConfigurationCommand, {
    target: instanceTarget,
    run(call, input) {
      requireInstance(call, input)
      const attributes = call.world.identityCenter.accessControlAttributes
      if (attributes === undefined) throw notFound('The instance has no access control attribute configuration.')
      return {
        Status: 'ENABLED' as const,
        InstanceAccessControlAttributeConfiguration: {
          AccessControlAttributes: [...attributes].map(([Key, source]) => ({ Key, Value: { Source: [source] } })),
        },
      }
    },
  }),
]
