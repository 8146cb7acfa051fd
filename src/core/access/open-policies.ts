/** Policies that allow everything: what stands in for what was not read when asking whether it could turn an answer. */
import type { PolicyEngine, PolicyId, PolicyType } from '../evaluate/types.ts'

export interface OpenPolicies {
  readonly identity: readonly PolicyId[]
  readonly resource: PolicyId | undefined
  /** Trust policies have no Resource. */
  readonly trust: PolicyId | undefined
}

const statement = { Effect: 'Allow', Action: '*' } as const

export function compileOpenPolicies(engine: PolicyEngine): OpenPolicies {
  const parse = (fields: object, type: PolicyType): PolicyId | undefined => {
    const parsed = engine.parse({ Version: '2012-10-17', Statement: [{ ...statement, ...fields }] }, type)
    return parsed.ok ? parsed.value : undefined
  }
  const identity = parse({ Resource: '*' }, 'identity')
  return {
    identity: identity === undefined ? [] : [identity],
    resource: parse({ Principal: '*', Resource: '*' }, 'resource'),
    trust: parse({ Principal: '*' }, 'resource'),
  }
}
