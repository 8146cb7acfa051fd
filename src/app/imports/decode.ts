/** Kept bytes as text. */
import { AppError } from '../../core/fault.ts'
import type { Extent, Scratch } from '../ports/scratch.ts'

/** Piece by piece. Fault `not_recognized` where it is no UTF-8; `name` is for the message. */
export async function* textPieces(scratch: Scratch, extent: Extent, name: string): AsyncIterable<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes ? utf8.decode(bytes, { stream: true }) : utf8.decode()
    } catch {
      throw new AppError('not_recognized', `${name} is not UTF-8 text.`, { effect: 'Nothing was imported.' })
    }
  }
  for await (const bytes of scratch.read(extent)) yield decode(bytes)
  const rest = decode()
  if (rest !== '') yield rest
}

export async function wholeText(scratch: Scratch, extent: Extent, name: string): Promise<string> {
  const pieces: string[] = []
  for await (const piece of textPieces(scratch, extent, name)) pieces.push(piece)
  return pieces.join('')
}
