/** The three questions. What the index refuses (an unknown name, an ambiguous one) becomes a fault with the nearest names. */
import type { CanAnswer, WhatCanAnswer } from '../../core/access/answers.ts'
import type { AccessIndex, WhoCanQuestion } from '../../core/access/build-index.ts'
import type { AccessFault } from '../../core/access/question.ts'
import { awaited, stepwise } from '../../core/access/stepwise.ts'
import type { WhoReachesAnswer } from '../../core/access/who-reaches.ts'
import { AppError } from '../../core/fault.ts'
import type { Result } from '../../core/result.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'
import { parseContext } from './context.ts'
import { createKeptAnswers } from './kept-answers.ts'
import { type PartAsked, type WhoCanView, whoCanPart, wholeAnswer } from './who-can-page.ts'
import { writtenAnswerInSteps } from './written-answer.ts'

interface Deps {
  readonly access: AccessService<AccessIndex>
}

/** Of every question. */
export interface AskedAt {
  /** A time in the past (ISO 8601), the id of a snapshot, or `now`, which is also meant when it is absent. */
  readonly at?: string | undefined
}

export interface CanInput extends AskedAt {
  readonly principal: string
  readonly action: string
  readonly resource?: string | undefined
  /** `key=value`, repeatable. */
  readonly context: readonly string[]
}

export const can =
  (deps: Deps) =>
  async (actor: Actor, input: CanInput): Promise<CanAnswer> => {
    permit(actor, 'read')
    const { principal, action, resource } = input
    const index = await deps.access.at(input.at)
    return answered(
      index.canI({ principal, action, ...given('resource', resource), context: parseContext(input.context) }),
    )
  }

export interface WhoCanInput extends Omit<CanInput, 'principal'>, PartAsked {
  /** Also who gets there by assuming roles. */
  readonly reach?: boolean | undefined
}

interface WhoCanAsked extends Omit<WhoCanQuestion, 'context'>, Pick<WhoCanInput, 'context'> {}

/** Of those that an index was asked, its successor has so many answers when it takes over: the first one would wait longest. */
const mostAskedAgain = 4

/** One to two thousand bytes each; an answer without any is something, too. */
const mostKeptRows = 10_000

export const whoCan = (deps: Deps) => {
  const kept = createKeptAnswers<AccessIndex, WhoCanAsked, WhoCanView>({
    most: mostKeptRows,
    weigh: ({ principals, denied }) => principals.length + denied.length + 100,
  })
  const workOn = (index: AccessIndex, { context, ...question }: WhoCanAsked) =>
    index.whoCanInSteps({ ...question, context: parseContext(context) })
  deps.access.beforeSuccession((next, before) =>
    stepwise(function* () {
      for (const asked of kept.asked(before).slice(-mostAskedAgain)) {
        const work = workOn(next, asked)
        if (!work.ok) continue
        const answer = wholeAnswer(yield* awaited(work.value))
        kept.keep(next, asked, answer)
        yield* writtenAnswerInSteps(answer)
      }
    }),
  )
  return async (actor: Actor, input: WhoCanInput): Promise<WhoCanView> => {
    permit(actor, 'read')
    const { action, resource, context, reach = false } = input
    const index = await deps.access.at(input.at)
    const asked = { action, ...given('resource', resource), ...(reach && { reach }), context }
    const answer = await kept.of(index, asked, async () =>
      wholeAnswer(await deps.access.run(answered(workOn(index, asked)))),
    )
    return whoCanPart(answer, input)
  }
}

export interface WhoReachesInput extends AskedAt {
  readonly resource: string
  readonly context: readonly string[]
}

export const whoReaches =
  (deps: Deps) =>
  async (actor: Actor, { resource, context, at }: WhoReachesInput): Promise<WhoReachesAnswer> => {
    permit(actor, 'read')
    const index = await deps.access.at(at)
    const question = { resource: resource.trim(), context: parseContext(context) }
    return answered(await deps.access.run(index.whoReachesInSteps(question)))
  }

export interface WhatCanInput extends AskedAt {
  readonly principal: string
  readonly service?: string | undefined
  readonly resource?: string | undefined
}

export const whatCan =
  (deps: Deps) =>
  async (actor: Actor, input: WhatCanInput): Promise<WhatCanAnswer> => {
    permit(actor, 'read')
    const { principal, service, resource } = input
    const index = await deps.access.at(input.at)
    return answered(index.whatCan({ principal, ...given('service', service), ...given('resource', resource) }))
  }

/** An empty field of a form is one that was not filled in. */
export const given = <K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } =>
  value?.trim() ? ({ [key]: value.trim() } as { [P in K]: string }) : {}

export function answered<T>(result: Result<T, AccessFault>): T {
  if (result.ok) return result.value
  const { code, message, suggestions, fix: known } = result.error
  const [best] = suggestions
  const fix =
    best === undefined || (known !== undefined && code !== 'ambiguous_principal')
      ? known
      : code === 'ambiguous_principal'
        ? 'Name one of them by its ARN.'
        : `Did you mean ${best}?`
  throw new AppError(code, message, { suggestions, ...(fix !== undefined && { fix }) })
}
