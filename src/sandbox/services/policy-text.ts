/** Policy documents as text, the form in which every service but IAM takes and gives them. */
import type { AwsError } from '../aws-error.ts'
import type { Call } from '../service.ts'
import type { PolicyJson } from '../world/model.ts'

export const policyText = (document: PolicyJson): string => JSON.stringify(document)

/** The document in the text; `refusal` makes the service's own error when it is not a resource policy. */
export function readPolicyText(call: Call, text: string, refusal: (message: string) => AwsError): PolicyJson {
  const document = parsed(text, refusal)
  const problem = call.problemOf(document, 'resource')
  if (problem !== undefined) throw refusal(problem)
  return document
}

function parsed(text: string, refusal: (message: string) => AwsError): PolicyJson {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw refusal(`Policy is not valid JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
}

/** What several policies on one resource say together; undefined when there is none. */
export function joinedPolicies(...policies: readonly (PolicyJson | undefined)[]): PolicyJson | undefined {
  const found = policies.filter((policy) => policy !== undefined)
  if (found.length < 2) return found[0]
  return { Version: '2012-10-17', Statement: found.flatMap(statementsOf) }
}

function statementsOf(policy: PolicyJson): readonly PolicyJson[] {
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) return []
  const { Statement: statements } = policy
  return Array.isArray(statements) ? statements : [statements]
}
