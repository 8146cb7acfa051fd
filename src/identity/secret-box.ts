/**
 * Secrets sealed for the database: AES-256-GCM, a random nonce, and the place as associated data (connection.md §13), so that a
 * row copied to another connection does not open there. The key is the operator's (`BAILIWICK_SECRET_KEY`) or lies in the home.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { StoredSecret } from '../app/ports/connection-store.ts'
import type { SecretBox } from '../app/ports/people.ts'
import { AppError } from '../core/fault.ts'
import { createPrivateFile, readPrivateFile, writePrivateFile } from './private-file.ts'

const cipher = 'aes-256-gcm'
const keyBytes = 32
/** NIST SP 800-38D §8.2.2: 96 random bits, good for 2^32 messages under one key. */
const nonceBytes = 12
const tagBytes = 16
const version = 'v1'

export const secretKeyFile = (home: string): string => join(home, 'secret.key')

export interface SecretBoxOptions {
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

interface Key {
  /** Says which key sealed a secret; tells nothing of the key. */
  readonly id: string
  readonly bytes: Buffer
}

/**
 * Checks the key that is there, and makes none yet. The file is read again for each secret: another process may have rotated it.
 * Faults `secret_exposed`, `config_invalid`.
 */
export function openSecretBox({ home, env }: SecretBoxOptions): SecretBox {
  const given = env['BAILIWICK_SECRET_KEY']
  const operatorKeys = given === undefined ? undefined : parseKeys(given, 'BAILIWICK_SECRET_KEY')
  const path = secretKeyFile(home)
  const inFile = (): readonly Key[] => {
    const text = readPrivateFile(path)
    return text === undefined ? [] : parseKeys(text, path)
  }
  const keys = (): readonly Key[] => operatorKeys ?? inFile()
  const currentKey = async (): Promise<Key> => {
    const [known] = keys()
    if (known) return known
    const made = newKey()
    if (await createPrivateFile(path, fileOf([made]))) return made
    // Another process made one meanwhile: that is the key.
    return currentKey()
  }
  keys()

  return {
    seal: async (plain, place) => seal(plain, place, await currentKey()),
    isCurrent: async (sealed) => sealed.split('.')[1] === keys()[0]?.id,
    open: async (secret) => open(secret, keys(), operatorKeys ? 'BAILIWICK_SECRET_KEY' : path),
    async beginRotation() {
      if (operatorKeys) return refuseUnlessTwo(operatorKeys)
      const known = inFile()
      // Two are there when a rotation was cut short: it goes on.
      if (known.length < 2) await writePrivateFile(path, fileOf([newKey(), ...known]))
    },
    async endRotation() {
      if (!operatorKeys) await writePrivateFile(path, fileOf(inFile().slice(0, 1)))
    },
  }
}

/* ------------------------------------------------------------------ keys */

function newKey(): Key {
  return toKey(randomBytes(keyBytes))
}

const toKey = (bytes: Buffer): Key => ({ id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes })

/** The first one seals, every one opens. */
function parseKeys(text: string, where: string): readonly Key[] {
  const keys = text.split(/[\s,]+/).filter((word) => word !== '')
  const bytes = keys.map((word) => (/^[A-Za-z0-9+/]{43}=$/.test(word) ? Buffer.from(word, 'base64') : undefined))
  const whole = bytes.filter((key) => key !== undefined)
  if (whole.length > 0 && whole.length === keys.length) return whole.map(toKey)
  throw new AppError('config_invalid', `${where} does not hold a key of ${keyBytes} bytes in base64.`, {
    fix: 'Make one with `openssl rand -base64 32`. A key that is lost cannot be replaced: the secrets it sealed must be given again.',
  })
}

const fileOf = (keys: readonly Key[]): string => `${keys.map((key) => key.bytes.toString('base64')).join('\n')}\n`

function refuseUnlessTwo(keys: readonly Key[]): void {
  if (keys.length > 1) return
  throw new AppError('wrong_state', 'The key comes from BAILIWICK_SECRET_KEY, so only you can change it.', {
    fix: 'Set it to the new key, a comma and the old key; start Bailiwick with that; rotate again; then leave the old key out.',
  })
}

/* ------------------------------------------------------------------ seal and open */

type Place = Omit<StoredSecret, 'sealed'>

const placeOf = ({ owner, field }: Place): Buffer => Buffer.from(`${owner}\n${field}`, 'utf8')

function seal(plain: string, place: Place, key: Key): string {
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, key.bytes, nonce, { authTagLength: tagBytes }).setAAD(placeOf(place))
  const sealed = Buffer.concat([sealing.update(plain, 'utf8'), sealing.final(), sealing.getAuthTag()])
  return [version, key.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.')
}

function open(secret: StoredSecret, keys: readonly Key[], where: string): string {
  const [form, keyId, nonce = '', sealed = ''] = secret.sealed.split('.')
  const key = form === version ? keys.find((one) => one.id === keyId) : undefined
  if (!key) throw unreadable(`The key that sealed it is not in ${where}.`)
  const bytes = Buffer.from(sealed, 'base64url')
  try {
    const opening = createDecipheriv(cipher, key.bytes, Buffer.from(nonce, 'base64url'), { authTagLength: tagBytes })
      .setAAD(placeOf(secret))
      .setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([opening.update(bytes.subarray(0, -tagBytes)), opening.final()]).toString('utf8')
  } catch {
    // Whatever failed, the text of the fault must not say what was inside.
    throw unreadable('It was changed, or belongs to another connection.')
  }
}

const unreadable = (why: string): AppError =>
  new AppError('secret_unreadable', `A stored secret cannot be opened. ${why}`, {
    effect: 'Integrations with an access key cannot be read; everything else works.',
    fix: 'Bring the key back, or give the access key again.',
  })
