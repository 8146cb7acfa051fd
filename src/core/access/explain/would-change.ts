/** What would turn an answer, smallest change first. Nothing is said that was not tried (policy-engine.md 5.2). */
import type { ContextValue, StatementRef } from '../../evaluate/types.ts'
import type { Answer, WouldChange } from '../answers.ts'
import type { Assessment } from '../assess.ts'
import type { GivenContext } from '../context.ts'
import { policyObject, statementsOf } from '../policy-facts.ts'
import { type ContextWay, contextWays } from './context-ways.ts'
import { type Fix, isDenied, isOfAws, type Way } from './fixes.ts'
import type { NearAllow } from './near-allow.ts'
import { type Explained, type Origin, originOf } from './reasons.ts'
import type { Edit, Trial } from './trial.ts'
import * as say from './words.ts'

const maxChanges = 6
const maxContexts = 3

export interface Tried {
  readonly explained: Explained
  readonly trial: Trial
  readonly given: GivenContext
  readonly named: say.Named
}

export function wouldChange(tried: Tried, ways: readonly Way[], near: NearAllow | undefined): readonly WouldChange[] {
  const { answer } = tried.explained.assessment
  return changesFor(answer, tried, ways, near).slice(0, maxChanges)
}

function changesFor(
  answer: Answer,
  tried: Tried,
  ways: readonly Way[],
  near: NearAllow | undefined,
): readonly WouldChange[] {
  switch (answer) {
    case 'ExplicitlyDenied':
    case 'ImplicitlyDenied':
      return [...contexts(tried, 'Allowed'), ...nearEdit(tried, ways, near), ...ways.map((way) => ofWay(tried, way))]
    case 'Conditional':
      return [...contexts(tried, 'Allowed'), ...contexts(tried, 'denied').slice(0, 1), ...unconditional(tried)]
    case 'Allowed':
      return [...contexts(tried, 'denied').slice(0, 1), ...carrying(tried)]
    case 'Unknown':
      return []
  }
}

/* ------------------------------------------------------------------ call differently */

function contexts(tried: Tried, goal: 'Allowed' | 'denied'): readonly WouldChange[] {
  const { trial, given } = tried
  const found = new Map<string, WouldChange>()
  for (const way of waysToCall(tried, goal === 'Allowed')) {
    if (found.size >= maxContexts) break
    const text = goal === 'Allowed' ? say.callText(way.tests) : say.deniedIf(way.tests)
    if (found.has(text)) continue
    const outcome = trial([], givenWith(given, way))
    const reached = goal === 'Allowed' ? isAllowed(outcome) : isRefused(outcome)
    if (reached) found.set(text, { text, decision: outcome.answer, kind: 'context', context: pairsOf(way) })
  }
  return [...found.values()]
}

/**
 * The condition that is left says which values would do. Where there is none because the asker settled its keys, it is what
 * is left when one of them, or all, are open.
 */
function waysToCall({ explained, trial, given }: Tried, holds: boolean): readonly ContextWay[] {
  const { asRead: own, request: asked } = explained.assessment
  if (own.condition) return contextWays(own.condition, holds, (key) => asked.context.get(key) === 'maybe')
  const opened = [...given.keys()].map((open) => new Map([...given].filter(([key]) => key !== open)))
  const starts: readonly GivenContext[] = given.size > 1 ? [...opened, new Map()] : opened
  return starts.flatMap((start) => {
    const { asRead, request } = trial([], start)
    const mayBeAbsent = (key: string): boolean => request.context.get(key) === 'maybe'
    if (asRead.condition) return contextWays(asRead.condition, holds, mayBeAbsent)
    return [...given.keys()].flatMap((key) => (start.has(key) ? [] : factOf(key, request.context.get(key))))
  })
}

/** What is known of a key that the asker settled otherwise. */
function factOf(key: string, known: ContextValue): readonly ContextWay[] {
  const value = typeof known === 'string' ? undefined : known[0]
  if (value === undefined) return []
  return [{ values: new Map([[key, value]]), tests: [{ op: 'StringEquals', key, values: [value] }] }]
}

function givenWith(given: GivenContext, { values }: ContextWay): GivenContext {
  const all = new Map(given)
  for (const [key, value] of values) all.set(key.toLowerCase(), value === undefined ? [] : [value])
  return all
}

