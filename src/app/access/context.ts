import { AppError } from '../../core/fault.ts'

/**
 * `aws:SourceIp=10.0.0.1`, as it is typed: the key with its values in the order given. `key=` says that the request does not
 * have the key; `key=""` that its value is empty. Fault `bad_input`.
 */
export function parseContext(pairs: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const context = new Map<string, string[]>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const key = pair.slice(0, at).trim()
    if (at < 1 || !key.includes(':')) {
      const message = `"${pair}" is no condition key with a value, such as aws:SourceIp=203.0.113.7.`
      throw new AppError('bad_input', message, { places: [{ path: 'context', message }] })
    }
    const values = context.get(key) ?? []
    const value = pair.slice(at + 1)
    if (value !== '') values.push(value === '""' ? '' : value)
    context.set(key, values)
  }
  return Object.fromEntries(context)
}
