/** Room on disk for what is too large for memory, for as long as one piece of work lasts. */

export interface Extent {
  readonly from: number
  readonly bytes: number
}

export interface Scratch {
  /** Puts it at the end. Fault `home_unwritable`, a full disk among others. */
  append(bytes: Uint8Array): Promise<Extent>
  /** In pieces of a size that memory does not feel. */
  read(extent: Extent): AsyncIterable<Uint8Array>
  /** SHA-256, hex: as that of a token. */
  digest(extent: Extent): Promise<string>
  /** Everything in it is gone; so it is when the process dies. */
  close(): Promise<void>
}

export type OpenScratch = () => Promise<Scratch>
