/** How policies of a principal are called, and what goes with them. Pure, tested beside. */
import type { HeldPolicy, Policy, PolicyShare, ServiceUsage } from '../../api/schema.ts'
import { counted } from '../../parts/verdict.tsx'

export const policyKindWords: Readonly<Record<HeldPolicy['kind'] | Policy['kind'], string>> = {
  'aws-managed': 'AWS managed',
  'customer-managed': 'customer managed',
  inline: 'inline',
  'group-inline': 'inline of a group',
  trust: 'trust policy',
  resource: 'resource policy',
  'service-control': 'SCP',
  'resource-control': 'RCP',
}

/** Services that are named before the rest is counted. */
const named = 2

/** What is lost, and whether anybody would notice, as far as AWS tells of use. */
export function lossWords(
  { lost, gained, lostServices }: PolicyShare,
  usage: ServiceUsage,
  nameOf: (service: string) => string = (service) => service,
): string {
  const gains = gained === 0 ? '' : `${counted(gained, 'action')} that it denies would be allowed`
  if (lost === 0) return gains === '' ? 'nothing is lost: other policies grant all of it' : gains
  const loses = `${counted(lost, 'action')} would go`
  const after = gains === '' ? '' : `; ${gains}`
  if (!usage.known) return `${loses}${after}`
  const inUse = usage.services.map(({ service }) => service).filter((service) => lostServices.includes(service))
  if (inUse.length === 0)
    return usage.services.length === 0
      ? `${loses}; it never used anything${after}`
      : `${loses}; no service in use is lost${after}`
  const rest = inUse.length - named
  const names = inUse.slice(0, named).map(nameOf).join(', ')
  return `${names}${rest > 0 ? ` and ${rest} more` : ''}, in use, would be lost${after}`
}
