/** ECS: task definitions. Nothing runs here. */
import {
  ClientException$,
  DescribeTaskDefinitionCommand,
  ECSClient,
  InvalidParameterException$,
  ListTaskDefinitionFamiliesCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import { estateHere } from './estate.ts'

const isActive = ({ status }: TaskDefinition): boolean => status === 'ACTIVE'

/** A family is its latest active revision; `family:3` and ARNs are one revision, active or not. */
function definitionOf(call: Call, text: string): TaskDefinition {
  const [family = '', revision] = text.replace(/^arn:.*:task-definition\//, '').split(':')
  const revisions = estateHere(call).taskDefinitions.get(family) ?? []
  const found =
    revision === undefined ? revisions.findLast(isActive) : revisions.find((one) => String(one.revision) === revision)
  if (found === undefined) throw modelled(ClientException$, 'Unable to describe task definition.')
  return found
}

export const ecs = defineService({
  client: ECSClient,
  signingName: 'ecs',
  operations: [
    operation(ListTaskDefinitionFamiliesCommand, {
      run(call, { status = 'ALL', familyPrefix = '', ...input }) {
        const all = [...estateHere(call).taskDefinitions]
          .filter(([family, revisions]) => {
            if (!family.startsWith(familyPrefix)) return false
            return status === 'ALL' || revisions.some(isActive) === (status === 'ACTIVE')
          })
          .map(([family]) => family)
          .sort()
        const { items, next } = paginate(call, all, {
          token: input.nextToken,
          size: input.maxResults,
          default: 100,
          max: 100,
          of: [status, familyPrefix],
        })
        return { families: [...items], nextToken: next }
      },
    }),
    operation(DescribeTaskDefinitionCommand, {
      run: (call, input) => ({
        taskDefinition: definitionOf(call, input.taskDefinition ?? ''),
        ...(input.include?.includes('TAGS') && { tags: [] }),
      }),
    }),
  ],
  invalidToken: (message) => modelled(InvalidParameterException$, message),
  invalidInput: (message) => modelled(InvalidParameterException$, message),
})
