/** What the palette offers for what is typed: answers first, then objects by kind, then screens. */
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type SuggestionKind, suggestQuery } from '../api/queries.ts'
import type { Suggestion } from '../api/schema.ts'
import { momentName, useAsOf } from '../as-of.ts'
import { places } from '../keys.ts'
import { type IconName, isIconName, principalIconOf, resourceIcon } from '../parts/icon.tsx'
import type { AskSearch } from '../search.ts'
import { readMoment } from './moment-words.ts'
import {
  actionFor,
  askOf,
  filled,
  isVerb,
  lacks,
  printed,
  type Reading,
  readTyped,
  type Sentence,
  typedInto,
  verbFits,
} from './question.ts'
import { recentKept } from './recent.ts'

export interface Result {
  readonly key: string
  readonly group: string
  readonly icon: IconName
  readonly name: string
  readonly below?: string | undefined
  /** Its kind, in one word. */
  readonly kind: string
  /** Where it leads, or what it makes of the typed text. */
  readonly does: { readonly href: string } | { readonly at: string | undefined } | { readonly text: string }
}

export interface Results {
  readonly results: readonly Result[]
  /** Why there is no answer, or what a question still needs. */
  readonly says: string | undefined
  readonly isAsking: boolean
}

/** Typing is asked about after a pause (ms). */
const typingPause = 120

/** An object’s address: what is legible in a path stays so. */
const inPath = (id: string): string =>
  encodeURIComponent(id).replace(/%(?:2F|3A|40|3D|2B|2C)/g, (code) => decodeURIComponent(code))

function addressOf(path: string, search: Readonly<Record<string, unknown>>): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string') words.set(name, value)
  const text = words.toString()
  return text === '' ? path : `${path}?${text}`
}
const askAddress = (search: AskSearch): string => addressOf('/access/ask', search)

interface ObjectKind {
  readonly group: string
  readonly word: string
  readonly icon: (one: Suggestion) => IconName
  readonly href: (one: Suggestion) => string
}

/** In the order of `kind=any`. */
const objectKinds: Readonly<Partial<Record<SuggestionKind, ObjectKind>>> = {
  principal: {
    group: 'Principals',
    word: 'principal',
    icon: ({ type }) => principalIconOf(type),
    href: ({ value }) => `/access/principals/${inPath(value)}`,
  },
  identity: {
    group: 'People',
    word: 'person',
    icon: () => 'person',
    href: ({ value }) => `/access/identities/${encodeURIComponent(value)}`,
  },
  resource: {
    group: 'Resources',
    word: 'resource',
    icon: ({ type = '' }) => resourceIcon(type),
    href: ({ value }) => `/access/resources/${inPath(value)}`,
  },
  account: {
    group: 'Accounts',
    word: 'account',
    icon: () => 'account',
    href: ({ value }) => `/access/accounts/${value}`,
  },
  policy: {
    group: 'Policies',
    word: 'policy',
    icon: () => 'audit',
    href: ({ value }) => `/access/policies/${encodeURIComponent(value)}`,
  },
  action: {
    group: 'Actions',
    word: 'action',
    icon: () => 'access',
    href: ({ value }) => askAddress({ ask: 'who-can', action: value }),
  },
}

const objectResult = (one: Suggestion): Result[] => {
  const kind = one.kind && objectKinds[one.kind]
  if (kind === undefined) return []
  return [
    {
      key: `${one.kind} ${one.value}`,
      group: kind.group,
      icon: kind.icon(one),
      name: one.label,
      below: one.detail,
      kind: kind.word,
      does: { href: kind.href(one) },
    },
  ]
}

/** Objects of each kind that the palette shows, and completions of a question. */
const shownEach = 5
const shownCompletions = 6
/** Completions looked through: of a verb most do not fit. */
const lookedAt = 50

/** The kind of name that completes the open part. */
function completedBy({ ask, open, action }: Sentence): SuggestionKind | undefined {
  switch (open) {
    case 'principal':
    case 'action':
    case 'policy':
      return open
    case 'resource':
      return action === 'assume' || action?.startsWith('sts:') ? 'principal' : 'resource'
    case 'end':
      return ask === 'paths' ? 'any' : undefined
    case undefined:
      return undefined
  }
}

export function usePaletteResults(typed: string): Results {
  const at = useAsOf()
  const [settled] = useDebouncedValue(typed, typingPause)
  const reading = readTyped(typed)
  const sentence = reading.kind === 'question' ? reading.sentence : undefined
  const settledReading = readTyped(settled)
  const asked = askedFor(settledReading)
  const answer = useQuery({
    ...suggestQuery(asked.kind, asked.q, reading.kind === 'name' ? shownEach : lookedAt),
    enabled: asked.isWorthIt,
  })
  const found = asked.isWorthIt && settledReading.kind === reading.kind ? (answer.data ?? []) : []
  if (typed.trim() === '')
    return { results: [...recents(), ...examples, ...screens('')], says: undefined, isAsking: false }
  const results = [
    ...moments(typed, at),
    ...(sentence ? answers(sentence, found) : others(reading)),
    ...(reading.kind === 'name' ? objects(reading.text, found) : []),
    ...screens(typed),
  ]
  return {
    results,
    says: reading.kind === 'unclear' ? reading.why : sentence && lacks(sentence),
    isAsking: settled !== typed || answer.isFetching,
  }
}

function askedFor(reading: Reading): {
  readonly kind: SuggestionKind
  readonly q: string
  readonly isWorthIt: boolean
} {
  if (reading.kind === 'name') return { kind: 'any', q: reading.text, isWorthIt: reading.text.length >= 2 }
  if (reading.kind !== 'question') return { kind: 'any', q: '', isWorthIt: false }
  const kind = completedBy(reading.sentence)
  const q = typedInto(reading.sentence)
  // A verb is complete by itself.
  return { kind: kind ?? 'any', q, isWorthIt: kind !== undefined && (q !== '' || kind !== 'any') && !isVerb(q) }
}

