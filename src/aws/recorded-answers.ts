/** Kept answers of one account, found again by what is asked now. */

import type { RecordedCall } from '../core/imports/recorded-calls.ts'
import { isCutOff, nextPageOf, operationKey } from '../core/imports/recorded-calls.ts'
import { contentKey } from '../core/inventory/content-key.ts'
import type { ServiceName } from './operations.ts'
import { iamActionKeyOf } from './operations.ts'

export interface RecordedAnswers {
  /** `truncated`: the page that was asked for is not among them, although the one before says that it exists. */
  find(call: AskedCall): RecordedCall['answer'] | 'missing' | 'truncated'
}

export interface AskedCall {
  readonly service: ServiceName
  /** `ListRoles` */
  readonly operation: string
  readonly region: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Where the CLI names a service otherwise than its IAM actions do (AWS CLI Command Reference). */
const cliNames: Partial<Record<ServiceName, string>> = {
  s3: 's3api',
  elasticfilesystem: 'efs',
  es: 'opensearch',
  states: 'stepfunctions',
  elasticloadbalancing: 'elbv2',
  config: 'configservice',
  'access-analyzer': 'accessanalyzer',
}

/** The name by which a call is told in the least privilege that it needs (`s3:listallmybuckets`), in lower case. */
export function actionKeyOf({ service, operation }: Pick<RecordedCall, 'service' | 'operation'>): string {
  const named = Object.entries(cliNames).find(([, cliName]) => cliName === service)?.[0]
  return iamActionKeyOf((named ?? service) as ServiceName, operation)
}

/** `iam`, `ListSAMLProviders` → `aws iam list-saml-providers`: hyphens stand where botocore's `xform_name` puts them. */
export function commandOf(service: ServiceName, operation: string): string {
  const name = operation.replaceAll(/(.)([A-Z][a-z]+)/g, '$1-$2').replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
  return `aws ${cliNames[service] ?? service} ${name.toLowerCase()}`
}

/** Answered alike wherever they are asked: IAM and Organizations are global, and a bucket's name is known everywhere. */
const globalServices: ReadonlySet<ServiceName> = new Set(['iam', 'organizations', 'sts', 's3'])

/** Pages of one call, in the order in which they were kept. */
interface Kept {
  readonly region: string | null
  readonly pages: RecordedCall['answer'][]
}

/** Calls of one operation, by the arguments that tell them apart. */
interface Operation {
  /** Sets of names of arguments, the longest first: the most particular call answers. */
  readonly tellingApart: (readonly string[])[]
  readonly byArguments: Map<string, Kept[]>
}

export function recordedAnswers(calls: readonly RecordedCall[]): RecordedAnswers {
  const operations = new Map<string, Operation>()
  for (const call of calls) keep(operations, call)
  for (const { tellingApart } of operations.values()) tellingApart.sort((a, b) => b.length - a.length)
  return {
    find({ service, operation, region, input }) {
      const known = operations.get(`${cliNames[service] ?? service} ${operationKey(operation)}`)
      if (!known) return 'missing'
      for (const names of known.tellingApart) {
        const asked = names.map((name): [string, unknown] => [name, input[name]])
        if (asked.some(([, value]) => value === undefined)) continue
        const places = known.byArguments.get(contentKey(Object.fromEntries(asked))) ?? []
        const kept = globalServices.has(service)
          ? places[0]
          : (places.find((one) => one.region === region) ?? places.find((one) => one.region === null))
        if (kept) return pageOf(kept, input)
      }
      return 'missing'
    },
  }
}

function keep(operations: Map<string, Operation>, call: RecordedCall): void {
  const key = `${call.service} ${call.operation}`
  const operation = operations.get(key) ?? { tellingApart: [], byArguments: new Map<string, Kept[]>() }
  operations.set(key, operation)
  const names = Object.keys(call.arguments).sort()
  if (!operation.tellingApart.some((known) => known.join() === names.join())) operation.tellingApart.push(names)
  const askedWith = contentKey(call.arguments)
  const places = operation.byArguments.get(askedWith) ?? []
  operation.byArguments.set(askedWith, places)
  const place = places.find((one) => one.region === call.region)
  if (place) place.pages.push(call.answer)
  else places.push({ region: call.region, pages: [call.answer] })
}

/** A page is asked for with what the page before it named; the first one with nothing. */
function pageOf({ pages }: Kept, input: AskedCall['input']): RecordedCall['answer'] | 'missing' | 'truncated' {
  const token = askedPage(input)
  if (token === undefined) return whole(pages, pages[0])
  const before = pages.findIndex((page) => page.kind === 'output' && nextPageOf(page.output) === token)
  return before === -1 ? 'truncated' : whole(pages, pages[before + 1])
}

/** The CLI leaves out what it could not ask for any more (`--max-items`): such a page has no successor. */
function whole(
  pages: readonly RecordedCall['answer'][],
  page: RecordedCall['answer'] | undefined,
): RecordedCall['answer'] | 'truncated' {
  if (page === undefined) return 'truncated'
  const isLast = page === pages.at(-1)
  return isLast && page.kind === 'output' && isCutOff(page.output) && nextPageOf(page.output) === undefined
    ? 'truncated'
    : page
}

const askedPageFields = ['NextToken', 'nextToken', 'Marker', 'marker', 'ContinuationToken', 'nextPageToken']

function askedPage(input: AskedCall['input']): string | undefined {
  for (const field of askedPageFields) {
    const value = input[field]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}
