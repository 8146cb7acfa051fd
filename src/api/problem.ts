/** Any fault → a problem document (RFC 9457). The only place where codes become HTTP statuses. */
import type { FastifyError } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { AppError, faults, isAppError } from '../core/fault.ts'
import type { ProblemDocument } from './schemas/problem-document.ts'

export const problemType = 'application/problem+json'

export function problemOf(fault: AppError): ProblemDocument {
  const { status, title } = faults[fault.code]
  const { effect, fix, places, suggestions } = fault.details
  const request = fault.details['request']
  return {
    type: `https://bailiwick.dev/errors/${fault.code}`,
    title,
    status,
    code: fault.code,
    detail: fault.message,
    ...(effect !== undefined && { effect }),
    ...(fix !== undefined && { fix }),
    ...(places !== undefined && { places }),
    ...(suggestions !== undefined && { suggestions }),
    ...(typeof request === 'string' && { request }),
  }
}

/** What was thrown, as a fault that may be shown. Of the unexpected nothing leaves but the id under which the log has it. */
export function faultOf(thrown: unknown, requestId: string): AppError {
  if (isAppError(thrown)) return thrown
  if (hasZodFastifySchemaValidationErrors(thrown)) return badInput(thrown.validation, thrown.validationContext)
  return (isFastifyError(thrown) ? ofFastify(thrown) : undefined) ?? unexpected(thrown, requestId)
}

const unexpected = (thrown: unknown, request: string): AppError =>
  new AppError(
    'internal',
    'Something happened that Bailiwick did not expect.',
    {
      request,
      fix: `Look for ${request} in the log of the server and report what stands there.`,
    },
    { cause: thrown },
  )

function badInput(
  issues: readonly { instancePath: string; message?: string }[],
  context: string | undefined,
): AppError {
  const places = issues.map((issue) => ({
    path: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
    message: (issue.message ?? 'not valid').replace(/\.$/, ''),
  }))
  const sentence = places.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
  const where = context === 'querystring' ? 'query' : (context ?? 'request')
  return new AppError('bad_input', `The ${where} is not valid. ${sentence}.`, { places })
}

const isFastifyError = (thrown: unknown): thrown is FastifyError => thrown instanceof Error && 'code' in thrown

/** Fastify's own refusals of a request, before any route saw it. Its messages may quote the request, so ours stand instead. */
function ofFastify(fault: FastifyError): AppError | undefined {
  switch (fault.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new AppError('limit_exceeded', 'The body of the request is larger than allowed.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError('bad_input', 'The content type of the request is not one that this address takes.', {
        fix: 'Send application/json.',
      })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new AppError('bad_input', 'The body of the request is not valid JSON.')
    default:
      return undefined
  }
}
