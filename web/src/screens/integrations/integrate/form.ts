/** The Integrate AWS dialog as data: its steps, the fields on each, and what is sent. Pure, tested beside. */
import type { ConnectForm, Integration } from '../../../api/schema.ts'
import type { ConnectScope } from '../../../search.ts'
import { changedSettings, emptySettings, listOf, type SettingsDraft, settingsForm } from './settings-draft.ts'

export type Method = ConnectForm['method']
export type FormStep = 'method' | 'accounts' | 'options' | 'owner'
export type StepKey = FormStep | 'install' | 'check'

export interface Draft {
  readonly method: Method
  readonly partition: 'aws' | 'aws-us-gov' | 'aws-cn'
  readonly accessKeyId: string
  /** In this page's memory only: never part of a saved draft. */
  readonly secretAccessKey: string
  readonly accounts: string
  readonly managementAccount: string
  readonly organization: boolean
  readonly identityCenter: boolean
  readonly roleName: string
  readonly managementRoleArn: string
  readonly regions: string
  readonly homeRegion: string
  readonly identityCenterRegion: string
  readonly profile: string
  readonly name: string
  readonly owner: string
  readonly settings: SettingsDraft
}

export const emptyDraft: Draft = {
  method: 'cloudformation',
  partition: 'aws',
  accessKeyId: '',
  secretAccessKey: '',
  accounts: '',
  managementAccount: '',
  organization: false,
  identityCenter: false,
  roleName: '',
  managementRoleArn: '',
  regions: '',
  homeRegion: '',
  identityCenterRegion: '',
  profile: '',
  name: '',
  owner: '',
  settings: emptySettings,
}

/** What the catalog's entries begin with. */
export const draftFor = (scope: ConnectScope | undefined): Partial<Draft> => {
  switch (scope) {
    case 'organization':
      return { method: 'stackset', organization: true, identityCenter: true }
    case 'identity_center':
      return { method: 'cloudformation', identityCenter: true }
    case 'account':
    case undefined:
      return {}
  }
}

export const methodNames: Readonly<Record<Method, string>> = {
  cloudformation: 'CloudFormation',
  stackset: 'CloudFormation StackSets',
  manual: 'Manual',
  legacy: 'Legacy integration',
  direct: 'Try it with the credentials of this machine',
}

export const stepNames: Readonly<Record<StepKey, string>> = {
  method: 'Method',
  accounts: 'Accounts and Regions',
  options: 'Name and options',
  owner: 'Owner',
  install: 'Install the role',
  check: 'Check',
}

/** Nothing is installed where the credentials at hand read. */
export const stepsOf = (method: Integration['method']): readonly StepKey[] =>
  method === 'direct'
    ? ['method', 'accounts', 'options', 'owner', 'check']
    : ['method', 'accounts', 'options', 'owner', 'install', 'check']

const ownFields: Readonly<Record<FormStep, readonly string[]>> = {
  method: ['method', 'partition', 'accessKeyId', 'secretAccessKey'],
  accounts: [
    'accounts',
    'managementAccount',
    'organization',
    'identityCenter',
    'roleName',
    'managementRoleArn',
    'regions',
    'profile',
  ],
  options: ['name', 'homeRegion', 'identityCenterRegion', 'settings'],
  owner: ['owner'],
}
const formSteps: readonly FormStep[] = ['method', 'accounts', 'options', 'owner']
export const isFormStep = (step: StepKey): step is FormStep => formSteps.some((one) => one === step)

/** Of a saved draft, which may be of another version. */
export const formStepOf = (saved: string | undefined): FormStep => formSteps.find((step) => step === saved) ?? 'method'

/** The step on which a field that the server names stands; the first when it names none of ours. */
export const stepOfField = (path: string): FormStep =>
  formSteps.find((step) =>
    ownFields[step].some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)),
  ) ?? 'method'

/** Problems of the steps up to this one: nobody is told of fields that he has not seen. */
export const problemsUpTo = <T extends { readonly path: string }>(
  step: FormStep,
  problems: readonly T[],
): readonly T[] => problems.filter((problem) => formSteps.indexOf(stepOfField(problem.path)) <= formSteps.indexOf(step))

