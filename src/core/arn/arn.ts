/** The six fields of an ARN. */
export interface ArnFields {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** Everything behind the fifth colon; may hold colons. */
  readonly resource: string
}

/** Undefined when the text is no ARN: fewer than six fields, another prefix, or nothing where something must be. */
export function splitArn(text: string): ArnFields | undefined {
  if (!text.startsWith('arn:')) return undefined
  const ends: number[] = []
  for (let at = 3; ends.length < 5; at = text.indexOf(':', at + 1)) {
    if (at < 0) return undefined
    ends.push(at)
  }
  const [prefix = 0, partition = 0, service = 0, region = 0, account = 0] = ends
  const fields = {
    partition: text.slice(prefix + 1, partition),
    service: text.slice(partition + 1, service),
    region: text.slice(service + 1, region),
    account: text.slice(region + 1, account),
    resource: text.slice(account + 1),
  }
  return fields.partition === '' || fields.service === '' || fields.resource === '' ? undefined : fields
}

/** Where the part behind the fifth colon begins; -1 when there is none. */
export function resourcePartStart(pattern: string): number {
  let at = -1
  for (let colons = 0; colons < 5; colons += 1) {
    at = pattern.indexOf(':', at + 1)
    if (at < 0) return -1
  }
  return at + 1
}
