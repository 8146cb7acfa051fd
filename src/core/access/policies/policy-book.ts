/** The questions about policies over one index: made when they are first asked for. */
import type { PolicyDocument } from '../../inventory/objects.ts'
import { awaited, type Stepwise, stepwise } from '../stepwise.ts'
import type { World } from '../world.ts'
import { concernedBy } from './policy-attachments.ts'
import { type AffectedPrincipal, affectedAt, type PolicyDetail, policyDetail } from './policy-detail.ts'
import { policyText } from './policy-document.ts'
import { type LintCounts, type ListedPolicy, listPolicies, type PolicyRow } from './policy-list.ts'

export interface PolicySummary extends PolicyRow {
  /** Null: the document was not read. */
  readonly findings: LintCounts | null
}

/** A version that AWS holds beside the one in force: whoever may change the default brings it into force. */
export interface HeldVersion {
  /** `v2` */
  readonly name: string
  readonly text: string
}

export interface PolicyBook {
  /** The widest first. What is wrong in each is found when somebody asks. */
  readonly rows: readonly ListedPolicy[]
  summary(one: ListedPolicy): PolicySummary
  byRef(ref: string): ListedPolicy | undefined
  document(one: ListedPolicy): PolicyDocument | undefined
  detail(one: ListedPolicy): PolicyDetail
  /** Everybody whom it concerns, by account, then name. */
  affected(one: ListedPolicy): readonly AffectedPrincipal[]
  heldVersions(one: ListedPolicy): readonly HeldVersion[]
}

export function policyBook(world: World): Stepwise<PolicyBook> {
  const listed = stepwise(() => listPolicies(world))
  return stepwise(function* () {
    const list = yield* awaited(listed)
    return {
      rows: list.all,
      summary: (one) => ({ ...one.row, findings: list.lint(one) ?? null }),
      byRef: list.byRef,
      document: list.document,
      detail: (one) => policyDetail(world, list, one),
      affected: (one) => affectedAt(world, concernedBy(world, list, one)),
      heldVersions: ({ source }) => {
        const others = typeof source === 'number' ? [] : (source.otherVersions ?? [])
        return others.flatMap(({ name, document }) =>
          document === undefined
            ? []
            : [{ name: /^version (\S+) of /.exec(name)?.[1] ?? name, text: policyText(document) }],
        )
      },
    }
  })
}
