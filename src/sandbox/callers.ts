/** Who is calling: the principals that an access key can stand for, and the sessions that our STS handed out. */
import { randomBytes } from 'node:crypto'
import type { AccountId } from '../core/ids.ts'
import type { Memory, MemorySlot } from './service.ts'
import { accessKeyId, accountOfAccessKey } from './world/ids.ts'
import type { PolicyJson, World } from './world/model.ts'

interface CallerBase {
  readonly accountId: AccountId
  /** As `GetCallerIdentity` prints it. */
  readonly arn: string
  /** `AIDA…`, `AROA…:session`, the account id for root. */
  readonly userId: string
}

export type Caller =
  | (CallerBase & { readonly kind: 'root'; readonly session?: Session })
  | (CallerBase & { readonly kind: 'user'; readonly userName: string; readonly session?: Session })
  | (CallerBase & { readonly kind: 'role'; readonly roleName: string; readonly session: Session })

/** What came with temporary credentials. */
export interface Session {
  readonly issuedAt: number
  readonly expiresAt: number
  readonly policies: readonly PolicyJson[]
  readonly managedPolicyArns: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity?: string
  readonly mfa: boolean
}

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

interface Issued {
  readonly credentials: TemporaryCredentials
  readonly caller: Caller
}

/** By access key id. */
const issuedSessions: MemorySlot<Map<string, Issued>> = { make: () => new Map() }

/** Serial numbers of an access key have three letters in base 32. */
const serialNumbers = 32 ** 3

export function issueSession(memory: Memory, world: World, caller: Caller, now: number): TemporaryCredentials {
  const issued = memory.of(issuedSessions)
  for (const [key, { caller: old }] of issued) {
    // Kept for an hour, so that a late call is told that its token expired and not that it never was.
    if ((old.session?.expiresAt ?? 0) < now - 3_600_000) issued.delete(key)
  }
  const credentials = {
    accessKeyId: unusedKey(issued, world, caller.accountId),
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: `IQoJb3JpZ2lu${randomBytes(96).toString('base64')}`,
  }
  issued.set(credentials.accessKeyId, { credentials, caller })
  return credentials
}

function unusedKey(issued: ReadonlyMap<string, Issued>, world: World, accountId: AccountId): string {
  for (let tries = 0; tries < serialNumbers; tries++) {
    world.serial += 1
    const id = accessKeyId('ASIA', accountId, world.serial % serialNumbers)
    if (!issued.has(id)) return id
  }
  throw new Error(`account ${accountId} has ${serialNumbers} live sessions, more than the sandbox can name`)
}

export interface Credentialed {
  readonly caller: Caller
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Sessions of a role that was deleted are unknown, also when another has taken its name. */
function isRoleGone(world: World, caller: Caller): boolean {
  if (caller.kind !== 'role') return false
  return world.accounts.get(caller.accountId)?.iam.roles.get(caller.roleName)?.id !== caller.userId.split(':')[0]
}

/** The owner of an access key; undefined when the key is unknown, inactive, or its account is closed. */
export function findCredentials(world: World, memory: Memory, keyId: string): Credentialed | undefined {
  const accountId = accountOfAccessKey(keyId)
  if (accountId === undefined || world.organization.members.get(accountId)?.status === 'SUSPENDED') return undefined
  const session = memory.of(issuedSessions).get(keyId)
  if (session !== undefined) {
    return isRoleGone(world, session.caller) ? undefined : { caller: session.caller, ...session.credentials }
  }
  const account = world.accounts.get(accountId)
  const key = account?.iam.accessKeys.get(keyId)
  const user = key && account?.iam.users.get(key.userName)
  if (key?.status !== 'Active' || user === undefined) return undefined
  const caller: Caller = { kind: 'user', accountId, arn: user.arn, userId: user.id, userName: user.name }
  return { caller, secretAccessKey: key.secret }
}
