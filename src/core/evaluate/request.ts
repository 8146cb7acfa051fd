/** A request read once: who, what, where, and what follows from these alone. */
import { resourcePartStart } from '../arn/arn.ts'
import { type Principal, parsePrincipal, principalAccount } from '../arn/principal.ts'
import type { Catalogue } from '../catalogue.ts'
import { AppError } from '../fault.ts'
import { type AccountId, parseAccountId } from '../ids.ts'
import type { RequestedAction } from '../policy/action-matcher.ts'
import { memo } from './memo.ts'
import type { AccessRequest, RequestContext } from './types.ts'

export interface PreparedAction extends RequestedAction {
  /** Lower case, with the service. */
  readonly lower: string
  /** SAR lists no resource type: the action is requested on `*`. */
  readonly wildcardOnly: boolean
  /** Changes something. */
  readonly writes: boolean
}

export interface PreparedRequest {
  readonly principal: Principal
  readonly principalId: string | undefined
  readonly action: PreparedAction
  /** `*` for an action without resources. */
  readonly resource: string
  /** A concrete resource was given for an action that has none. */
  readonly resourceIgnored: boolean
  /** Undefined when neither the request nor the ARN nor the principal names an account. */
  readonly resourceAccount: string | undefined
  readonly context: RequestContext
  readonly sameAccount: boolean
}

export const readPrincipal = memo(parsePrincipal)

const colon = 58
const accountLength = 12

/** `own` when none is said: S3 ARNs have no account, those of AWS managed policies say `aws`. */
export function accountIn(arn: string, own: AccountId | undefined): AccountId | undefined {
  const end = resourcePartStart(arn) - 1
  const start = end - accountLength
  if (start < 0 || arn.charCodeAt(start - 1) !== colon || !arn.startsWith('arn:')) return own
  // Mostly it is the caller's, and need not be cut out.
  return own !== undefined && arn.startsWith(own, start) ? own : (parseAccountId(arn.slice(start, end)) ?? own)
}

export function createRequestReader(catalogue: Catalogue) {
  const principalOf = (text: string): Principal => {
    const parsed = readPrincipal(text)
    if (!parsed.ok) throw new AppError('bad_input', `The principal ${parsed.error}`)
    return parsed.value
  }
  const actionOf = memo((text): PreparedAction => {
    const lower = text.toLowerCase()
    const split = lower.indexOf(':')
    const id = catalogue.actionId(lower)
    const known = id < 0 ? undefined : catalogue.action(id)
    return {
      id,
      lower,
      service: lower.slice(0, Math.max(split, 0)),
      name: lower.slice(split + 1),
      wildcardOnly: known !== undefined && known.resourceTypes.length === 0,
      writes: known?.levels.some((level) => level !== 'List' && level !== 'Read') ?? true,
    }
  })
  return (request: AccessRequest): PreparedRequest => {
    const principal = principalOf(request.principal)
    const action = actionOf(request.action)
    const resource = action.wildcardOnly ? '*' : request.resource
    const own = principalAccount(principal)
    // A request on no resource stays in the caller's account.
    const resourceAccount =
      action.wildcardOnly && own !== undefined ? own : (request.resourceAccount ?? accountIn(resource, own))
    return {
      principal,
      principalId: request.principalId,
      action,
      resource,
      resourceIgnored: resource !== request.resource,
      resourceAccount,
      context: request.context,
      sameAccount: own !== undefined && own === resourceAccount,
    }
  }
}
