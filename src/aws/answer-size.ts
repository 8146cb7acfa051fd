/**
 * How large the answers of AWS are, as they come over the network. Most say it in a header; what comes in pieces is counted on its
 * way to the SDK, which reads it anyway.
 */
import { PassThrough, pipeline, Readable } from 'node:stream'
import type { DeserializeMiddleware } from '@smithy/types'

const sizes = new WeakMap<object, () => number>()

/** Stands between the network and the SDK's parser. */
export const sizing: DeserializeMiddleware<never, never> = (next) => async (args) => {
  const result = await next(args)
  if (isAnswer(result.response)) watch(result.response)
  return result
}

/** Bytes of the body; 0 where there was no answer. `outcome`: what the parser gave or threw. */
export function answerSize(outcome: unknown): number {
  const response = isObject(outcome) ? (outcome['response'] ?? Reflect.get(outcome, '$response')) : undefined
  return isObject(response) ? (sizes.get(response)?.() ?? 0) : 0
}

interface Answer {
  readonly headers: Readonly<Record<string, string>>
  body?: unknown
}

function watch(response: Answer): void {
  const said = Number(response.headers['content-length'] ?? Number.NaN)
  if (Number.isSafeInteger(said)) {
    sizes.set(response, () => said)
    return
  }
  if (!(response.body instanceof Readable)) return
  let bytes = 0
  const counted = new PassThrough()
  counted.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  // A body that breaks off breaks off for the parser, too.
  response.body = pipeline(response.body, counted, () => undefined)
  sizes.set(response, () => bytes)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isAnswer = (value: unknown): value is Answer => isObject(value) && isObject(value['headers'])
