/** Who uses Bailiwick, and what guards it: users, sessions, secrets, settings, the audit log. */
import type { UserId } from '../../core/ids.ts'
import type { StoredSecret } from './connection-store.ts'

/** Console roles (identity.md §2.6), the subset that exists so far. */
export const consoleRoles = ['administrator', 'integration-admin', 'access-admin', 'auditor', 'member'] as const

export type ConsoleRole = (typeof consoleRoles)[number]

export interface User {
  readonly id: UserId
  readonly email: string
  readonly name: string
  readonly roles: readonly ConsoleRole[]
  readonly createdAt: string
}

export interface UserStore {
  count(): Promise<number>
  /** The first user only, decided inside one transaction; fault `setup_done`. */
  createFirst(user: User, passwordHash: string): Promise<void>
  byEmail(email: string): Promise<{ user: User; passwordHash: string } | undefined>
  byId(id: UserId): Promise<User | undefined>
}

export interface SessionRecord {
  /** SHA-256 of the cookie's token. */
  readonly tokenHash: string
  readonly userId: UserId
  readonly csrfToken: string
  readonly createdAt: string
  readonly expiresAt: string
}

export interface SessionStore {
  create(session: SessionRecord): Promise<void>
  byTokenHash(hash: string): Promise<SessionRecord | undefined>
  /** Moves the end of a session that is in use; nothing happens when it is gone. May resolve before it is written. */
  extend(hash: string, expiresAt: string): Promise<void>
  remove(hash: string): Promise<void>
  removeExpired(at: string): Promise<void>
}

/** Small facts of the installation: setup token hash, schema of caches. */
export interface SettingStore {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string | null): Promise<void>
}

export interface AuditEntry {
  readonly at: string
  /** `user:<id>`, `operator:<os user>`, `system`. */
  readonly actor: string
  /** `integration.created`, `sync.started`, `session.opened`, … */
  readonly act: string
  readonly subject: string | null
  readonly details: Readonly<Record<string, unknown>>
}

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>
}

export interface Passwords {
  hash(password: string): Promise<string>
  verify(hash: string, password: string): Promise<boolean>
}

export interface Tokens {
  /** SHA-256, hex. */
  digest(token: string): string
  equal(a: string, b: string): boolean
}

/** Seals secrets for the database (connection.md §13). What was sealed for one place opens at no other. */
export interface SecretBox {
  seal(plain: string, place: Omit<StoredSecret, 'sealed'>): Promise<string>
  /** Fault `secret_unreadable` without the key, or when it was sealed elsewhere. */
  open(secret: StoredSecret): Promise<string>
  /** Did the key that seals now seal it? */
  isCurrent(sealed: string): Promise<boolean>
  /** From now on a new key seals, and the old one still opens. Fault `wrong_state` where the operator keeps the key himself. */
  beginRotation(): Promise<void>
  /** The old key is forgotten. */
  endRotation(): Promise<void>
}
