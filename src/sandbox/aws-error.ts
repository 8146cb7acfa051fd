import { type ErrorSchema, NormalizedSchema } from './wire/schema.ts'

/**
 * An error as AWS answers it. Code, status and fault side come from the client package's own error schema where the
 * service models the error; many of AWS's answers (AccessDenied, ValidationError, Throttling, NoSuchBucketPolicy …) are
 * in no model and are made with `unmodelled`.
 */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  /** Further members of the error's structure, such as `Reason` of Organizations' errors. */
  readonly members: Readonly<Record<string, unknown>>
  readonly schema: NormalizedSchema | undefined
  /** The old Query-protocol code of services that moved to JSON (`AWS.SimpleQueueService.NonExistentQueue`). */
  readonly queryCode: string | undefined

  constructor(facts: {
    code: string
    status: number
    message: string
    members?: Readonly<Record<string, unknown>>
    schema?: NormalizedSchema
    queryCode?: string
  }) {
    super(facts.message)
    this.name = facts.code
    this.code = facts.code
    this.status = facts.status
    this.members = facts.members ?? {}
    this.schema = facts.schema
    this.queryCode = facts.queryCode
  }
}

/** `throw modelled(NoSuchEntityException$, 'The role with name x cannot be found.')` */
export function modelled(
  errorSchema: ErrorSchema,
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): AwsError {
  const schema = NormalizedSchema.of(errorSchema)
  const { error, httpError, awsQueryError } = schema.getMergedTraits()
  return new AwsError({
    code: errorSchema[2],
    status: typeof httpError === 'number' ? httpError : error === 'server' ? 500 : 400,
    message,
    members,
    schema,
    ...(Array.isArray(awsQueryError) && { queryCode: String(awsQueryError[0]) }),
  })
}

/** An error that no schema describes. */
export function unmodelled(code: string, status: number, message: string): AwsError {
  return new AwsError({ code, status, message })
}
