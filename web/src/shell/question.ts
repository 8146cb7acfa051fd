/**
 * Reads a typed question: `who can s3:GetObject on cardholder`, `can sam s3:GetObject on lake`, `what can sam`,
 * `how does sam reach lake`. Pure, tested beside.
 */
import type { AskSearch } from '../search.ts'

export interface TypedQuestion {
  readonly ask: NonNullable<AskSearch['ask']>
  readonly principal?: string
  readonly action?: string
  readonly resource?: string
  readonly from?: string
  readonly to?: string
}

const isAction = (word: string): boolean => /^[a-z0-9-]+:[A-Za-z*?]+$/.test(word)

export function parseQuestion(typed: string): TypedQuestion | undefined {
  const text = typed.trim().replace(/\?$/, '').trim()
  const whoCan = /^who can\s+(\S+)(?:\s+(?:on|in)\s+(\S+))?$/i.exec(text)
  if (whoCan) {
    const [, action = '', resource] = whoCan
    if (!isAction(action)) return undefined
    return { ask: 'who-can', action, ...(resource !== undefined && { resource }) }
  }
  const whatCan = /^what can\s+(.+?)(?:\s+do)?$/i.exec(text)
  if (whatCan?.[1]) return { ask: 'what-can', principal: whatCan[1] }
  const reach = /^how (?:does|do|can)\s+(\S+)\s+(?:reach|become)\s+(\S+)$/i.exec(text)
  if (reach) {
    const [, from = '', to = ''] = reach
    const isAnybody = /^(?:anybody|anyone|everybody)$/i.test(from)
    const isAdministrator = /^admin(?:istrator)?$/i.test(to)
    return { ask: 'paths', ...(!isAnybody && { from }), ...(!isAdministrator && { to }) }
  }
  const can = /^can\s+(\S+)\s+(?:do\s+)?(\S+)(?:\s+(?:on|in)\s+(\S+))?$/i.exec(text)
  if (can) {
    const [, principal = '', action = '', resource] = can
    if (!isAction(action)) return undefined
    return { ask: 'can', principal, action, ...(resource !== undefined && { resource }) }
  }
  return undefined
}
