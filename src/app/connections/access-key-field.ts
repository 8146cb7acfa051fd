/** The key pair of the legacy method, as typed (connection.md §4). A secret is never repeated in an answer. */
import type { AccessKeyPair } from '../ports/connections.ts'
import type { ConnectForm } from './connect-form.ts'
import type { Field, FormProblem } from './form-field.ts'
import { given, good, wrong } from './form-field.ts'

/** IAM User Guide, "IAM identifiers": AKIA begins a long-term key, ASIA one of a session. Secrets have 40 characters. */
const longTermKey = /^AKIA[A-Z2-7]{16}$/
const secretLength = 40

type Typed = Pick<ConnectForm, 'method' | 'accessKeyId' | 'secretAccessKey'>

export function readAccessKey(form: Typed): Field<AccessKeyPair | null> {
  const accessKeyId = given(form.accessKeyId)
  const secretAccessKey = given(form.secretAccessKey)
  if (form.method !== 'legacy') {
    if (accessKeyId === undefined && secretAccessKey === undefined) return good(null)
    const path = accessKeyId === undefined ? 'secretAccessKey' : 'accessKeyId'
    return wrong(null, path, 'Access keys belong to the legacy method. Remove them or choose Legacy integration.')
  }
  return readKeyPair({ accessKeyId, secretAccessKey })
}

export function readKeyPair(typed: {
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
}): Field<AccessKeyPair | null> {
  const accessKeyId = given(typed.accessKeyId) ?? ''
  const secretAccessKey = given(typed.secretAccessKey) ?? ''
  const problems: FormProblem[] = []
  if (/^ASIA/i.test(accessKeyId)) {
    problems.push({ path: 'accessKeyId', message: 'This is a temporary key; it would stop working within hours.' })
  } else if (!longTermKey.test(accessKeyId)) {
    const message = accessKeyId.startsWith('AKIA')
      ? 'This is not a long-term access key ID: after AKIA it has 16 letters and digits, without 0, 1, 8 and 9.'
      : 'This is not a long-term access key ID (they begin with AKIA).'
    problems.push({ path: 'accessKeyId', message })
  }
  if (secretAccessKey.length !== secretLength) {
    const message = `A secret access key has ${secretLength} characters; this has ${secretAccessKey.length}.`
    problems.push({ path: 'secretAccessKey', message })
  }
  return { value: problems.length > 0 ? null : { accessKeyId, secretAccessKey }, problems }
}
