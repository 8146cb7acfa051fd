import type { Account, AccountDoor } from '../../api/schema.ts'
import type { IconName } from '../../parts/icon.tsx'

export const placeOf = ({ units }: Pick<Account, 'units'>): string => units.join(' / ')

export const doorKindWords: Readonly<Record<AccountDoor['kind'], string>> = {
  anybody: 'anybody',
  account: 'another account',
  provider: 'identity provider',
  'identity-center': 'people of Identity Center',
  service: 'AWS service',
}

export const doorIcon: Readonly<Record<AccountDoor['kind'], IconName>> = {
  anybody: 'external',
  account: 'account',
  provider: 'external',
  'identity-center': 'people',
  service: 'service',
}

/** `4 principals`, `168 people`; a service or a provider does not tell how many come. */
export function callersOf({ kind, callers, isOurs }: AccountDoor): string {
  if (kind === 'account' && !isOurs) return 'was not read; everybody whom it allows'
  if (callers === undefined) return doorKindWords[kind]
  const one = kind === 'identity-center' ? 'person' : 'principal'
  const many = kind === 'identity-center' ? 'people' : 'principals'
  return `${callers} ${callers === 1 ? one : many}`
}
