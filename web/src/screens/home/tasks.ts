/** What waits for somebody, as far as Bailiwick knows it today: integrations that cannot go on, and accounts that could not be read. */
import type { Integration, Status } from '../../api/schema.ts'
import type { IconName } from '../../parts/icon.tsx'
import { counted } from '../../parts/verdict.tsx'

export interface Task {
  readonly key: string
  readonly icon: IconName
  readonly kind: string
  readonly what: string
  readonly why: string
  readonly act: string
  readonly does: TaskAct
}

export type TaskAct =
  | { readonly to: '/integrations'; readonly search?: { readonly order: 'trouble' } }
  | { readonly to: '/integrations/$id'; readonly params: { readonly id: string } }
  | 'wake the sample'

/** Names in a sentence: two, then a count. */
const namesOf = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(', ').replace(/, ([^,]*)$/, ' and $1')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`

export function tasksOf(status: Status, integrations: readonly Integration[]): readonly Task[] {
  const sleeping = asleep(status, integrations)
  // That it cannot be read while it sleeps goes without saying.
  const others = sleeping.length > 0 ? integrations.filter(({ method }) => method !== 'sample') : integrations
  return [...others.flatMap(stuck), ...sleeping, ...unreadAccounts(status), ...partlyRead(status)]
}

function stuck({ id, name, state, reason }: Integration): readonly Task[] {
  if (state !== 'error' && state !== 'awaiting_trust' && state !== 'draft') return []
  const isBroken = state === 'error'
  return [
    {
      key: id,
      icon: 'plug',
      kind: 'Integration',
      what: isBroken ? `${name} cannot be read.` : `${name} waits for its role in AWS.`,
      why: reason ?? 'Install the role, then check again.',
      act: isBroken ? 'See why' : 'Continue',
      does: { to: '/integrations/$id', params: { id } },
    },
  ]
}

/** It runs in this server's process, and a server that was started anew has none. */
function asleep(status: Status, integrations: readonly Integration[]): readonly Task[] {
  if (status.sample || !integrations.some(({ method }) => method === 'sample')) return []
  return [
    {
      key: 'sample',
      icon: 'workload',
      kind: 'Sample',
      what: 'The sample organization is not running.',
      why: 'What was read of it still answers; nothing new is read until it runs again beside this server.',
      act: 'Start it',
      does: 'wake the sample',
    },
  ]
}

function unreadAccounts({ accounts, snapshot }: Status): readonly Task[] {
  const unread = accounts.filter(({ state }) => state === 'unread')
  if (unread.length === 0 || snapshot === null) return []
  const names = namesOf(unread.map(({ name, accountId }) => name ?? accountId))
  return [
    {
      key: 'unread',
      icon: 'plug',
      kind: 'Coverage',
      what: `${counted(unread.length, 'account')} could not be read.`,
      why: `${names}: answers about ${unread.length === 1 ? 'it' : 'them'} are unknown, not “no”.`,
      act: 'See why',
      does: { to: '/integrations', search: { order: 'trouble' } },
    },
  ]
}

function partlyRead({ accounts }: Status): readonly Task[] {
  const partly = accounts.filter(({ state }) => state === 'partly')
  if (partly.length === 0) return []
  const names = namesOf(partly.map(({ name, accountId }) => name ?? accountId))
  return [
    {
      key: 'partly',
      icon: 'plug',
      kind: 'Coverage',
      what: `${counted(partly.length, 'account')} ${partly.length === 1 ? 'was' : 'were'} read in part.`,
      why: `Something was refused or slowed down in ${names}.`,
      act: 'See what',
      does: { to: '/integrations', search: { order: 'trouble' } },
    },
  ]
}
