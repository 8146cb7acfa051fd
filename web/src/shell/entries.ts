import type { IconName } from '../parts/icon.tsx'

/** Eight entries, no more (product.md, "Screens"). */
export const entries = [
  { to: '/', name: 'Home', icon: 'home' },
  { to: '/access', name: 'Access', icon: 'access' },
  { to: '/requests', name: 'Requests', icon: 'requests' },
  { to: '/reviews', name: 'Reviews', icon: 'reviews' },
  { to: '/incidents', name: 'Incidents', icon: 'incidents' },
  { to: '/access-flows', name: 'Access flows', icon: 'flows' },
  { to: '/integrations', name: 'Integrations', icon: 'plug' },
  { to: '/audit', name: 'Audit', icon: 'audit' },
] as const satisfies readonly { to: string; name: string; icon: IconName }[]

/** What stands under Access. */
export const accessSections = [
  { to: '/access/ask', name: 'Ask' },
  { to: '/access/identities', name: 'Identities' },
  { to: '/access/principals', name: 'Principals' },
  { to: '/access/resources', name: 'Resources' },
  { to: '/access/accounts', name: 'Accounts' },
  { to: '/access/policies', name: 'Policies' },
  { to: '/access/time', name: 'Time machine' },
] as const

export const isHere = (to: string, path: string): boolean =>
  to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
