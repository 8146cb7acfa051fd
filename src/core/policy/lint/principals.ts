/** Who a statement is about. IAM UG *Policy elements: Principal*, *NotPrincipal*. */
import { splitArn } from '../../arn/arn.ts'
import { parsePrincipal } from '../../arn/principal.ts'
import { parseAccountId } from '../../ids.ts'
import type { PrincipalSource, StatementSource } from '../document.ts'
import { uniqueId } from '../principal-matcher.ts'
import { quoted, type Remark, remark } from './finding.ts'
import { type LintType, lintTypes } from './types.ts'

export function* lintPrincipals(statement: StatementSource, path: string, type: LintType): Iterable<Remark> {
  const { principal, notPrincipal, effect } = statement
  if (principal === undefined) {
    const { engine } = lintTypes[type]
    if (engine === 'resource' || engine === 'endpoint') {
      yield remark('missing-principal', path, 'The statement has no Principal')
    }
    return
  }
  const place = `${path}.${notPrincipal ? 'NotPrincipal' : 'Principal'}`
  if (notPrincipal) yield remarkOnNot(place, type, effect)
  for (const [name, list, judge] of kinds) {
    for (const [index, entry] of principal[list].entries()) yield* judge(entry, `${place}.${name}[${index}]`)
  }
}

function remarkOnNot(place: string, type: LintType, effect: 'Allow' | 'Deny'): Remark {
  if (type === 'trust') return remark('misplaced-not-principal', place, 'A trust policy takes no NotPrincipal')
  return effect === 'Allow'
    ? remark('allow-not-principal', place, 'NotPrincipal with Allow is not supported')
    : remark('deny-not-principal', place, 'NotPrincipal exempts less than it seems to')
}

type Judge = (entry: string, path: string) => Iterable<Remark>

const kinds: readonly (readonly [name: string, list: keyof PrincipalSource, judge: Judge])[] = [
  ['AWS', 'aws', judgeAws],
  ['Service', 'service', judgeService],
  ['Federated', 'federated', judgeFederated],
  ['CanonicalUser', 'canonicalUser', judgeCanonicalUser],
]

const hasWildcard = (entry: string): boolean => entry !== '*' && /[*?]/.test(entry)

function* judgeAws(entry: string, path: string): Iterable<Remark> {
  if (entry === '*' || parseAccountId(entry) !== undefined) return
  if (hasWildcard(entry)) {
    yield remark('wildcard-principal', path, `${quoted(entry)} holds a wildcard`)
    return
  }
  if (uniqueId.test(entry)) {
    yield remark('stale-principal', path, `${quoted(entry)} is a unique id`)
    return
  }
  const fields = splitArn(entry)
  if (fields?.service === 'iam' && fields.resource.startsWith('group/')) {
    yield remark('group-principal', path, `${quoted(entry)} is a group`)
    return
  }
  // The origin access identities of CloudFront are users of an account that is no number (S3 UG *Bucket policy examples*).
  if (fields?.service === 'iam' && fields.account === 'cloudfront') return
  const parsed = parsePrincipal(entry)
  if (!parsed.ok || !('account' in parsed.value)) yield malformed(entry, path)
}

function* judgeService(entry: string, path: string): Iterable<Remark> {
  if (entry === '*') return
  if (hasWildcard(entry)) yield remark('wildcard-principal', path, `${quoted(entry)} holds a wildcard`)
  else if (kindOf(entry) !== 'service' && !isHost(entry)) {
    const fix = /^[a-z0-9-]+$/.test(entry) ? { fix: `Did you mean "${entry}.amazonaws.com"?` } : {}
    yield remark('malformed-principal', path, `${quoted(entry)} is no host name of a service`, fix)
  }
}

/** `cognito-identity.amazonaws.com` is both a provider and a service. */
const isHost = (entry: string): boolean => kindOf(entry) === 'external' && !entry.startsWith('arn:')

function* judgeFederated(entry: string, path: string): Iterable<Remark> {
  if (entry === '*') return
  if (hasWildcard(entry)) yield remark('wildcard-principal', path, `${quoted(entry)} holds a wildcard`)
  else if (kindOf(entry) !== 'external') yield malformed(entry, path)
}

function* judgeCanonicalUser(entry: string, path: string): Iterable<Remark> {
  if (!/^[0-9a-f]{64}$/i.test(entry)) yield malformed(entry, path)
}

function kindOf(entry: string): string | undefined {
  const parsed = parsePrincipal(entry)
  return parsed.ok ? parsed.value.kind : undefined
}

const malformed = (entry: string, path: string): Remark =>
  remark('malformed-principal', path, `${quoted(entry)} is no such principal`)
