/** The changes that somebody tries, before they are sent: some are sentences with gaps, some have a document in an editor. Pure, tested beside. */

import type { LintType } from '../../../api/queries.ts'
import type { Change, Policy } from '../../../api/schema.ts'
import { policyText } from '../../../parts/policy-lines.ts'
import type { PlainChange } from '../../../search.ts'
import { formOf, isComplete } from './change-forms.ts'

/** What a link asks to take out of a document, once the document is here. */
export interface Removal {
  readonly statement: number
  readonly action: string
  readonly resource: string
  /** ARN of the one who shall lose it. */
  readonly principal?: string
}

export type DraftChange =
  /** Fields that are not chosen yet are absent. */
  | { readonly id: string; readonly kind: 'plain'; readonly change: PlainChange }
  /** `text` is absent while it is as AWS has it. */
  | {
      readonly id: string
      readonly kind: 'edit'
      readonly ref: string
      readonly text?: string
      readonly removal?: Removal
    }
  /** An inline policy that does not exist yet. */
  | { readonly id: string; readonly kind: 'inline'; readonly name: string; readonly on: string; readonly text: string }

export type Draft = readonly DraftChange[]

/** A document has one change, so its id says whose it is; the others are numbered. */
export const idOfEdit = (ref: string): string => `edit ${ref}`
export const idOfInline = (name: string, on: string): string => `inline ${name} ${on}`
export const nextId = (draft: Draft): string =>
  String(Math.max(0, ...draft.filter((one) => one.kind === 'plain').map((one) => Number(one.id))) + 1)

/** In its place; two changes of one document become one, the later. */
export function replaced(draft: Draft, id: string, change: DraftChange): Draft {
  const others = draft.filter((one) => one.id !== change.id || one.id === id)
  return others.map((one) => (one.id === id ? change : one))
}

const newInlineName = 'WhatIf'
const emptyPolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [], Resource: '*' }] }

/** A sentence whose gap opens an editor becomes a document as soon as the gap is filled. */
export function asDocument(change: PlainChange): DraftChange | undefined {
  const form = formOf(change)
  if (form?.opensEditor === undefined) return undefined
  const { policy, on } = change
  if (change.op === 'edit-policy' && policy !== undefined) return { id: idOfEdit(policy), kind: 'edit', ref: policy }
  if (change.op !== 'put-inline-policy' || on === undefined) return undefined
  return { id: idOfInline(newInlineName, on), kind: 'inline', name: newInlineName, on, text: policyText(emptyPolicy) }
}

export const originalText = (policy: Policy): string => policyText(policy.document)

const lintTypes: Readonly<Record<Policy['kind'], LintType>> = {
  'aws-managed': 'managed',
  'customer-managed': 'managed',
  inline: 'identity',
  'group-inline': 'inline-group',
  trust: 'trust',
  resource: 'resource',
  'service-control': 'serviceControl',
  'resource-control': 'resourceControl',
}

/** What lint measures the document by; of resource policies, buckets and keys have rules of their own. */
export function lintTypeOf({ kind, arn = '' }: Policy): LintType {
  if (kind !== 'resource') return lintTypes[kind]
  return /^arn:[^:]*:s3:/.test(arn) ? 'bucket' : /^arn:[^:]*:kms:/.test(arn) ? 'key' : 'resource'
}

type Document = Extract<Change, { op: 'edit-policy' }>['document']

export type Parsed = { readonly ok: true; readonly document: Document } | { readonly ok: false }

export function parseDocument(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ok: true, document: { ...value } }
    }
  } catch {
    // What is wrong, and where, is for lint to say.
  }
  return { ok: false }
}

function editOf(policy: Policy, document: Document): Change {
  if (policy.kind === 'trust' && policy.arn !== undefined)
    return { op: 'edit-trust-policy', role: policy.arn, document }
  if (policy.kind === 'resource' && policy.arn !== undefined)
    return { op: 'edit-resource-policy', resource: policy.arn, document }
  return { op: 'edit-policy', policy: policy.ref, document }
}

/** What the server is asked, of what is complete; `broken` are ids of documents that are not JSON. */
export interface Asked {
  readonly changes: readonly Change[]
  readonly broken: readonly string[]
}

export function changesOf(draft: Draft, policies: ReadonlyMap<string, Policy>): Asked {
  const broken: string[] = []
  const changes = draft.flatMap((one): Change[] => {
    if (one.kind === 'plain') return isComplete(one.change) ? [one.change] : []
    const policy = one.kind === 'edit' ? policies.get(one.ref) : undefined
    if (one.text === undefined || (one.kind === 'edit' && policy === undefined)) return []
    const parsed = parseDocument(one.text)
    if (!parsed.ok) {
      broken.push(one.id)
      return []
    }
    if (one.kind === 'inline')
      return [{ op: 'put-inline-policy', name: one.name, on: one.on, document: parsed.document }]
    return policy === undefined ? [] : [editOf(policy, parsed.document)]
  })
  return { changes, broken }
}

/** As the command line takes it: `bailiwick what-if CHANGE.json`. */
export const changeFile = (changes: readonly Change[]): string =>
  `${JSON.stringify(changes.length === 1 ? changes[0] : changes, null, 2)}\n`

/* ------------------------------------------------------------------ over a reload */

const key = 'bw-what-if'
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export function keepDraft(draft: Draft, store: Store): void {
  try {
    if (draft.length === 0) store.removeItem(key)
    else store.setItem(key, JSON.stringify(draft))
  } catch {
    // A store that is full or forbidden keeps nothing; the page goes on.
  }
}

export function keptDraft(store: Store): Draft {
  try {
    const kept: unknown = JSON.parse(store.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.flatMap(parseKept) : []
  } catch {
    return []
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function parseKept(value: unknown): readonly DraftChange[] {
  if (!isRecord(value) || typeof value['id'] !== 'string') return []
  const { id, text } = value
  switch (value['kind']) {
    case 'plain': {
      const change = value['change']
      if (!isRecord(change) || typeof change['op'] !== 'string') return []
      const fields = Object.entries(change).flatMap(([name, word]) =>
        typeof word === 'string' ? [[name, word] as const] : [],
      )
      return [{ id, kind: 'plain', change: { op: change['op'], ...Object.fromEntries(fields) } }]
    }
    case 'edit':
      if (typeof value['ref'] !== 'string') return []
      return [{ id, kind: 'edit', ref: value['ref'], ...(typeof text === 'string' && { text }) }]
    case 'inline': {
      const { name, on } = value
      if (typeof name !== 'string' || typeof on !== 'string' || typeof text !== 'string') return []
      return [{ id, kind: 'inline', name, on, text }]
    }
    default:
      return []
  }
}
