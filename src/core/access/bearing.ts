/**
 * What a compiled policy says on one question, as a number: the statements that speak of the action and cover the resource, by
 * effect and condition. Policies of one number are alike to the engine for principals that differ in nothing else, though they
 * say it in other places. A statement that covers the resource only by its variables counts with its resources.
 */
import { resourcePartStart } from '../arn/arn.ts'
import { statementKeys } from '../evaluate/engine.ts'
import { coversAction, type RequestedAction } from '../policy/action-matcher.ts'
import type { CompiledPolicy, Statement } from '../policy/compiled.ts'
import { coversResource } from '../policy/resource-matcher.ts'
import { isSinglePrincipalKey } from './context.ts'
import type { Question } from './question.ts'

/** The statements of a policy about an action; undefined when it has none. */
export function speakingOf(policy: CompiledPolicy, action: RequestedAction): readonly Statement[] | undefined {
  const { firstAllowed, lastAllowed, denies, statements } = policy
  // Most policies are about other services.
  const isElsewhere = action.id >= 0 && (action.id < firstAllowed || action.id > lastAllowed)
  if (isElsewhere && denies.length === 0) return undefined
  const speaking = statements.filter((one) => coversAction(one.actions, action))
  return speaking.length === 0 ? undefined : speaking
}

/* ------------------------------------------------------------------ which resources */

/** Of an ARN up to the first slash of its resource part: `arn:aws:s3:::lake/`. Without a slash all of it. */
export function headOf(resource: string): string {
  const slash = resource.indexOf('/', Math.max(resourcePartStart(resource), 0))
  return slash < 0 ? resource : resource.slice(0, slash + 1)
}

/** Adds the heads of all resources that the statement covers; false when it may cover others. */
export function addHeads({ resources, notResource }: Statement, heads: Set<string>): boolean {
  if (!resources || notResource || resources.everything || resources.allBuckets) return false
  for (const text of resources.texts) {
    const start = resourcePartStart(text)
    if (start < 0) return false
    const slash = text.indexOf('/', start)
    const head = slash < 0 ? text : text.slice(0, slash + 1)
    // A wildcard or a variable may stand for a slash.
    if (head.includes('*') || head.includes('?') || head.includes('$')) return false
    heads.add(head)
  }
  return true
}

type Asked = Pick<Question, 'resource' | 'actionLowerCase'>

/** `some`: by its variables, so it depends on the principal. As the engine does it (core/evaluate/match.ts). */
function covers({ resources, notResource }: Statement, { resource, actionLowerCase: action }: Asked): boolean | 'some' {
  if (!resources) return true
  const listed =
    resource === '*'
      ? resources.everything || (resources.allBuckets && action === 's3:listallmybuckets')
      : coversResource(resources, resource)
  if (listed || resource === '*' || resources.templates.length === 0) return listed !== notResource
  return 'some'
}

/* ------------------------------------------------------------------ what is said there */

/** Says nothing. */
export const silent = 0
/** One statement that allows, or denies, without condition. */
const allowing = 1
const denying = 2

export interface Saying {
  readonly allows: boolean
  /** Nothing about the request but action and resource matters. */
  readonly plain: boolean
  /** Keys about the single principal that it tests. */
  readonly keys: readonly string[]
}

const saysNothing: Saying = { allows: false, plain: true, keys: [] }
const plainly: readonly Saying[] = [saysNothing, { ...saysNothing, allows: true }, saysNothing]

export interface Sayings {
  /** What they say together on the resource. */
  of(speaking: readonly Statement[], asked: Asked): number
  saying(number: number): Saying
}

export function createSayings(): Sayings {
  const known: Saying[] = [...plainly]
  const numbers = new Map<string, number>([
    ['', silent],
    ['A', allowing],
    ['D', denying],
  ])
  const numberOf = createObjectNumbers()

  function textOf({ deny, tests, resources, notResource }: Statement, covered: true | 'some'): string {
    const effect = deny ? 'D' : 'A'
    if (covered === true && tests.length === 0) return effect
    const where = covered === 'some' && resources ? `${notResource ? '!' : '='}${numberOf(resources)}` : ''
    return `${effect}${tests.map(numberOf).join('.')}${where}`
  }

  function numbered(texts: readonly string[], bearing: readonly Statement[], allows: boolean): number {
    const text = texts.length > 1 ? [...new Set(texts)].sort().join(' ') : (texts[0] ?? '')
    const before = numbers.get(text)
    if (before !== undefined) return before
    const keys = new Set(bearing.flatMap((one) => [...statementKeys(one)].filter(isSinglePrincipalKey)))
    const made =
      known.push({
        allows: allows || bearing.some(({ deny }) => !deny),
        plain: /^[AD ]*$/.test(text),
        keys: [...keys],
      }) - 1
    numbers.set(text, made)
    return made
  }

  return {
    of(speaking, asked) {
      let texts: string[] | undefined
      let bearing: Statement[] | undefined
      // Most say one thing without condition, which needs no text.
      let plain = silent
      for (const statement of speaking) {
        const covered = covers(statement, asked)
        if (covered === false) continue
        const own = covered === true && statement.tests.length === 0 ? (statement.deny ? denying : allowing) : undefined
        if (own !== undefined && texts === undefined && (plain === silent || plain === own)) {
          plain = own
          continue
        }
        texts ??= plain === silent ? [] : [plain === denying ? 'D' : 'A']
        texts.push(textOf(statement, covered))
        if (bearing) bearing.push(statement)
        else bearing = [statement]
      }
      return texts === undefined ? plain : numbered(texts, bearing ?? [], plain === allowing)
    },
    saying: (number) => known[number] ?? saysNothing,
  }
}

function createObjectNumbers(): (value: object) => number {
  const numbers = new Map<object, number>()
  return (value) => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, numbers.size)
    return numbers.size - 1
  }
}
