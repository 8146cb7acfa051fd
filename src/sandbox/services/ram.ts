/** RAM: what accounts share with one another. A share is made once and seen from both of its sides. */
import {
  GetResourceSharesCommand,
  InvalidNextTokenException$,
  InvalidParameterException$,
  ListPrincipalsCommand,
  ListResourcesCommand,
  RAMClient,
  type ResourceOwner,
} from '@aws-sdk/client-ram'
import { modelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import { pathOf } from '../principal-policies.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { SharedThings } from '../world/estate.ts'

interface Paged {
  readonly resourceOwner?: ResourceOwner | undefined
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

const page = <T>(call: Call, all: readonly T[], { resourceOwner, maxResults, nextToken }: Paged): Page<T> =>
  paginate(call, all, { token: nextToken, size: maxResults, default: 500, max: 500, of: [resourceOwner] })

/** What the account is named by in a share: itself, a unit that it is in, or the organization. */
function namesOf({ world, account }: Call): ReadonlySet<string> {
  const { organization } = world
  const head = `arn:aws:organizations::${organization.managementAccountId}`
  if (!organization.members.has(account.id)) return new Set([account.id])
  return new Set([
    account.id,
    `${head}:organization/${organization.id}`,
    ...pathOf(world, account.id).map((unit) => `${head}:ou/${organization.id}/${unit}`),
  ])
}

function sharesSeen(call: Call, owner: ResourceOwner | undefined): readonly SharedThings[] {
  const own = owner === 'SELF'
  const names = namesOf(call)
  return [...call.world.resourceShares.values()].filter(({ region, share, principals }) => {
    if (region !== call.region) return false
    if (share.owningAccountId === call.account.id) return own
    return !own && principals.some(({ id }) => names.has(id ?? ''))
  })
}

export const ram = defineService({
  client: RAMClient,
  signingName: 'ram',
  operations: [
    operation(GetResourceSharesCommand, {
      run(call, input) {
        const { items, next } = page(call, sharesSeen(call, input.resourceOwner), input)
        return { resourceShares: items.map(({ share }) => share), nextToken: next }
      },
    }),
    operation(ListPrincipalsCommand, {
      run(call, input) {
        // From the other side only the owner is seen.
        const all = sharesSeen(call, input.resourceOwner).flatMap(({ share, principals }) =>
          input.resourceOwner === 'SELF'
            ? principals
            : [{ id: share.owningAccountId, resourceShareArn: share.resourceShareArn, external: false }],
        )
        const { items, next } = page(call, all, input)
        return { principals: [...items], nextToken: next }
      },
    }),
    operation(ListResourcesCommand, {
      run(call, input) {
        const all = sharesSeen(call, input.resourceOwner).flatMap(({ resources }) => resources)
        const { items, next } = page(call, all, input)
        return { resources: [...items], nextToken: next }
      },
    }),
  ],
  invalidToken: (message) => modelled(InvalidNextTokenException$, message),
  invalidInput: (message) => modelled(InvalidParameterException$, message),
})
