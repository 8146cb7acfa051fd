/** The estate of a Region, as the services that only tell of it see it. */
import type { Call } from '../service.ts'
import { type Estate, emptyEstate } from '../world/estate.ts'
import { here } from './owner.ts'

/** Most Regions have none, and are asked often. */
const nothing = emptyEstate()

export const estateHere = (call: Call): Estate => here(call).estate ?? nothing

export const arnHere = (call: Call, rest: string): string =>
  `arn:aws:${call.service.iamPrefix}:${call.region}:${call.account.id}:${rest}`
