/**
 * What somebody outside can do with `bailiwick/engine` alone: every golden case, evaluated through the published face and
 * through nothing else.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type ApplicablePolicies,
  contextOf,
  createPolicyEngine,
  type PolicyId,
  type PolicyType,
  parseAccountId,
  parsePrincipal,
  readCatalogue,
  type S3BlockPublicAccess,
} from '../src/engine.ts'

const root = join(import.meta.dirname, '..')
const catalogue = readCatalogue(readFileSync(join(root, 'dist/catalog.bin')))
const engine = createPolicyEngine(catalogue)

interface Case {
  readonly id: string
  readonly principal: string
  readonly action: string
  readonly resource: string
  readonly resourceAccount?: string
  readonly context?: Readonly<Record<string, unknown>>
  readonly unknownContext?: boolean
  readonly identityPolicies: readonly unknown[]
  readonly permissionsBoundary?: readonly unknown[]
  readonly sessionPolicies?: readonly unknown[]
  readonly serviceControlPolicies?: readonly (readonly unknown[])[]
  readonly resourceControlPolicies?: readonly (readonly unknown[])[]
  readonly resourcePolicy?: unknown
  readonly endpointPolicies?: readonly unknown[]
  readonly s3BlockPublicAccess?: S3BlockPublicAccess
  readonly expected: string
  readonly contested?: boolean
}

function compile(document: unknown, type: PolicyType): PolicyId {
  const parsed = engine.parse(document, type)
  if (!parsed.ok) throw new Error(`${parsed.error.path}: ${parsed.error.message}`)
  return parsed.value
}

function policiesOf(one: Case): ApplicablePolicies {
  const list = (documents: readonly unknown[], type: PolicyType) => documents.map((document) => compile(document, type))
  const levels = (documents: readonly (readonly unknown[])[], type: PolicyType) =>
    documents.map((level) => list(level, type))
  return {
    identity: list(one.identityPolicies, 'identity'),
    ...(one.permissionsBoundary && { permissionsBoundary: list(one.permissionsBoundary, 'permissionsBoundary') }),
    ...(one.sessionPolicies && { session: list(one.sessionPolicies, 'session') }),
    ...(one.serviceControlPolicies && { serviceControl: levels(one.serviceControlPolicies, 'serviceControl') }),
    ...(one.resourceControlPolicies && { resourceControl: levels(one.resourceControlPolicies, 'resourceControl') }),
    ...(one.resourcePolicy !== undefined && { resource: compile(one.resourcePolicy, 'resource') }),
    ...(one.endpointPolicies && { endpoint: list(one.endpointPolicies, 'endpoint') }),
    ...(one.s3BlockPublicAccess && { s3BlockPublicAccess: one.s3BlockPublicAccess }),
  }
}

function decide(one: Case): string {
  const { principal, action, resource } = one
  const resourceAccount = parseAccountId(one.resourceAccount ?? '')
  const asked = { principal, action, resource, ...(resourceAccount !== undefined && { resourceAccount }) }
  const given = Object.fromEntries(
    Object.entries(one.context ?? {}).map(([key, value]) => [key, [value].flat().map(String)]),
  )
  const context = contextOf({ ...asked, given, unknown: one.unknownContext ?? false }, catalogue)
  return engine.evaluate({ ...asked, context }, policiesOf(one)).decision
}

const decisions: ReadonlySet<string> = new Set(['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied', 'Conditional'])

describe('the published face', () => {
  const folder = join(root, 'test/cases')
  const cases = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name): Case[] => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter(
      ({ expected, contested, principal }) => decisions.has(expected) && !contested && parsePrincipal(principal).ok,
    )

  test('decides every golden case', () => {
    const wrong = cases.filter((one) => decide(one) !== one.expected).map(({ id, expected }) => `${id}: ${expected}`)
    expect(wrong).toEqual([])
    expect(cases.length).toBeGreaterThan(300)
    for (const kind of [
      'permissionsBoundary',
      'sessionPolicies',
      'serviceControlPolicies',
      'resourceControlPolicies',
      'resourcePolicy',
      'endpointPolicies',
      's3BlockPublicAccess',
      'unknownContext',
    ] as const) {
      expect(cases.some((one) => one[kind] !== undefined)).toBe(true)
    }
  })
})
