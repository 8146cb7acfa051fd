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
