/**
 * Signature Version 4, checked by signing the request again with the secret that belongs to its access key.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import type { HttpInput } from './wire/rest.ts'

export interface Signed {
  readonly accessKeyId: string
  /** `20261126` */
  readonly day: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

const authorization =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([\da-f]{64})$/

/** What the `Authorization` header says; undefined when there is none or it is of another form. */
export function readAuthorization(header: string | undefined): Signed | undefined {
  const match = header === undefined ? null : authorization.exec(header)
  if (match === null) return undefined
  const [, accessKeyId = '', day = '', region = '', service = '', headers = '', signature = ''] = match
  return { accessKeyId, day, region, service, signedHeaders: headers.split(';'), signature }
}

/** Milliseconds since the epoch of `X-Amz-Date` (`20261126T081500Z`). */
export function signingTime(headers: Readonly<Record<string, string>>): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headers['x-amz-date'] ?? '')
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match.map(Number)
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
}

export interface Secret {
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export type SignatureVerdict = 'valid' | 'mismatch' | 'bodyMismatch'

export async function verifySignature(
  signed: Signed,
  input: HttpInput,
  at: number,
  secret: Secret,
): Promise<SignatureVerdict> {
  const claimed = input.headers['x-amz-content-sha256']
  if (claimed !== undefined && /^[\da-f]{64}$/.test(claimed) && claimed !== (await sha256Hex(input.body)))
    return 'bodyMismatch'
  const signer = new SignatureV4({
    service: signed.service,
    region: signed.region,
    credentials: { accessKeyId: signed.accessKeyId, ...secret },
    sha256: Sha256,
    applyChecksum: false,
    // S3 alone signs the path as it stands; every other service escapes it a second time.
    uriEscapePath: signed.service !== 's3',
  })
  const again = await signer.sign(
    {
      method: input.method,
      protocol: 'http:',
      hostname: '',
      path: input.path,
      query: queryOf(input.query),
      headers: Object.fromEntries(signed.signedHeaders.map((name) => [name, input.headers[name] ?? ''])),
      body: input.body,
    },
    { signingDate: new Date(at), signableHeaders: new Set(signed.signedHeaders) },
  )
  const expected = readAuthorization(again.headers['authorization'])
  const sameHeaders = expected?.signedHeaders.join(';') === signed.signedHeaders.join(';')
  return sameHeaders && expected?.signature === signed.signature ? 'valid' : 'mismatch'
}

async function sha256Hex(body: Uint8Array): Promise<string> {
  const hash = new Sha256()
  hash.update(body)
  return Buffer.from(await hash.digest()).toString('hex')
}

function queryOf(query: URLSearchParams): Record<string, string | string[]> {
  const parameters: Record<string, string | string[]> = {}
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name)
    parameters[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return parameters
}
