import { useQuery } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { accountQuery, identityQuery, integrationsQuery, policyQuery, resourceDetailQuery } from '../api/queries.ts'
import { classesOf } from '../classes.ts'
import { nameInArn } from '../parts/arn.ts'
import { accessSections, entries, isHere } from './entries.ts'
import styles from './shell.module.css'

const cx = classesOf(styles)

/** An id that no name is known of, or not yet: it tells nobody anything. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Crumb {
  readonly name: string
  readonly to?: string
}

/** The way to a path, from its words alone: entry, section, object. */
function crumbsOf(path: string): readonly Crumb[] {
  if (isHere('/settings', path)) return [{ name: 'Settings' }]
  if (isHere('/notices', path)) return [{ name: 'Notices' }]
  if (isHere('/organization', path)) return [{ name: 'Integrations', to: '/integrations' }, { name: 'Organization' }]
  if (isHere('/guide', path)) return [{ name: 'Integrations', to: '/integrations' }, { name: 'Setup guide' }]
  const entry = entries.find((one) => isHere(one.to, path))
  if (entry === undefined) return [{ name: 'Nothing here' }]
  const crumbs: Crumb[] = [{ name: entry.name, to: entry.to }]
  const section = accessSections.find((one) => isHere(one.to, path))
  if (section) crumbs.push({ name: section.name, to: section.to })
  const base = section?.to ?? entry.to
  const rest = base === '/' ? '' : path.slice(base.length + 1)
  if (rest !== '') crumbs.push({ name: nameInArn(decodeURIComponent(rest)) })
  return crumbs
}

/** What the page itself has asked for: an id in the address tells nobody whose page it is. */
function useNameOf(path: string): string | undefined {
  const [, list, id = ''] = /^\/access\/(identities|accounts|policies)\/([^/]+)$/.exec(path) ?? []
  const asked = decodeURIComponent(id)
  const identity = useQuery({ ...identityQuery(asked), enabled: list === 'identities' })
  const account = useQuery({ ...accountQuery(asked), enabled: list === 'accounts' })
  const policy = useQuery({ ...policyQuery(asked), enabled: list === 'policies' })
  const [, arn] = /^\/access\/resources\/(.+)$/.exec(path) ?? []
  const resource = useQuery({ ...resourceDetailQuery(decodeURIComponent(arn ?? '')), enabled: arn !== undefined })
  if (arn !== undefined) return resource.data?.name
  if (list === 'policies') return policy.data?.name ?? (policy.isError ? asked : '…')
  if (list === 'identities') return identity.data?.name ?? '…'
  return list === 'accounts' ? (account.data?.name ?? asked) : undefined
}

export function Crumbs() {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const { data: integrations } = useQuery(integrationsQuery)
  const own = useNameOf(path)
  const crumbs = crumbsOf(path).map((crumb, at, { length }) => ({
    ...crumb,
    name:
      (at === length - 1 ? own : undefined) ??
      integrations?.find((one) => one.id === crumb.name)?.name ??
      (uuid.test(crumb.name) ? '…' : crumb.name),
  }))
  const here = crumbs.at(-1)?.name ?? ''
  useEffect(() => {
    document.title = `${here} · Bailiwick`
  }, [here])
  return (
    <nav className={cx('crumbs')} aria-label="Breadcrumb">
      {crumbs.map((crumb, at) =>
        at === crumbs.length - 1 ? (
          <b key={crumb.name} aria-current="page">
            {crumb.name}
          </b>
        ) : (
          <span key={crumb.name} className={cx('crumb')}>
            <Link to={crumb.to ?? '/'}>{crumb.name}</Link>
            <span aria-hidden="true">/</span>
          </span>
        ),
      )}
    </nav>
  )
}
