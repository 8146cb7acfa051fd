/** Lays a policy document out in lines and finds those that decided. Pure, tested beside. */
import { matchesAction, matchesResource } from './glob.ts'

export interface Segment {
  readonly text: string
  /** The matched action or resource. */
  readonly mark: boolean
}

export interface PolicyLine {
  readonly number: number
  readonly segments: readonly Segment[]
  /** Belongs to the statement asked about. */
  readonly inside: boolean
  /** Bears on the decision. */
  readonly hit: boolean
}

export interface Deciding {
  /** Index in `Statement`, from 0. */
  readonly statement: number
  readonly action?: string | undefined
  readonly resource?: string | undefined
}

/** An array of texts stays on one line up to this many characters, indentation included. */
const lineRoom = 84

interface Draft {
  segments: Segment[]
  inside: boolean
  hit: boolean
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null
const plain = (text: string): Segment => ({ text, mark: false })

type Matches = (value: string) => boolean

/** The elements whose values can be underlined; the others bear on the decision as a whole. */
function matcherOf(key: string, deciding: Deciding): Matches | undefined {
  const { action, resource } = deciding
  if (key === 'Action' && action !== undefined) return (value) => matchesAction(value, action)
  if (key === 'Resource' && resource !== undefined) return (value) => matchesResource(value, resource)
  return undefined
}

function scalarSegments(value: unknown, matches: Matches | undefined): Segment[] {
  if (typeof value !== 'string' || matches === undefined || !matches(value)) return [plain(JSON.stringify(value))]
  const quoted = JSON.stringify(value)
  return [plain('"'), { text: quoted.slice(1, -1), mark: true }, plain('"')]
}

/** Lines of one value. `head` is what stands before it on its first line (`"Action": `). */
function lay(value: unknown, head: string, indent: string, matches: Matches | undefined): Draft[] {
  const line = (...segments: Segment[]): Draft => ({ segments, inside: false, hit: false })
  if (isScalar(value)) return [line(plain(indent + head), ...scalarSegments(value, matches))]
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((item) => ['', item] as const)
    : Object.entries(value as object).map(([key, item]) => [`${JSON.stringify(key)}: `, item] as const)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) return [line(plain(`${indent}${head}${open}${close}`))]
  if (Array.isArray(value) && value.every(isScalar)) {
    const oneLine = value.flatMap((item, at) => [...(at > 0 ? [plain(', ')] : []), ...scalarSegments(item, matches)])
    const width = indent.length + head.length + 2 + oneLine.reduce((sum, segment) => sum + segment.text.length, 0)
    if (width <= lineRoom) return [line(plain(`${indent}${head}[`), ...oneLine, plain(']'))]
  }
  const lines = [line(plain(`${indent}${head}${open}`))]
  entries.forEach(([itemHead, item], at) => {
    lines.push(...withComma(lay(item, itemHead, `${indent}  `, matches), at < entries.length - 1))
  })
  lines.push(line(plain(`${indent}${close}`)))
  return lines
}

function withComma(lines: Draft[], comma: boolean): Draft[] {
  if (comma) lines.at(-1)?.segments.push(plain(','))
  return lines
}

const hasMark = (line: Draft): boolean => line.segments.some((segment) => segment.mark)

/** Marks which lines of one element bear on the decision: all of it, or its frame and the values that matched. */
function markElement(lines: Draft[], key: string): Draft[] {
  if (key === 'Sid') return lines
  const matched = lines.some(hasMark)
  const last = lines.length - 1
  lines.forEach((line, at) => {
    line.hit = !matched || at === 0 || at === last || hasMark(line)
  })
  return lines
}

function layStatement(statement: unknown, indent: string, deciding: Deciding | undefined): Draft[] {
  if (deciding === undefined || !isRecord(statement)) return lay(statement, '', indent, undefined)
  const entries = Object.entries(statement)
  const body = entries.flatMap(([key, value], at) => {
    const lines = lay(value, `${JSON.stringify(key)}: `, `${indent}  `, matcherOf(key, deciding))
    return withComma(markElement(lines, key), at < entries.length - 1)
  })
  const frame = (text: string): Draft => ({ segments: [plain(indent + text)], inside: true, hit: false })
  const lines = [frame('{'), ...body, frame('}')]
  for (const line of lines) line.inside = true
  return lines
}

export function layPolicy(document: unknown, deciding?: Deciding): readonly PolicyLine[] {
  if (!isRecord(document)) return number(lay(document, '', '', undefined))
  const entries = Object.entries(document)
  const lines: Draft[] = [{ segments: [plain('{')], inside: false, hit: false }]
  entries.forEach(([key, value], at) => {
    const comma = at < entries.length - 1
    if (key !== 'Statement') {
      lines.push(...withComma(lay(value, `${JSON.stringify(key)}: `, '  ', undefined), comma))
      return
    }
    // AWS accepts one statement without the list; it is shown as it stands.
    const list = Array.isArray(value)
    const statements: readonly unknown[] = list ? value : [value]
    const laid = statements.flatMap((statement, index) =>
      withComma(
        layStatement(statement, list ? '    ' : '  ', deciding?.statement === index ? deciding : undefined),
        list && index < statements.length - 1,
      ),
    )
    if (list) {
      lines.push({ segments: [plain('  "Statement": [')], inside: false, hit: false }, ...laid)
      lines.push(...withComma([{ segments: [plain('  ]')], inside: false, hit: false }], comma))
      return
    }
    const first = laid[0]
    if (first) first.segments = [plain('  "Statement": {')]
    lines.push(...withComma(laid, comma))
  })
  lines.push({ segments: [plain('}')], inside: false, hit: false })
  return number(lines)
}

const number = (lines: readonly Draft[]): readonly PolicyLine[] =>
  lines.map((line, at) => ({ number: at + 1, segments: line.segments, inside: line.inside, hit: line.hit }))

export interface Fold {
  readonly from: number
  readonly lines: readonly PolicyLine[]
}

/** Runs of lines that say nothing new fold when they are longer than this; some stay on either side. */
const longestRun = 12
const keptOfRun = 3

/** Long lists of actions hide what matters: runs without a mark fold in their middle. */
export function foldLines(lines: readonly PolicyLine[]): readonly (PolicyLine | Fold)[] {
  const folded: (PolicyLine | Fold)[] = []
  let run: PolicyLine[] = []
  const close = (): void => {
    const middle = run.slice(keptOfRun, -keptOfRun)
    if (run.length <= longestRun) folded.push(...run)
    else
      folded.push(...run.slice(0, keptOfRun), { from: middle[0]?.number ?? 0, lines: middle }, ...run.slice(-keptOfRun))
    run = []
  }
  for (const line of lines) {
    const marked = line.segments.some((segment) => segment.mark)
    if (marked || (run[0] !== undefined && run[0].hit !== line.hit)) close()
    if (marked) folded.push(line)
    else run.push(line)
  }
  close()
  return folded
}

/** A document of ours in the same layout, for copying. */
export const policyText = (document: unknown): string => layPolicy(document).map(lineText).join('\n')

export const lineText = (line: PolicyLine): string => line.segments.map((segment) => segment.text).join('')
