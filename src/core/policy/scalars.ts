/** Numbers, dates and bytes as condition operators read them (IAM UG *Condition operators*). */

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Undefined for text that is no decimal number. */
export function parseDecimal(text: string): number | undefined {
  return decimal.test(text) ? Number(text) : undefined
}

/** The W3C profile of ISO 8601: year, month or day alone, or with a time. A time without a zone is read as UTC. */
const isoDate = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i
const epochSeconds = /^-?\d+(?:\.\d+)?$/

/** Milliseconds since 1970; undefined for text that is no date. Four digits are a year, any other number is epoch seconds. */
export function parseInstant(text: string): number | undefined {
  const iso = isoDate.exec(text)
  if (iso === null) return epochSeconds.test(text) ? Number(text) * 1000 : undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = iso
  const parts = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)] as const
  const instant = Date.UTC(parts[0], parts[1] - 1, parts[2], parts[3], parts[4], parts[5])
  const date = new Date(instant)
  // Date.UTC lets 31 February run over into March.
  if (date.getUTCMonth() !== parts[1] - 1 || date.getUTCDate() !== parts[2] || parts[4] > 59 || parts[5] > 59)
    return undefined
  return instant + Number(`0.${fraction}`) * 1000 - zoneOffset(zone)
}

function zoneOffset(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const base64Text = /^[A-Za-z0-9+/]*={0,2}$/

/** One character per byte, so that two texts of the same bytes compare equal; undefined for text that is no base64. */
export function decodeBase64(text: string): string | undefined {
  if (!base64Text.test(text)) return undefined
  let bytes = ''
  let bits = 0
  let held = 0
  for (const letter of text) {
    if (letter === '=') break
    held = ((held << 6) | base64Alphabet.indexOf(letter)) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes += String.fromCharCode((held >> bits) & 0xff)
    }
  }
  return bytes
}
