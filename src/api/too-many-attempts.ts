import { AppError } from '../core/fault.ts'

export function tooManyAttempts(ttlMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(ttlMs / 1000))
  return new AppError('too_many_requests', `Too many attempts; wait ${seconds} s.`, { retryAfter: seconds })
}
