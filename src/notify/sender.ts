import { parseEmail } from '../core/email.ts'

export interface Sender {
  readonly name: string
  readonly address: string
}

/** `Bailiwick <bailiwick@example.com>`, or the address alone. Undefined: it is neither. */
export function parseSender(text: string): Sender | undefined {
  const [, name = '', bracketed] = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(text.trim()) ?? []
  const address = parseEmail(bracketed ?? text)
  if (address === undefined) return undefined
  return { name: name.trim().replace(/^"(.*)"$/, '$1') || 'Bailiwick', address }
}

export const senderText = ({ name, address }: Sender): string => `${name} <${address}>`
