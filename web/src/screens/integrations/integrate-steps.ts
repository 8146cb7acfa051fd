/** The steps of the Integrate AWS dialog and the fields on each, as data. Pure, tested beside. */
import type { ConnectForm } from '../../api/schema.ts'

export type Method = ConnectForm['method']
export type StepKey = 'method' | 'accounts' | 'name' | 'owner' | 'check'

export interface Draft {
  readonly method: Method
  readonly accounts: string
  readonly managementAccount: string
  readonly organization: boolean
  readonly identityCenter: boolean
  readonly roleName: string
  readonly regions: string
  readonly profile: string
  readonly name: string
  readonly owner: string
}

export const emptyDraft: Draft = {
  method: 'cloudformation',
  accounts: '',
  managementAccount: '',
  organization: false,
  identityCenter: false,
  roleName: '',
  regions: '',
  profile: '',
  name: 'AWS',
  owner: '',
}

export const methodNames: Readonly<Record<Method, string>> = {
  cloudformation: 'CloudFormation',
  stackset: 'CloudFormation StackSets',
  manual: 'By hand',
  direct: 'Credentials of this server',
}

export const steps: readonly {
  readonly key: StepKey
  readonly name: string
  readonly fields: readonly (keyof Draft)[]
}[] = [
  { key: 'method', name: 'Method', fields: ['method'] },
  {
    key: 'accounts',
    name: 'Accounts and Regions',
    fields: ['accounts', 'managementAccount', 'organization', 'identityCenter', 'roleName', 'regions', 'profile'],
  },
  { key: 'name', name: 'Name', fields: ['name'] },
  { key: 'owner', name: 'Owner', fields: ['owner'] },
  { key: 'check', name: 'Install and check', fields: [] },
]

/** The step on which a field that the server names stands; the first when it names none of ours. */
export const stepOfField = (path: string): StepKey =>
  steps.find((step) =>
    step.fields.some((field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)),
  )?.key ?? 'method'

export const accountNumbers = (typed: string): readonly string[] => typed.split(/[\s,;]+/).filter((part) => part !== '')

/** What stands under each step's name once it is filled in. */
export function stepSummary(step: StepKey, draft: Draft): string {
  switch (step) {
    case 'method':
      return methodNames[draft.method]
    case 'accounts': {
      if (draft.method === 'direct') return draft.profile === '' ? 'default credentials' : `profile ${draft.profile}`
      const count = accountNumbers(draft.accounts).length
      const scope = draft.organization ? 'organization' : count === 1 ? '1 account' : `${count} accounts`
      return `${scope}, ${draft.regions.trim() === '' ? 'all Regions' : draft.regions.trim()}`
    }
    case 'name':
      return draft.name
    case 'owner':
      return draft.owner
    case 'check':
      return ''
  }
}

/** Only what was filled in, and only what the method asks for. */
export function requestOf(draft: Draft): ConnectForm {
  const name = draft.name.trim()
  const owner = draft.owner.trim()
  const regions = draft.regions.trim()
  const common = {
    method: draft.method,
    ...(name !== '' && { name }),
    ...(owner !== '' && { owner }),
    ...(regions !== '' && { regions }),
  }
  const profile = draft.profile.trim()
  if (draft.method === 'direct') return { ...common, ...(profile !== '' && { profile }) }
  const accounts = draft.accounts.trim()
  const managementAccount = draft.managementAccount.trim()
  const roleName = draft.roleName.trim()
  return {
    ...common,
    organization: draft.organization,
    identityCenter: draft.identityCenter,
    ...(accounts !== '' && { accounts }),
    ...(managementAccount !== '' && { managementAccount }),
    ...(roleName !== '' && { roleName }),
  }
}
