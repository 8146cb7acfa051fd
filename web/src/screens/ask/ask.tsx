import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { resourceDetailQuery, resourcesQuery, statusQuery } from '../../api/queries.ts'
import { classesOf } from '../../classes.ts'
import { layout, ScreenPage } from '../../parts/layout.tsx'
import { Loading } from '../../parts/notice.tsx'
import { tabs } from '../../parts/tabs.ts'
import { text } from '../../parts/text.ts'
import { Verdict } from '../../parts/verdict.tsx'
import type { AskKind, AskSearch } from '../../search.ts'
import { iconOfAny, iconOfArn } from './arn-icon.ts'
import styles from './ask.module.css'
import { Conditions } from './conditions.tsx'
import { Explanation } from './explanation.tsx'
import { shortName } from './names.ts'
import { administrator, isResource } from './paths/words.ts'
import { Picker } from './picker.tsx'
import { WhatCan } from './what-can.tsx'
import { WhoCan } from './who-can.tsx'

const cx = classesOf(styles)
const route = getRouteApi('/console/access/ask')

const kinds: readonly { readonly kind: AskKind; readonly name: string }[] = [
  { kind: 'who-can', name: 'Who can' },
  { kind: 'what-can', name: 'What can' },
  { kind: 'can', name: 'Can' },
  { kind: 'paths', name: 'Paths' },
  { kind: 'what-if', name: 'What if' },
]

const WhatIf = lazy(() => import('./what-if/what-if.tsx').then((module) => ({ default: module.WhatIf })))
const Paths = lazy(() => import('./paths/paths.tsx').then((module) => ({ default: module.Paths })))

/** `larkfield-lake/*` instead of the whole ARN, the alias of a key, whose ARN has no name in it; `anything` for `*`. */
function useShownResource(arn: string | undefined): string | undefined {
  const isKey = arn !== undefined && /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(arn)
  const { data } = useQuery({ ...resourceDetailQuery(arn ?? ''), enabled: isKey })
  if (arn === undefined) return undefined
  return arn === '*' ? 'anything' : (data?.name ?? shortName(arn))
}

const anybody = { value: '', label: 'anybody', detail: 'whoever gets there, by the shortest way' }
const anyAction = { value: '', label: 'any action', detail: 'whatever reads or changes it' }
const toAdministrator = { value: administrator, label: 'administrator', detail: 'every permission in an account' }