/** The question itself where it can be asked, and the same with its last word completed. */
function answers(sentence: Sentence, found: readonly Suggestion[]): readonly Result[] {
  const group = 'Ask'
  const completions = fitting(sentence, found)
    .slice(0, shownCompletions)
    .map((one): Result => {
      const whole = filled(sentence, one.value)
      const isReady = lacks(whole) === undefined
      const shown = printed(filled(sentence, one.label))
      return {
        key: `q ${one.value}`,
        group,
        icon: 'access',
        name: shown,
        below: [meaning(whole, one.type), one.detail].filter((part) => part !== undefined).join(' · ') || undefined,
        kind: isReady ? 'answer' : 'goes on',
        does: isReady
          ? { href: askAddress(askOf(whole, { resourceType: one.type, policyRef: one.value })) }
          : { text: `${shown} ` },
      }
    })
  // A name that several bear, or nobody, is for the screen to say; a policy needs its reference.
  const isReady = lacks(sentence) === undefined && (sentence.ask !== 'what-if' || sentence.policy === undefined)
  const itself: Result = {
    key: 'q',
    group,
    icon: 'access',
    name: printed(sentence),
    below: meaning(sentence, undefined),
    kind: 'answer',
    does: { href: askAddress(askOf(sentence)) },
  }
  return isReady ? [...completions, itself] : completions
}

/** What the question can be about: of a verb only what it is said of, buckets before task definitions. */
function fitting({ open, action = '' }: Sentence, found: readonly Suggestion[]): readonly Suggestion[] {
  if (open === 'end') return found.filter(({ kind }) => kind === 'principal' || kind === 'resource')
  if (open !== 'resource' || !isVerb(action) || action === 'assume') return found
  const placed = found.flatMap((one) => {
    const place = verbFits(action, one.type)
    return place === undefined ? [] : [{ one, place }]
  })
  return placed.toSorted((a, b) => a.place - b.place).map(({ one }) => one)
}

/** The action behind a verb. */
const meaning = ({ action }: Sentence, resourceType: string | undefined): string | undefined =>
  action !== undefined && isVerb(action) ? actionFor(action, resourceType) : undefined

function others(reading: Reading): readonly Result[] {
  if (reading.kind === 'administrators') {
    return [
      {
        key: 'administrators',
        group: 'Ask',
        icon: 'shield',
        name: 'who is administrator',
        kind: 'answer',
        does: { href: addressOf('/access/principals', { admin: 'true' }) },
      },
    ]
  }
  if (reading.kind !== 'changes') return []
  const from = reading.since === undefined ? undefined : readMoment(reading.since, Date.now())
  return [
    {
      key: 'changes',
      group: 'Ask',
      icon: 'clock',
      name: from === undefined ? 'what changed' : `what changed since ${momentName(from)}`,
      kind: 'answer',
      does: { href: addressOf('/access/time', { from }) },
    },
  ]
}

/** Kinds by their best fit, in their own order where two fit alike: whoever types a name in full finds it first. */
function objects(text: string, found: readonly Suggestion[]): readonly Result[] {
  const byKind = [...Map.groupBy(found, ({ kind }) => kind).values()].map((list) => ({
    list: list.slice(0, shownEach),
    fit: Math.min(...list.map(({ label }) => fitOf(label.toLowerCase(), text.toLowerCase()))),
  }))
  return byKind.toSorted((a, b) => a.fit - b.fit).flatMap(({ list }) => list.flatMap(objectResult))
}

const fitOf = (label: string, text: string): number =>
  label === text ? 0 : label.startsWith(text) ? 1 : label.includes(text) ? 2 : 3

function moments(typed: string, at: string | undefined): readonly Result[] {
  const base = { group: 'Time', icon: 'clock', kind: 'moment' } as const
  const moment = readMoment(typed, Date.now())
  const result = (key: string, name: string, to: string | undefined): Result => ({
    ...base,
    key,
    name,
    does: { at: to },
  })
  if (moment !== undefined) return [result('moment', `Look at ${momentName(moment)}`, moment)]
  return at !== undefined && /^(?:as of )?now$/i.test(typed.trim()) ? [result('now', 'Back to now', undefined)] : []
}

/** Beginnings, to be gone on with, and one that is whole. */
const examples: readonly Result[] = [
  ['who can read ', 'a bucket, key, secret or queue: whoever all layers let'],
  ['what can ', 'a person, user or role: by service and level'],
  ['how does anybody reach administrator', 'ways to more power than was meant', askAddress({ ask: 'paths' })],
  ['what if I remove ', 'a policy: who would lose what'],
  ['what changed since yesterday', 'who gained, who lost, and why'],
].map(([text = '', below, href]) => ({
  key: text,
  group: 'Ask',
  icon: 'access',
  name: text.endsWith(' ') ? `${text}…` : text,
  below,
  kind: href === undefined ? 'question' : 'answer',
  does: href === undefined ? { text } : { href },
}))

const recents = (): readonly Result[] =>
  recentKept(isIconName).map(({ href, ...one }) => ({ ...one, key: `recent ${href}`, group: 'Recent', does: { href } }))

function screens(typed: string): readonly Result[] {
  const wanted = typed.trim().toLowerCase()
  return places
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map(({ to, name, key }) => ({
      key: to,
      group: 'Screens',
      icon: to === '/' ? 'home' : 'right',
      name,
      kind: `g ${key}`,
      does: { href: to },
    }))
}
