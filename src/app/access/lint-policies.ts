/** `bailiwick lint`: what is wrong with a policy document, and where. */
import type { Catalogue } from '../../core/catalogue.ts'
import type { PolicyType } from '../../core/evaluate/types.ts'
import { type JsonDocument, parseJson } from '../../core/json.ts'
import { type DocumentSource, readDocument, type StatementSource } from '../../core/policy/document.ts'
import { limits } from '../../core/policy/limits.ts'
import { jsonPathOf, pathText } from '../../core/policy/locate.ts'
import { lintActions } from './lint-actions.ts'
import { lintConditions } from './lint-conditions.ts'
import type { LintFinding, LintSeverity, LintType, Remark } from './lint-finding.ts'

export type { LintFinding, LintType } from './lint-finding.ts'

/** A document that is wrong in more places than this is wrong as a whole; each place costs a scan of the text. */
const maxFindings = 200

/** Findings in the order of the text. Without a type it is guessed from the statements. */
export function lintPolicy(text: string, catalogue: Catalogue, type?: LintType): LintFinding[] {
  if (text.length > limits.documentSize) {
    return [
      {
        path: '',
        line: 1,
        column: 1,
        severity: 'error',
        code: 'document-too-long',
        message: `The document has more than ${limits.documentSize} characters`,
      },
    ]
  }
  const read = parseJson(text)
  if (!read.ok) return [{ path: '', severity: 'error', code: 'invalid-json', ...read.error }]
  const { value, duplicateKeys } = read.value
  const duplicates = duplicateKeys.map(({ path, line, column }): LintFinding => {
    const message = `The key ${JSON.stringify(path.at(-1))} occurs twice; AWS refuses or ignores one of them`
    return { path: pathText(path), line, column, severity: 'error', code: 'duplicate-key', message }
  })
  const remarks = remarksOn(value, text, catalogue, type ?? guessType(value))
  return [...duplicates, ...remarks.slice(0, maxFindings).map((remark) => placed(remark, read.value))].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  )
}

export function lintPolicies(
  files: readonly { readonly file: string; readonly text: string }[],
  catalogue: Catalogue,
  type?: LintType,
): LintFinding[] {
  return files.flatMap(({ file, text }) => lintPolicy(text, catalogue, type).map((finding) => ({ file, ...finding })))
}

function placed(remark: Remark, document: JsonDocument): LintFinding {
  const place = document.locate(jsonPathOf(remark.path, document.value)) ?? { line: 1, column: 1 }
  const { path, severity, code, message } = remark
  return { path, line: place.line, column: place.column, severity, code, message }
}

const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined

function statementsOf(document: unknown): readonly unknown[] {
  const given = own(document, 'Statement')
  return given === undefined ? [] : Array.isArray(given) ? given : [given]
}

function guessType(document: unknown): LintType {
  const statements = statementsOf(document)
  const about = (name: string) => statements.some((statement) => own(statement, name) !== undefined)
  if (!about('Principal') && !about('NotPrincipal')) return 'identity'
  return about('Resource') || about('NotResource') ? 'resource' : 'trust'
}

function remarksOn(document: unknown, text: string, catalogue: Catalogue, type: LintType): Remark[] {
  const policyType: PolicyType = type === 'trust' ? 'resource' : type
  const whole = readDocument(document, policyType)
  const remarks: Remark[] = lintLength(text, type)
  if (whole.ok) return [...remarks, ...lintDocument(whole.value, document, catalogue, type)]
  // Read statement by statement, so that one mistake does not hide the next.
  const single = statementsOf(document)
  const perStatement = single.flatMap((statement, index) => {
    const alone = readDocument({ Version: '2012-10-17', Statement: [statement] }, policyType)
    if (alone.ok) return []
    return [
      refusal(alone.error.code, alone.error.message, alone.error.path.replace('Statement[0]', `Statement[${index}]`)),
    ]
  })
  return [
    ...remarks,
    ...(perStatement.length > 0 ? perStatement : [refusal(whole.error.code, whole.error.message, whole.error.path)]),
  ]
}

