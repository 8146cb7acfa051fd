/** IAM Roles Anywhere: trust anchors and profiles, to be read. Nobody comes in here with a certificate. */
import { ListProfilesCommand, ListTrustAnchorsCommand, RolesAnywhereClient } from '../../sdk/client-rolesanywhere.ts'
import { unmodelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import { estateHere } from './estate.ts'

const invalid = (message: string) => unmodelled('ValidationException', 400, message)

interface Paged {
  readonly pageSize?: number | undefined
  readonly nextToken?: string | undefined
}

/** How large a page may be, and is without a size, is not documented. */
const page = <T>(call: Call, all: readonly T[], { pageSize, nextToken }: Paged): Page<T> =>
  paginate(call, all, { token: nextToken, size: pageSize, default: 100, max: 1000 })

export const rolesAnywhere = defineService({
  client: RolesAnywhereClient,
  signingName: 'rolesanywhere',
  operations: [
    operation(ListTrustAnchorsCommand, {
      run(call, input) {
        const { items, next } = page(call, estateHere(call).trustAnchors, input)
        return { trustAnchors: [...items], nextToken: next }
      },
    }),
    operation(ListProfilesCommand, {
      run(call, input) {
        const { items, next } = page(call, estateHere(call).profiles, input)
        return { profiles: [...items], nextToken: next }
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
