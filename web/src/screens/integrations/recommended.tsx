import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { recommendedQuery } from '../../api/queries.ts'
import type { RecommendedApp } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Disclosure } from '../../parts/disclosure.tsx'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { AccountId, Arn } from '../../parts/identifiers.tsx'
import { Section } from '../../parts/layout.tsx'
import { FailedAct, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import styles from './integrations.module.css'

const cx = classesOf(styles)

const kindIcons: Readonly<Record<RecommendedApp['kind'], IconName>> = {
  saml: 'people',
  oidc: 'workload',
  identity_center_application: 'app',
}
const kindWords: Readonly<Record<RecommendedApp['kind'], string>> = {
  saml: 'SAML provider',
  oidc: 'OIDC provider',
  identity_center_application: 'Identity Center application',
}

/** The coverage grid below is the reason for which most people come: more than this open on demand. */
const shownFirst = 3

/** Found in what was read: who else lets people and workloads into AWS, each with its evidence. */
export function RecommendedApps() {
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const apps = useQuery(recommendedQuery)
  const decide = useMutation({
    mutationFn: async ({
      app,
      decision,
    }: {
      readonly app: string
      readonly decision: 'add' | 'dismiss'
    }): Promise<unknown> =>
      decision === 'add'
        ? call('POST /recommended-apps/{id}/add', { params: { id: app } })
        : call('POST /recommended-apps/{id}/dismiss', { params: { id: app } }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: recommendedQuery.queryKey }),
        client.invalidateQueries({ queryKey: ['integrations'] }),
      ]),
  })
  if (apps.error) return <ProblemNotice error={apps.error} onRetry={() => void apps.refetch()} />
  const found = (apps.data ?? []).filter((app) => app.state === 'new')
  if (found.length === 0) return null
  return (
    <Section title="Recommended" aside="found in what was read">
      <FailedAct of={decide} />
      <ul className={cx('rows')}>
        {found.slice(0, isOpen ? found.length : shownFirst).map((app) => (
          <li key={app.id}>
            <span className={cx('tile')}>
              <Icon name={kindIcons[app.kind]} size={18} />
            </span>
            <span>
              <span className={text('m')}>{app.name}</span>
              {app.vendor !== null && app.vendor !== app.name && (
                <>
                  <br />
                  <span className={text('s12', 'faint')}>{app.vendor}</span>
                </>
              )}
            </span>
            <Evidence of={app} />
            <span className={cx('rowActions')}>
              <Button
                size="small"
                aria-label={`Add ${app.name}`}
                aria-disabled={decide.isPending}
                acts
                onClick={() => !decide.isPending && decide.mutate({ app: app.id, decision: 'add' })}
              >
                Add
              </Button>
              <Button
                look="quiet"
                size="small"
                aria-label={`Dismiss ${app.name}`}
                aria-disabled={decide.isPending}
                acts
                onClick={() => !decide.isPending && decide.mutate({ app: app.id, decision: 'dismiss' })}
              >
                Dismiss
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {found.length > shownFirst && (
        <div>
          <Button look="quiet" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Show fewer' : `Show ${found.length - shownFirst} more`}
          </Button>
        </div>
      )}
    </Section>
  )
}

function Evidence(props: { readonly of: RecommendedApp }) {
  const { evidence, kind } = props.of
  const accounts = new Set(evidence.map((one) => one.accountId)).size
  const [first] = evidence
  return (
    <div>
      <Disclosure
        title={`${kindWords[kind]} in ${counted(accounts, 'account')}`}
        {...(first !== undefined && { says: first.detail })}
      >
        <ul className={cx('evidence')}>
          {evidence.map((one) => (
            <li key={one.arn}>
              <AccountId value={one.accountId} /> <Arn value={one.arn} room={60} />
              <br />
              <span className={text('s12', 'muted')}>{one.detail}</span>
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  )
}