const elementInPath =
  /(?:^|\.)(Version|Id|Sid|Effect|NotPrincipal|Principal|NotAction|Action|NotResource|Resource|Condition)(?:$|[.[])/

function refusal(code: string, message: string, path: string): Remark {
  const element = elementInPath.exec(path)?.[1]
  const own =
    code === 'LimitExceeded'
      ? 'limit-exceeded'
      : `invalid-${(element ?? 'policy').replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`
  return { path, severity: 'error', code: own, message }
}

/** Characters; IAM does not count white space (IAM UG *IAM and AWS STS quotas*; ORG UG *Quotas*, where it counts). */
const lengthLimits: Readonly<
  Partial<
    Record<LintType, readonly { readonly most: number; readonly severity: LintSeverity; readonly what: string }[]>
  >
> = {
  identity: [
    { most: 10_240, severity: 'error', what: 'the inline policies of a role may have together' },
    { most: 6_144, severity: 'warning', what: 'a managed policy may have; it fits only inline' },
  ],
  permissionsBoundary: [{ most: 6_144, severity: 'error', what: 'a managed policy may have' }],
  session: [{ most: 2_048, severity: 'error', what: 'a session policy may have' }],
  trust: [
    { most: 4_096, severity: 'error', what: 'a trust policy may have at most' },
    { most: 2_048, severity: 'warning', what: 'a trust policy may have unless the quota was raised' },
  ],
  serviceControl: [{ most: 5_120, severity: 'error', what: 'a service control policy may have' }],
  resourceControl: [{ most: 5_120, severity: 'error', what: 'a resource control policy may have' }],
}

function lintLength(text: string, type: LintType): Remark[] {
  const counted =
    type === 'serviceControl' || type === 'resourceControl' ? text.trim().length : text.replace(/\s+/g, '').length
  const exceeded = (lengthLimits[type] ?? []).find(({ most }) => counted > most)
  if (exceeded === undefined) return []
  return [
    {
      path: '',
      severity: exceeded.severity,
      code: 'document-too-long',
      message: `${counted} characters are more than the ${exceeded.most} that ${exceeded.what}`,
    },
  ]
}

function lintDocument(source: DocumentSource, document: unknown, catalogue: Catalogue, type: LintType): Remark[] {
  const remarks: Remark[] = source.unknownElements.map((path) => ({
    path,
    severity: 'warning',
    code: 'unknown-element',
    message: `IAM knows no element ${JSON.stringify(path.slice(path.lastIndexOf('.') + 1))}; it is ignored`,
  }))
  remarks.push(...lintVersion(source, document))
  const sids = new Map<string, number>()
  for (const [index, statement] of source.statements.entries()) {
    const path = `Statement[${index}]`
    remarks.push(...lintSid(statement, path, sids, type), ...lintPrincipal(statement, path, type))
    remarks.push(
      ...lintActions(statement, path, catalogue, type),
      ...lintConditions(statement, path, catalogue, source.variables),
    )
  }
  return remarks
}

function lintVersion(source: DocumentSource, document: unknown): Remark[] {
  const version = own(document, 'Version')
  if (version === '2012-10-17') return []
  const texts = source.statements.flatMap(({ resources, conditions }) => [
    ...(resources ?? []),
    ...conditions.flatMap(({ values }) => values),
  ])
  const path = version === undefined ? '' : 'Version'
  const which = version === undefined ? 'Without Version' : 'With Version 2008-10-17'
  if (texts.some((text) => text.includes('${'))) {
    return [
      {
        path,
        severity: 'error',
        code: 'variables-are-literal',
        message: `${which} \${…} is literal text and matches nothing; Version must be "2012-10-17"`,
      },
    ]
  }
  const code = version === undefined ? 'missing-version' : 'old-version'
  return [
    { path, severity: 'warning', code, message: `${which} policy variables do not work; use "Version": "2012-10-17"` },
  ]
}

const plainSid = /^[A-Za-z0-9]*$/

function lintSid({ sid }: StatementSource, path: string, seen: Map<string, number>, type: LintType): Remark[] {
  if (sid === undefined || sid === '') return []
  const first = seen.get(sid)
  if (first === undefined) seen.set(sid, Number(path.slice('Statement['.length, -1)))
  if (first !== undefined) {
    return [
      {
        path: `${path}.Sid`,
        severity: 'error',
        code: 'duplicate-sid',
        message: `Statement[${first}] has the Sid ${JSON.stringify(sid)} already`,
      },
    ]
  }
  if (type === 'resource' || type === 'endpoint' || plainSid.test(sid)) return []
  return [{ path: `${path}.Sid`, severity: 'error', code: 'invalid-sid', message: 'A Sid has letters and digits only' }]
}

function lintPrincipal(statement: StatementSource, path: string, type: LintType): Remark[] {
  const { principal, notPrincipal, effect } = statement
  if (principal === undefined) {
    if (type !== 'resource' && type !== 'trust' && type !== 'endpoint') return []
    return [
      {
        path,
        severity: 'error',
        code: 'missing-principal',
        message: 'Without Principal the statement is about nobody',
      },
    ]
  }
  if (notPrincipal) {
    const place = `${path}.NotPrincipal`
    if (type === 'trust')
      return [
        {
          path: place,
          severity: 'error',
          code: 'misplaced-not-principal',
          message: 'A trust policy takes no NotPrincipal',
        },
      ]
    if (effect === 'Allow')
      return [
        {
          path: place,
          severity: 'error',
          code: 'allow-not-principal',
          message: 'NotPrincipal with Allow is not supported: it admits everybody else, anonymous callers included',
        },
      ]
    return [
      {
        path: place,
        severity: 'note',
        code: 'deny-not-principal',
        message:
          'NotPrincipal with Deny also denies every principal with a permissions boundary; prefer ArnNotEquals aws:PrincipalArn',
      },
    ]
  }
  return principal.aws
    .filter((entry) => entry !== '*' && entry.includes('*'))
    .map((entry) => ({
      path: `${path}.Principal`,
      severity: 'error',
      code: 'wildcard-principal',
      message: `${JSON.stringify(entry)} matches nobody: a wildcard must stand alone`,
    }))
}
