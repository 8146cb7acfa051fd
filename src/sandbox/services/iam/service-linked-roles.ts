/** Roles that services make for themselves. IAM User Guide, "Create a service-linked role". */
import {
  CreateServiceLinkedRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
} from '@aws-sdk/client-iam'
import { isServiceLinked } from '../../principal-policies.ts'
import { type MemorySlot, operation } from '../../service.ts'
import { uniqueId, uuid } from '../../world/ids.ts'
import type { IamRole } from '../../world/model.ts'
import { wholeRole } from './answers.ts'
import { invalidInput, noSuchEntity, required, roleOf, roleTarget } from './entities.ts'

/** AWS takes a few seconds; this makes every client look twice. */
const deletingMs = 200

/** Service User Guides, "Using service-linked roles": the last part of the role's name, of a few. */
const nameByService: Readonly<Record<string, string>> = {
  'access-analyzer.amazonaws.com': 'AccessAnalyzer',
  'autoscaling.amazonaws.com': 'AutoScaling',
  'config.amazonaws.com': 'Config',
  'ecs.amazonaws.com': 'ECS',
  'eks.amazonaws.com': 'AmazonEKS',
  'elasticloadbalancing.amazonaws.com': 'ElasticLoadBalancing',
  'guardduty.amazonaws.com': 'AmazonGuardDuty',
  'lex.amazonaws.com': 'LexBots',
  'organizations.amazonaws.com': 'Organizations',
  'rds.amazonaws.com': 'RDS',
  'securityhub.amazonaws.com': 'SecurityHub',
  'spot.amazonaws.com': 'EC2Spot',
  'support.amazonaws.com': 'Support',
  'trustedadvisor.amazonaws.com': 'TrustedAdvisor',
}

/** When each task was begun, in milliseconds since the epoch, by its id. */
const deletions: MemorySlot<Map<string, number>> = { make: () => new Map() }

export const serviceLinkedRoleOperations = [
  operation(CreateServiceLinkedRoleCommand, {
    target: (call, input) => ({
      arn: `arn:aws:iam::${call.account.id}:role/aws-service-role/${input.AWSServiceName}/AWSServiceRoleFor${nameByService[input.AWSServiceName ?? ''] ?? ''}`,
    }),
    context: (_call, input) => ({ 'iam:AWSServiceName': input.AWSServiceName }),
    run(call, input) {
      const service = required(input.AWSServiceName, 'aWSServiceName')
      const last = nameByService[service]
      if (last === undefined) throw invalidInput(`AWS service name ${service} is not valid.`)
      const { id, iam } = call.editAccount()
      const suffix = input.CustomSuffix === undefined ? '' : `_${input.CustomSuffix}`
      const name = `AWSServiceRoleFor${last}${suffix}`
      if (iam.roles.has(name)) {
        throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`)
      }
      call.world.serial += 1
      const path = `/aws-service-role/${service}/`
      const role: IamRole = {
        name,
        path,
        id: uniqueId('AROA', call.world.seed, id, String(call.world.serial)),
        arn: `arn:aws:iam::${id}:role${path}${name}`,
        createdAt: new Date(call.now),
        attachedPolicies: [],
        inlinePolicies: new Map(),
        trustPolicy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
        },
        maxSessionSeconds: 3_600,
        tags: {},
        ...(input.Description !== undefined && { description: input.Description }),
      }
      iam.roles.set(name, role)
      return { Role: wholeRole(role) }
    },
  }),
  operation(DeleteServiceLinkedRoleCommand, {
    target: (call, input) => roleTarget(call, input.RoleName),
    run(call, input) {
      const role = roleOf(call.account, input.RoleName)
      if (!isServiceLinked(role)) throw noSuchEntity(`The role ${role.name} is not a service-linked role.`)
      call.world.serial += 1
      const task = `task${role.path}${role.name}/${uuid('deletion', call.world.seed, String(call.world.serial))}`
      call.memory.of(deletions).set(task, call.now)
      call.later(deletingMs, () => call.editAccount().iam.roles.delete(role.name))
      return { DeletionTaskId: task }
    },
  }),
  operation(GetServiceLinkedRoleDeletionStatusCommand, {
    run(call, input) {
      const begunAt = call.memory.of(deletions).get(input.DeletionTaskId ?? '')
      if (begunAt === undefined) throw noSuchEntity(`Deletion task ${input.DeletionTaskId} cannot be found.`)
      return { Status: call.now - begunAt < deletingMs ? ('IN_PROGRESS' as const) : ('SUCCEEDED' as const) }
    },
  }),
]