/** What stands under each step's name once it is filled in. */
export function stepSummary(step: StepKey, draft: Draft): string {
  switch (step) {
    case 'method':
      return draft.method === 'direct' ? 'Credentials of this machine' : methodNames[draft.method]
    case 'accounts': {
      if (draft.method === 'direct') return draft.profile === '' ? 'default credentials' : `profile ${draft.profile}`
      const count = new Set(listOf(draft.accounts)).size
      const scope =
        draft.organization && count === 0 ? 'Whole organization' : count === 1 ? '1 account' : `${count} accounts`
      return `${scope}, ${draft.regions.trim() === '' ? 'all Regions' : draft.regions.trim()}`
    }
    case 'options':
      return draft.name
    case 'owner':
      return draft.owner
    case 'install':
    case 'check':
      return ''
  }
}

const filled = <K extends keyof Draft>(draft: Draft, ...names: readonly K[]): Partial<Record<K, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = draft[name]
      return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : []
    }),
  ) as Partial<Record<K, string>>

/** Only what was filled in, and only what the method asks for. */
export function requestOf(draft: Draft): ConnectForm {
  const common: ConnectForm = {
    method: draft.method,
    partition: draft.partition,
    ...filled(draft, 'name', 'owner', 'regions', 'homeRegion', 'identityCenterRegion'),
    settings: settingsForm(draft.settings),
  }
  if (draft.method === 'direct') return { ...common, ...filled(draft, 'profile') }
  return {
    ...common,
    organization: draft.organization,
    identityCenter: draft.identityCenter,
    ...filled(draft, 'accounts', 'managementAccount', 'roleName', 'managementRoleArn'),
    ...(draft.method === 'legacy' && filled(draft, 'accessKeyId', 'secretAccessKey')),
  }
}

/** What is kept of an unfinished form: everything but the secret. */
export function savedForm(draft: Draft) {
  const { secretAccessKey: _, ...rest } = draft
  return { draft: rest }
}

/** A saved form may be of another version: only what still fits is taken. */
export function draftOfSaved(form: Readonly<Record<string, unknown>>): Draft {
  const saved = objectOf(form['draft'])
  return { ...fitting(emptyDraft, saved), settings: fitting(emptySettings, objectOf(Reflect.get(saved, 'settings'))) }
}

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

function fitting<T extends object>(empty: T, saved: object): T {
  const kept = Object.entries(empty).map(([name, value]) => {
    const one: unknown = Reflect.get(saved, name)
    const fits = typeof one === typeof value && Array.isArray(one) === Array.isArray(value)
    const list = value === null && (one === null || Array.isArray(one))
    return [name, (fits && one !== null) || list ? one : value]
  })
  return Object.fromEntries(kept) as T
}

/** What a form means that does not say (`app/connections/account-fields.ts`, `connect-form.ts`). */
export const isOrganization = (method: string): boolean => method === 'stackset'
export const withIdentityCenter = ({ managementAccount }: { readonly managementAccount?: unknown }): boolean =>
  typeof managementAccount === 'string'

/** What `bailiwick integrations apply -f` takes: the words of connection.md §5, without secrets. */
export function fileOf(draft: Draft) {
  const { method, partition, organization, identityCenter, ...form } = requestOf(draft)
  return {
    name: form.name ?? 'AWS',
    method,
    ...(partition !== 'aws' && { partition }),
    ...(form.owner !== undefined && { owner: form.owner }),
    ...(form.accounts !== undefined && { accounts: listOf(form.accounts) }),
    ...(form.managementAccount !== undefined && { managementAccount: form.managementAccount }),
    ...(form.managementRoleArn !== undefined && { managementRoleArn: form.managementRoleArn }),
    ...(organization !== undefined && organization !== isOrganization(method) && { organization }),
    ...(identityCenter !== undefined && identityCenter !== withIdentityCenter(form) && { identityCenter }),
    ...(form.roleName !== undefined && { roleName: form.roleName }),
    ...(form.regions !== undefined && { regions: listOf(form.regions) }),
    ...(form.homeRegion !== undefined && { homeRegion: form.homeRegion }),
    ...(form.identityCenterRegion !== undefined && { identityCenterRegion: form.identityCenterRegion }),
    ...changedSettings(emptySettings, draft.settings),
  }
}

/** `AWS`, then `AWS 2`, …: neither it nor the name of the Identity Center card beside it is taken (connection.md §4). */
export function freeName(taken: readonly string[]): string {
  const used = new Set(taken.map((name) => name.toLowerCase()))
  const isTaken = (name: string) =>
    used.has(name.toLowerCase()) || used.has(`${name} IAM Identity Center`.toLowerCase())
  let name = 'AWS'
  for (let number = 2; isTaken(name); number += 1) name = `AWS ${number}`
  return name
}
