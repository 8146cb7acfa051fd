/** The document as a whole, and what of its statements the grammar refuses. */
import { nearest } from '../../nearest.ts'
import {
  type DocumentSource,
  policyElements,
  readDocument,
  type StatementSource,
  statementElements,
} from '../document.ts'
import { operatorNames, parseOperator } from '../operators.ts'
import { type LintCode, lintCodes } from './codes.ts'
import { didYouMean, quoted, type Remark, remark } from './finding.ts'
import { countedLength, type LintType, lintTypes } from './types.ts'

/** A member of an object of its own. */
export const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined

export function statementsOf(document: unknown): readonly unknown[] {
  const given = own(document, 'Statement')
  return given === undefined ? [] : Array.isArray(given) ? given : [given]
}

/** What can be told from the document alone. */
export function guessType(document: unknown): LintType {
  const statements = statementsOf(document)
  const about = (name: string) => statements.some((statement) => own(statement, name) !== undefined)
  if (!about('Principal') && !about('NotPrincipal')) return 'identity'
  return about('Resource') || about('NotResource') ? 'resource' : 'trust'
}

export interface Reading {
  /** By position in `Statement`; those that the grammar refuses are missing. */
  readonly statements: ReadonlyMap<number, StatementSource>
  readonly variables: boolean
  readonly remarks: readonly Remark[]
}

/** Reads statement by statement, so that one mistake does not hide the next. Undefined: nothing can be read. */
export function readStatements(document: unknown, type: LintType): Reading {
  const { engine } = lintTypes[type]
  const whole = readDocument(document, engine)
  if (whole.ok) return { ...found(whole.value), variables: whole.value.variables }
  const { code, message, path } = whole.error
  if (code === 'LimitExceeded' || !path.startsWith('Statement[')) {
    const others = path === 'Version' ? separately(document, engine) : { statements: new Map(), remarks: [] }
    return { ...others, variables: false, remarks: [refusal(code, message, path), ...others.remarks] }
  }
  return { ...separately(document, engine), variables: own(document, 'Version') === '2012-10-17' }
}

function found({ statements, unknownElements }: DocumentSource): Omit<Reading, 'variables'> {
  return {
    statements: new Map(statements.entries()),
    remarks: unknownElements.map(unknownElement),
  }
}

function separately(document: unknown, engine: (typeof lintTypes)[LintType]['engine']): Omit<Reading, 'variables'> {
  const statements = new Map<number, StatementSource>()
  const remarks: Remark[] = []
  for (const [index, statement] of statementsOf(document).entries()) {
    const place = (path: string): string => path.replace('Statement[0]', `Statement[${index}]`)
    const alone = readDocument({ Version: '2012-10-17', Statement: [statement] }, engine)
    if (alone.ok) {
      const [read] = alone.value.statements
      if (read !== undefined) statements.set(index, read)
      remarks.push(...alone.value.unknownElements.map((path) => unknownElement(place(path))))
    } else if (isEmpty(statement)) {
      remarks.push(remark('empty-statement', `Statement[${index}]`, 'The statement says nothing'))
    } else {
      remarks.push(refusal(alone.error.code, alone.error.message, place(alone.error.path)))
    }
  }
  return { statements, remarks }
}

const isEmpty = (statement: unknown): boolean =>
  typeof statement === 'object' && statement !== null && Object.keys(statement).length === 0

function unknownElement(path: string): Remark {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const known = path.startsWith('Statement[') ? statementElements : policyElements
  return remark('unknown-element', path, `IAM has no element ${quoted(name)}`, didYouMean(nearest(name, known, 1)))
}

const elementInPath =
  /(?:^|\.)(Version|Sid|Effect|NotPrincipal|Principal|NotAction|Action|NotResource|Resource|Condition)(?:$|[.[])/

function refusal(code: string, message: string, path: string): Remark {
  const element = elementInPath.exec(path)?.[1] ?? 'policy'
  const kebab = element.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
  const own = code === 'LimitExceeded' ? 'limit-exceeded' : `invalid-${kebab}`
  return remark(isCode(own) ? own : 'invalid-policy', path, message, meantOperator(path))
}

/** A path that ends at an operator is refused because there is none of that name. */
function meantOperator(path: string): { readonly fix?: string } {
  const name = /\.Condition\.([^.]*)$/.exec(path)?.[1]
  return name === undefined || parseOperator(name) !== undefined ? {} : didYouMean(nearest(name, operatorNames, 1))
}

const isCode = (text: string): text is LintCode => Object.hasOwn(lintCodes, text)

export function* lintLength(text: string, type: LintType): Iterable<Remark> {
  for (const { most, counts, soft, whose } of lintTypes[type].quotas) {
    const counted = countedLength(text, counts)
    if (counted <= most) continue
    const unit = counts === 'bytes' ? 'bytes' : counts === 'visible' ? 'characters besides white space' : 'characters'
    const cause = `${counted} ${unit} are more than the ${most} that ${whose}`
    yield remark(soft ? 'exceeds-default-quota' : 'document-too-long', '', cause)
    return
  }
}

export function* lintVersion(document: unknown): Iterable<Remark> {
  const version = own(document, 'Version')
  if (version === undefined) yield remark('missing-version', '', 'The document has no Version')
  else if (version === '2008-10-17') yield remark('old-version', 'Version', 'Version 2008-10-17 is the old language')
}

export function* lintSids(statements: ReadonlyMap<number, StatementSource>, type: LintType): Iterable<Remark> {
  const { engine } = lintTypes[type]
  // Services with resource policies of their own decide themselves what a Sid may be.
  const isFree = type !== 'trust' && (engine === 'resource' || engine === 'endpoint')
  const first = new Map<string, number>()
  for (const [index, { sid }] of statements) {
    const path = `Statement[${index}].Sid`
    if (sid === undefined) continue
    if (sid === '') yield remark('empty-sid', path, 'The Sid is empty')
    else if (!isFree && !/^[A-Za-z0-9]*$/.test(sid)) {
      yield remark('invalid-sid', path, `The Sid ${quoted(sid)} has other characters than letters and digits`)
    }
    const known = sid === '' ? undefined : first.get(sid)
    if (known === undefined) first.set(sid, index)
    else {
      yield remark(
        isFree ? 'repeated-sid' : 'duplicate-sid',
        path,
        `Statement[${known}] has the Sid ${quoted(sid)} already`,
      )
    }
  }
}

/** Organizations lets nobody but itself write an Allow. ORG UG *RCP syntax*. */
export function* lintRcp(statement: StatementSource, path: string): Iterable<Remark> {
  const { effect, actions, resources, notAction, conditions } = statement
  const isDefault = !notAction && actions.join() === '*' && resources?.join() === '*' && conditions.length === 0
  if (effect === 'Allow' && !isDefault)
    yield remark('rcp-allow', `${path}.Effect`, 'A resource control policy denies only')
  if (notAction) {
    yield remark('rcp-unsupported-element', `${path}.NotAction`, 'Resource control policies have no NotAction')
  }
}
