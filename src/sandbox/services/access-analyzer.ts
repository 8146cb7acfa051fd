/** IAM Access Analyzer: analyzers, and the findings that the world gives them. Nothing is analyzed here. */
import {
  AccessAnalyzerClient,
  type Criterion,
  type FindingSummary,
  ListAnalyzersCommand,
  ListFindingsCommand,
  ResourceNotFoundException$,
  ValidationException$,
} from '@aws-sdk/client-accessanalyzer'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { defineService, operation } from '../service.ts'
import { estateHere } from './estate.ts'

const invalid = (message: string) => modelled(ValidationException$, message, { reason: 'other' })

/** By status alone, the one filter that is asked for here. */
function passes(finding: FindingSummary, filter: Readonly<Record<string, Criterion>> | undefined): boolean {
  return Object.entries(filter ?? {}).every(([key, { eq }]) => {
    if (key !== 'status' || eq === undefined) throw invalid(`The simulated AWS does not filter findings by ${key}.`)
    return eq.includes(finding.status ?? '')
  })
}

export const accessAnalyzer = defineService({
  client: AccessAnalyzerClient,
  signingName: 'access-analyzer',
  operations: [
    operation(ListAnalyzersCommand, {
      run(call, input) {
        const all = [...estateHere(call).analyzers.values()]
          .map(({ analyzer }) => analyzer)
          .filter(({ type }) => input.type === undefined || type === input.type)
        const { items, next } = paginate(call, all, {
          token: input.nextToken,
          size: input.maxResults,
          default: 100,
          max: 100,
          of: [input.type],
        })
        return { analyzers: [...items], nextToken: next }
      },
    }),
    operation(ListFindingsCommand, {
      target: (_, input) => ({ arn: input.analyzerArn ?? '*' }),
      run(call, input) {
        const found = estateHere(call).analyzers.get(input.analyzerArn ?? '')
        if (found === undefined) {
          throw modelled(ResourceNotFoundException$, 'The specified analyzer was not found.', {
            resourceId: input.analyzerArn ?? '',
            resourceType: 'Analyzer',
          })
        }
        const all = found.findings.filter((finding) => passes(finding, input.filter))
        const { items, next } = paginate(call, all, {
          token: input.nextToken,
          size: input.maxResults,
          default: 100,
          max: 100,
          of: [input.analyzerArn, input.filter],
        })
        return { findings: [...items], nextToken: next }
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