export function AskScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const kind = search.ask ?? 'who-can'
  const shownResource = useShownResource(search.resource)
  const set = (change: Partial<AskSearch>) =>
    void navigate({ search: (before) => ({ ...before, chosen: undefined, filter: undefined, ...change }) })
  const action = (
    <Picker
      kind="action"
      label="Action"
      missing="an action"
      value={search.action}
      shown={search.action}
      onPick={(value) => set({ action: value })}
    />
  )
  const resource = (
    <Picker
      kind="resource"
      label="Resource"
      missing="a resource"
      value={search.resource}
      shown={shownResource}
      icon={iconOfArn(search.resource ?? '')}
      onPick={(value) => set({ resource: value })}
    />
  )
  const principal = (
    <Picker
      kind="principal"
      label="Principal"
      missing="somebody"
      value={search.principal}
      shown={search.principal && shortName(search.principal)}
      icon="person"
      onPick={(value) => set({ principal: value, service: undefined })}
    />
  )
  const conditions = (
    <Conditions
      context={search.context ?? []}
      onChange={(context) => set({ context: context.length === 0 ? undefined : context })}
    />
  )

  return (
    <ScreenPage>
      <div className={layout('stack', 'tight')}>
        <nav className={tabs('tabs')} aria-label="Kind of question">
          {kinds.map((one) => (
            <Link
              key={one.kind}
              className={tabs('tab')}
              from="/access/ask"
              to="/access/ask"
              search={(before) => ({ ...before, ask: one.kind, chosen: undefined, filter: undefined })}
              activeOptions={{ exact: true, includeSearch: true }}
              aria-current={one.kind === kind ? 'true' : undefined}
            >
              {one.name}
            </Link>
          ))}
        </nav>
        {kind !== 'what-if' && (
          <div className={cx('question')}>
            {kind === 'who-can' && (
              <>
                <span>Who can</span>
                {action}
                <span>on</span>
                {resource}
                {conditions}
              </>
            )}
            {kind === 'can' && (
              <>
                <span>Can</span>
                {principal}
                <span>do</span>
                {action}
                <span>on</span>
                {resource}
                {conditions}
              </>
            )}
            {kind === 'what-can' && (
              <>
                <span>What can</span>
                {principal}
                <span>do</span>
                {search.service !== undefined && (
                  <>
                    <span>in</span>
                    <button
                      type="button"
                      className={cx('token')}
                      title="Ask about every service"
                      onClick={() => set({ service: undefined, action: undefined })}
                    >
                      <span>{search.service}</span>
                    </button>
                  </>
                )}
              </>
            )}
            {kind === 'paths' && (
              <>
                <span>How does</span>
                <Picker
                  kind={['principal', 'person']}
                  fixed={[anybody]}
                  label="From"
                  missing="somebody"
                  value={search.from ?? anybody.value}
                  shown={search.from === undefined ? anybody.label : shortName(search.from)}
                  icon="person"
                  onPick={(value) => set({ from: value === '' ? undefined : value, step: undefined })}
                />
                <span>reach</span>
                <Picker
                  kind={['principal', 'resource']}
                  fixed={[toAdministrator]}
                  label="To"
                  missing="something"
                  value={search.to ?? toAdministrator.value}
                  shown={search.to === undefined ? toAdministrator.label : shortName(search.to)}
                  icon={search.to === undefined ? 'shield' : iconOfAny(search.to)}
                  onPick={(value) => set({ to: value === toAdministrator.value ? undefined : value, step: undefined })}
                />
                {isResource(search.to) && (
                  <>
                    <span>with</span>
                    <Picker
                      kind="action"
                      fixed={[anyAction]}
                      label="Action"
                      missing="an action"
                      value={search.action ?? anyAction.value}
                      shown={search.action ?? anyAction.label}
                      onPick={(value) => set({ action: value === '' ? undefined : value, step: undefined })}
                    />
                  </>
                )}
              </>
            )}
          </div>
        )}
      </div>
      <Suspense fallback={<Loading lines={10} />}>
        <Answer search={search} kind={kind} />
      </Suspense>
    </ScreenPage>
  )
}

function Answer(props: { readonly search: AskSearch; readonly kind: AskKind }) {
  const { search, kind } = props
  const { principal, action, resource } = search
  if (kind === 'paths') return <Paths search={search} />
  if (kind === 'what-if') return <WhatIf search={search} />
  if (kind === 'who-can' && action !== undefined && resource !== undefined) {
    return <WhoCan question={{ action, resource, context: search.context }} search={search} />
  }
  if (kind === 'can' && principal !== undefined && action !== undefined && resource !== undefined) {
    return <Explanation question={{ principal, action, resource, context: search.context }} wide />
  }
  if (kind === 'what-can' && principal !== undefined) {
    return <WhatCan principal={principal} search={search} />
  }
  return <Teach kind={kind} />
}

/** The others have a question before anybody asks, or teach by themselves. */
type Taught = Exclude<AskKind, 'paths' | 'what-if'>

const invitations: Readonly<Record<Taught, string>> = {
  'who-can': 'Name an action and a resource, and see everybody who can, through what, and why.',
  can: 'Name somebody, an action and a resource, and read the ruling layer by layer.',
  'what-can': 'Name somebody, and see everything they can do, by service and kind of access.',
}

function Teach(props: { readonly kind: Taught }) {
  const { data: status } = useQuery(statusQuery)
  const { data: buckets } = useQuery(resourcesQuery({ type: 's3:bucket', pageSize: 3 }))
  return (
    <div className={layout('stack', 'tight')}>
      <Verdict>{invitations[props.kind]}</Verdict>
      {status?.snapshot === null && (
        <p className={text('muted')}>
          Nothing has been read yet, so there is nothing to ask about. <Link to="/integrations">Connect AWS</Link>
        </p>
      )}
      {props.kind === 'who-can' && buckets !== undefined && buckets.items.length > 0 && (
        <div className={cx('examples')}>
          {buckets.items.map((bucket) => (
            <Link
              key={bucket.arn}
              to="/access/ask"
              search={{ ask: 'who-can', action: 's3:GetObject', resource: `${bucket.arn}/*` }}
            >
              Who can read the objects in {bucket.name}?
            </Link>
          ))}
        </div>
      )}
    </div>
  )
}