/** As the question takes them: `key=` for an absent key, `key=""` for an empty value. */
const pairsOf = ({ values }: ContextWay): readonly string[] =>
  [...values].map(([key, value]) => `${key}=${value === '' ? '""' : (value ?? '')}`)

/* ------------------------------------------------------------------ change a policy */

function ofWay({ named }: Tried, { fixes, outcome }: Way): WouldChange {
  const [first] = fixes
  return {
    text: say.fixesText(fixes, named),
    decision: outcome.answer,
    kind: fixes.some(({ kind }) => kind !== 'grant') ? 'edit' : 'grant',
    ...(first && placeOf(first)),
  }
}

function placeOf(fix: Fix): Pick<WouldChange, 'layer' | 'policy' | 'policyRef' | 'statement'> {
  if (fix.kind === 'public-access') return {}
  const { layer, entry } = fix
  return {
    layer,
    ...(entry && { policy: entry.name, policyRef: entry.ref }),
    ...(fix.kind === 'deny' && { statement: fix.statement }),
  }
}

/** The nearest Allow, edited so that it covers the call; only where nothing else is in the way. */
function nearEdit(tried: Tried, ways: readonly Way[], near: NearAllow | undefined): readonly WouldChange[] {
  const { trial, named } = tried
  if (!near?.edit || ways[0]?.fixes.length !== 1) return []
  const { layer, entry, statement, sid, missed, edit } = near
  const outcome = trial([edit])
  if (isDenied(outcome)) return []
  const text = say.nearEditText(
    say.policyName(layer, entry.name, near.level),
    say.statementName(statement, sid),
    missed,
    named,
  )
  return [{ text, decision: outcome.answer, kind: 'edit', layer, policy: entry.name, policyRef: entry.ref, statement }]
}

/* ------------------------------------------------------------------ statements that carry an answer */

/** Statements that hold up the decision alone. SCPs allow everything nearly everywhere, so their Allow says nothing. */
function carrying(tried: Tried): readonly WouldChange[] {
  return refsOf(tried, ({ effect, type }) => effect === 'Allow' && type !== 'serviceControl').flatMap((ref) =>
    trying(tried, ref, isRefused, say.carriesDecision, (origin) => removal(origin)),
  )
}

/** What makes an answer depend on something: a Deny with a condition, or an Allow with one. */
function unconditional(tried: Tried): readonly WouldChange[] {
  return refsOf(tried, ({ conditional }) => conditional).flatMap((ref) =>
    ref.effect === 'Deny'
      ? trying(tried, ref, isAllowed, say.withoutDeny, (origin) => removal(origin))
      : trying(tried, ref, isAllowed, say.withoutCondition, bare),
  )
}

const isAllowed = ({ answer }: Assessment): boolean => answer === 'Allowed'
/** For certain, whatever was not read. */
const isRefused = ({ answer }: Assessment): boolean => answer === 'ImplicitlyDenied' || answer === 'ExplicitlyDenied'

const refsOf = ({ explained }: Tried, wanted: (ref: StatementRef) => boolean): readonly StatementRef[] =>
  explained.assessment.asRead.decidedBy.filter(wanted)

function trying(
  { explained, trial }: Tried,
  ref: StatementRef,
  reached: (outcome: Assessment) => boolean,
  text: (policy: string, statement: string) => string,
  editOf: (origin: Origin) => Edit | undefined,
): readonly WouldChange[] {
  const origin = originOf(explained, ref)
  const edit = origin && editOf(origin)
  if (!origin || !edit) return []
  const outcome = trial([edit])
  if (!reached(outcome)) return []
  const { entry, statement, level } = origin
  return [
    {
      text: text(say.policyName(ref.type, entry.name, level), say.statementName(statement, ref.sid)),
      decision: outcome.answer,
      kind: 'edit',
      layer: ref.type,
      policy: entry.name,
      policyRef: entry.ref,
      statement,
    },
  ]
}

const removal = ({ entry, statement }: Origin): Edit => ({ op: 'statement', ref: entry.ref, statement })

/** The statement without its condition; undefined where it has none, or nobody can edit it. */
function bare({ entry, statement }: Origin): Edit | undefined {
  const found = statementsOf(policyObject(entry.document ?? null))[statement]
  if (found?.['Condition'] === undefined || isOfAws(entry)) return undefined
  const { Condition: _, ...to } = found
  return { op: 'statement', ref: entry.ref, statement, to }
}
