/** CodeBuild: projects. Nothing is built. */
import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  InvalidInputException$,
  ListProjectsCommand,
} from '@aws-sdk/client-codebuild'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { defineService, operation } from '../service.ts'
import { arnHere, estateHere } from './estate.ts'

const invalid = (message: string) => modelled(InvalidInputException$, message)

/** CodeBuild API Reference: projects a page, and in one BatchGetProjects. */
const most = 100

export const codebuild = defineService({
  client: CodeBuildClient,
  signingName: 'codebuild',
  operations: [
    operation(ListProjectsCommand, {
      run(call, input) {
        const names = [...estateHere(call).buildProjects.keys()].sort()
        const { items, next } = paginate(call, names, {
          token: input.nextToken,
          size: undefined,
          default: most,
          max: most,
        })
        return { projects: [...items], nextToken: next }
      },
    }),
    operation(BatchGetProjectsCommand, {
      target: (call, input) => (input.names ?? []).map((name) => ({ arn: arnHere(call, `project/${name}`) })),
      run(call, { names = [] }) {
        if (names.length === 0 || names.length > most) throw invalid(`names: 1 to ${most} are taken`)
        const { buildProjects } = estateHere(call)
        const found = names.flatMap((name) => buildProjects.get(name) ?? [])
        return { projects: found, projectsNotFound: names.filter((name) => !buildProjects.has(name)) }
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
