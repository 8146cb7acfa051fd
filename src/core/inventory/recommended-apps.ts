/**
 * Applications and directories that what was read gives away (connection.md §6): whoever signs people or machines in to AWS
 * is worth looking at, each with the objects that are the evidence.
 */
import type { AccountId } from '../ids.ts'
import { compareText } from '../order.ts'
import { shortHash } from './content-key.ts'
import type { InventoryObject, ObjectOfKind } from './objects.ts'
import { nameOidcProvider, nameSamlProvider } from './providers.ts'

export type RecommendedAppKind = 'saml' | 'oidc' | 'identity_center_application'

export interface RecommendedApp {
  /** Stays the same from one reading to the next, so that a dismissal is remembered. */
  readonly id: string
  readonly kind: RecommendedAppKind
  readonly name: string
  /** Null: nobody that we know. */
  readonly vendor: string | null
  /** By account, then ARN. */
  readonly evidence: readonly AppEvidence[]
}

export interface AppEvidence {
  readonly accountId: AccountId
  readonly arn: string
  /** One sentence. */
  readonly detail: string
}

/** One provider that many accounts trust is one application. By name, then id. */
export function recommendApps(objects: Iterable<InventoryObject>): readonly RecommendedApp[] {
  const all = [...objects]
  const people = peopleOfApplications(all)
  const apps = new Map<string, RecommendedApp>()
  for (const object of all) {
    const sighting = sightingOf(object, people)
    if (!sighting) continue
    const { key, detail, ...app } = sighting
    const id = shortHash(`${app.kind} ${key}`)
    const known = apps.get(id)
    const evidence = { accountId: object.accountId, arn: object.arn, detail }
    apps.set(id, { id, ...app, evidence: [...(known?.evidence ?? []), evidence] })
  }
  return [...apps.values()]
    .map((app) => ({ ...app, evidence: app.evidence.toSorted(byPlace) }))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id))
}

const byPlace = (a: AppEvidence, b: AppEvidence): number =>
  compareText(a.accountId, b.accountId) || compareText(a.arn, b.arn)

/** What one object gives away; equal keys are one application. */
interface Sighting extends Pick<RecommendedApp, 'kind' | 'name' | 'vendor'> {
  readonly key: string
  readonly detail: string
}

function sightingOf(object: InventoryObject, people: PeopleOfApplications): Sighting | undefined {
  switch (object.kind) {
    case 'samlProvider':
      return samlSighting(object)
    case 'oidcProvider':
      return oidcSighting(object)
    case 'identityCenterApplication':
      return applicationSighting(object, people)
    default:
      return undefined
  }
}

/** Identity Center makes one in every account that it serves (Identity Center UG, "SAML provider"): AWS itself, no application. */
const identityCentersOwn = /^AWSSSO_[0-9a-f]+_DO_NOT_DELETE$/

function samlSighting({ body }: ObjectOfKind<'samlProvider'>): Sighting | undefined {
  if (identityCentersOwn.test(body.name)) return undefined
  const known = nameSamlProvider(body.entityId, body.signInUrl)
  return {
    kind: 'saml',
    key: body.entityId ?? body.name,
    name: known?.vendor ?? known?.host ?? body.name,
    vendor: known?.vendor ?? null,
    detail:
      body.entityId === undefined
        ? `The SAML provider ${body.name}; its metadata was not read.`
        : `The SAML provider ${body.name} trusts ${body.entityId}.`,
  }
}

function oidcSighting({ body }: ObjectOfKind<'oidcProvider'>): Sighting {
  const { vendor, host } = nameOidcProvider(body.url)
  return {
    kind: 'oidc',
    // Each cluster has an address of its own; they are one application all the same.
    key: vendor ?? body.url,
    name: vendor ?? host,
    vendor,
    detail: `The OIDC provider of ${body.url}${audiencesOf(body.clientIds)}.`,
  }
}

const audiencesOf = (ids: readonly string[]): string => (ids.length === 0 ? '' : `, for ${ids.join(', ')}`)

function applicationSighting(
  { arn, body }: ObjectOfKind<'identityCenterApplication'>,
  people: PeopleOfApplications,
): Sighting {
  return {
    kind: 'identity_center_application',
    key: arn,
    name: body.name,
    vendor: providerOf(body.providerArn),
    detail: `An application of Identity Center${body.enabled ? '' : ', disabled'}: ${whoMayEnter(people(arn), body.assignmentRequired)}.`,
  }
}

function whoMayEnter(assigned: number, required: boolean | undefined): string {
  if (required === false) return 'everybody in the directory may enter'
  const who =
    assigned === 1 ? '1 person is assigned' : assigned === 0 ? 'nobody is assigned' : `${assigned} people are assigned`
  return required === undefined ? `${who}, and whether others may enter was not read` : who
}

/** `arn:aws:sso::aws:applicationProvider/salesforce` → `salesforce`; what somebody made himself has no vendor. */
function providerOf(arn: string | undefined): string | null {
  const name = arn?.split('/').at(-1)
  return name === undefined || name === '' || name.startsWith('custom') ? null : name
}

/** How many people an application is assigned to, through groups or directly. */
type PeopleOfApplications = (applicationArn: string) => number

function peopleOfApplications(objects: readonly InventoryObject[]): PeopleOfApplications {
  const members = new Map<string, readonly string[]>()
  const assigned = new Map<string, Set<string>>()
  for (const object of objects) if (object.kind === 'directoryGroup') members.set(object.body.id, object.body.members)
  for (const object of objects) {
    if (object.kind !== 'applicationAssignment') continue
    const { applicationArn, principalType, principalId } = object.body
    const people = assigned.get(applicationArn) ?? new Set()
    assigned.set(applicationArn, people)
    for (const id of principalType === 'GROUP' ? (members.get(principalId) ?? []) : [principalId]) people.add(id)
  }
  return (arn) => assigned.get(arn)?.size ?? 0
}
