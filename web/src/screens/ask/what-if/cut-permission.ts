/** What a link from a path asks for, done to the document that grants the permission. Pure, tested beside. */
import type { Policy } from '../../../api/schema.ts'
import { policyText } from '../../../parts/policy-lines.ts'
import { type DraftChange, idOfEdit, idOfInline, type Removal } from './draft.ts'
import { denialOf, withoutPermission } from './without-permission.ts'

const cutName = 'WhatIfCut'

const formOfKind = (kind: Policy['kind']): 'identity' | 'trust' | 'resource' =>
  kind === 'trust' ? 'trust' : kind === 'resource' ? 'resource' : 'identity'

/** Nobody can edit a policy of AWS, so the one who shall lose the permission is denied it beside. */
export function cutPermission(policy: Policy, removal: Removal): DraftChange {
  const { principal } = removal
  if (policy.kind === 'aws-managed' && principal !== undefined) {
    const document = { Version: '2012-10-17', Statement: [denialOf(removal, 'identity')] }
    return {
      id: idOfInline(cutName, principal),
      kind: 'inline',
      name: cutName,
      on: principal,
      text: policyText(document),
    }
  }
  const document = withoutPermission(policy.document, removal, formOfKind(policy.kind))
  return { id: idOfEdit(policy.ref), kind: 'edit', ref: policy.ref, text: policyText(document) }
}
