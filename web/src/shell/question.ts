/** Reads a typed question: `who can s3:GetObject on cardholder`, `can sam s3:GetObject on lake`, `what can sam`. Pure, tested beside. */
import type { AskSearch } from '../search.ts'

export interface TypedQuestion {
  readonly ask: NonNullable<AskSearch['ask']>
  readonly principal?: string
  readonly action?: string
  readonly resource?: string
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
  const can = /^can\s+(\S+)\s+(?:do\s+)?(\S+)(?:\s+(?:on|in)\s+(\S+))?$/i.exec(text)
  if (can) {
    const [, principal = '', action = '', resource] = can
    if (!isAction(action)) return undefined
    return { ask: 'can', principal, action, ...(resource !== undefined && { resource }) }
  }
  return undefined
}
