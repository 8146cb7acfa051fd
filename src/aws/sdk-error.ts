/** The facts of whatever the AWS SDK throws, parsed once. */

export interface SdkErrorFacts {
  /** AWS's error code, or the SDK's own (`CredentialsProviderError`, `TimeoutError`). */
  readonly name: string
  readonly message: string
  /** HTTP status; absent when there was no answer. */
  readonly status?: number
  /** Of the operating system or of TLS: `ENOTFOUND`, `CERT_HAS_EXPIRED`. */
  readonly system?: string
  readonly throttled: boolean
}

/** In everything the error that it stands for, but that the SDK does not repeat the call: it knows neither name nor status. */
export class Unrepeated extends Error {
  override readonly name = 'Unrepeated'
  readonly $fault = 'server'
  readonly of: unknown
  constructor(of: unknown) {
    super('Not asked again.')
    this.of = of
  }
}

export function sdkErrorFacts(error: unknown): SdkErrorFacts {
  if (error instanceof Unrepeated) return sdkErrorFacts(error.of)
  const fields = recordOf(error)
  const status = recordOf(fields['$metadata'])['httpStatusCode']
  const name = textOf(fields['name']) ?? textOf(fields['Code']) ?? 'UnknownError'
  const system = systemCodeOf(error)
  return {
    name,
    message: textOf(fields['message']) ?? String(error),
    ...(typeof status === 'number' && { status }),
    ...(system !== undefined && { system }),
    throttled: throttlingNames.has(name) || status === 429 || recordOf(fields['$retryable'])['throttling'] === true,
  }
}

/** Did this come from AWS or from the way to it? Otherwise it is a surprise in our own code. */
export function isSdkError(error: unknown): boolean {
  const fields = recordOf(error)
  return (
    fields['$metadata'] !== undefined ||
    fields['$fault'] !== undefined ||
    systemCodeOf(error) !== undefined ||
    ['CredentialsProviderError', 'TimeoutError', 'AbortError', 'ProviderError'].includes(String(fields['name']))
  )
}

/** AWS SDKs and Tools Reference Guide, "Retry behavior", and what services were seen to answer beyond it. */
const throttlingNames = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  // Ours: budget.ts.
  'ThrottledTooLong',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
])

/** `code` of the error or of one of its causes, several of which undici and Node's connection attempts wrap. */
function systemCodeOf(error: unknown, depth = 0): string | undefined {
  const fields = recordOf(error)
  const code = fields['code']
  if (typeof code === 'string' && /^(E[A-Z]|CERT_|ERR_(TLS|SSL)|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/.test(code))
    return code
  return depth < 3 && fields['cause'] !== undefined ? systemCodeOf(fields['cause'], depth + 1) : undefined
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...ownAndInherited(value) } : {}
}

/** `name` and `message` of an error are inherited or not enumerable. */
function ownAndInherited(value: object): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...value }
  for (const key of ['name', 'message', 'code', 'cause']) {
    const field: unknown = Reflect.get(value, key)
    if (field !== undefined) fields[key] = field
  }
  return fields
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
