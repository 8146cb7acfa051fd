/** Whom the policy of a changed resource lets in from outside, before and after. */

import type { CatalogueAction } from '../../catalogue.ts'
import { contentKey } from '../../inventory/content-key.ts'
import type { Holder } from '../answers.ts'
import { outsideHolders } from '../outside-holders.ts'
import type { ChangedAccess, Side, Sides } from './changed-access.ts'
import { changeBetween } from './compare-access.ts'
import { type Comparing, probedClasses } from './probed-classes.ts'
import type { ChangedResource } from './resource-groups.ts'
import { createSheet, type Sheet } from './sheet.ts'

/** Nobody of the snapshot. */
const stranger = { before: undefined, after: undefined }
const nothingOfItsOwn = { all: [], grants: [], isFree: false }

export function outsideChanges(
  sides: Sides,
  comparing: Comparing,
  { before, after, difference }: ChangedResource,
): Omit<ChangedAccess, 'pairs' | 'ofIam' | 'examined' | 'isSpent'> {
  const target = [before, after].filter((one) => one !== undefined)
  const rows = new Map<string, { readonly principal: Holder; readonly sheet: Sheet }>()
  let isCut = false
  for (const probed of probedClasses(comparing, {
    pair: stranger,
    difference,
    own: nothingOfItsOwn,
    places: undefined,
    target,
  })) {
    isCut ||= probed.isCut
    const [action] = probed.actions
    if (!action) continue
    for (const text of probed.texts) {
      const old = before ? holdersOn(sides.before, comparing, action, text) : new Map<string, Holder>()
      const now = after ? holdersOn(sides.after, comparing, action, text) : new Map<string, Holder>()
      for (const arn of new Set([...old.keys(), ...now.keys()])) {
        const [was, is] = [old.get(arn), now.get(arn)]
        const principal = is ?? was
        const row = principal && (rows.get(arn) ?? { principal, sheet: createSheet() })
        if (!row) continue
        rows.set(arn, row)
        write(row.sheet, { was, is, actions: probed.actions, text })
      }
    }
  }
  const principals = [...rows.values()].map(({ principal: { arn, name, type, account, accountName }, sheet }) => ({
    principal: { arn, name, type, account, ...(accountName !== undefined && { accountName }) },
    outcomes: sheet.read().outcomes,
  }))
  return { principals, isCut, gaps: [] }
}

function holdersOn(
  { world, reach }: Side,
  { question }: Comparing,
  action: CatalogueAction,
  resource: string,
): ReadonlyMap<string, Holder> {
  const asked = { world, reach, question: question(world, action, resource), given: new Map() }
  return new Map(outsideHolders(asked).map((holder) => [holder.arn, holder]))
}

interface Met {
  readonly was: Holder | undefined
  readonly is: Holder | undefined
  readonly actions: readonly CatalogueAction[]
  readonly text: string
}

function write(sheet: Sheet, { was, is, actions, text }: Met): void {
  const before = was?.decision ?? 'ImplicitlyDenied'
  const after = is?.decision ?? 'ImplicitlyDenied'
  const change = changeBetween(before, after, () => contentKey(was?.condition) === contentKey(is?.condition))
  if (!change) return
  const condition = is?.condition ?? was?.condition
  const because = is?.via[0]
  const service = actions[0]?.service ?? ''
  sheet.write({
    change,
    service,
    actions,
    resources: [text],
    before,
    after,
    ...(condition && { condition }),
    ...(because && { because }),
  })
}
