import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Problem } from '../../api/problem.ts'
import { becomingQuery, objectHistoryQuery, principalDetailQuery, whatCanQuery } from '../../api/queries.ts'
import type { BecomingAnswer, PrincipalDetail } from '../../api/schema.ts'
import { nameInArn } from '../../parts/arn.ts'
import { buttonClass } from '../../parts/button.tsx'
import { principalIcon } from '../../parts/icon.tsx'
import { layout, ScreenPage } from '../../parts/layout.tsx'
import { NotInSnapshot } from '../../parts/not-in-snapshot.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { ObjectHead } from '../../parts/object-head.tsx'
import { ReadLine } from '../../parts/read-when.tsx'
import { tabs } from '../../parts/tabs.ts'
import { Verdict } from '../../parts/verdict.tsx'
import { ProblemScreen } from '../../parts/whole-screen.tsx'
import { type PrincipalTab, principalTabs } from '../../search.ts'
import { Gaps } from '../ask/gaps.tsx'
import { Notes } from '../ask/notes.tsx'
import { AssumersTab } from './assumers-tab.tsx'
import { countOfTargets } from './becoming-words.ts'
import { EffectiveAccess } from './effective-access.tsx'
import { HistoryStrip } from './history-strip.tsx'
import { HistoryTab } from './history-tab.tsx'
import { versionsIn } from './history-words.ts'
import { PathsTab } from './paths-tab.tsx'
import { PoliciesTab } from './policies-tab.tsx'
import { PrincipalSide } from './principal-side.tsx'
import { PrincipalVerdict } from './principal-verdict.tsx'
import { typeWords } from './words.ts'

const route = getRouteApi('/console/access/principals/$')

export function PrincipalScreen() {
  const { _splat: arn = '' } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const detail = useQuery(principalDetailQuery(arn))
  const abilities = useQuery(whatCanQuery({ principal: arn }))
  const becoming = useQuery(becomingQuery(arn))
  const history = useQuery(objectHistoryQuery(arn))
  if (detail.error instanceof Problem && detail.error.code === 'unknown_principal')
    return <NotInSnapshot arn={arn} list="/access/principals" />
  if (detail.error || abilities.error) return <ProblemScreen of={[detail, abilities]} />
  const one = detail.data
  const name = one?.name ?? nameInArn(arn)
  const tab = search.tab ?? 'access'
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false })
  return (
    <ScreenPage>
      <ObjectHead
        icon={one === undefined ? 'role' : principalIcon[one.type]}
        name={name}
        tag={one && typeWords[one.type]}
        account={one?.account}
        accountName={one?.accountName}
        arn={arn}
        actions={<Actions arn={arn} />}
      >
        {abilities.data === undefined ? (
          <Loading lines={1} />
        ) : (
          <Verdict as="p">
            <PrincipalVerdict name={name} answer={abilities.data} detail={one} becoming={becoming.data} />
          </Verdict>
        )}
        {abilities.data !== undefined && <Notes notes={abilities.data.notes} />}
        {abilities.data !== undefined && <Gaps gaps={abilities.data.gaps} says="There may be more" />}
        <ReadLine of={one?.readings} />
      </ObjectHead>
      {history.data && (
        <HistoryStrip
          about={{ principal: arn }}
          versions={versionsIn(history.data)}
          compared={search.compared}
          onCompare={(compared) => change({ compared })}
        />
      )}
      <Tabs arn={arn} name={name} tab={tab} counts={countsOf(one, becoming.data)} />
      {tab === 'access' && (
        // A ruling needs the whole width; what stands beside the grid goes below it then.
        <div className={layout(search.service === undefined || search.view !== undefined ? 'columns' : 'stack')}>
          <div className={layout('stack')}>
            {abilities.data === undefined ? (
              <Loading lines={12} />
            ) : (
              <EffectiveAccess answer={abilities.data} detail={one} name={name} search={search} onSearch={change} />
            )}
          </div>
          {one === undefined ? <Loading lines={8} /> : <PrincipalSide of={one} becoming={becoming} />}
        </div>
      )}
      {tab === 'assumers' && (one === undefined ? <Loading lines={8} /> : <AssumersTab of={one} />)}
      {tab === 'paths' && <PathsTab arn={arn} name={name} />}
      {tab === 'policies' &&
        (one === undefined ? (
          <Loading lines={8} />
        ) : (
          <PoliciesTab of={one} open={search.policy} onOpen={(policy) => change({ policy })} />
        ))}
      {tab === 'history' &&
        (history.error ? (
          <ProblemNotice error={history.error} onRetry={() => void history.refetch()} />
        ) : history.data === undefined ? (
          <Loading lines={8} />
        ) : (
          <HistoryTab history={history.data} />
        ))}
    </ScreenPage>
  )
}

function Actions(props: { readonly arn: string }) {
  const { arn } = props
  const look = buttonClass('plain', 'small')
  return (
    <>
      <Link className={look} to="/access/ask" search={{ ask: 'can', principal: arn }}>
        Ask about it
      </Link>
      <Link className={look} to="/access/ask" search={{ ask: 'what-if', change: { op: 'detach-policy', from: arn } }}>
        What if…
      </Link>
    </>
  )
}

const tabNames: Readonly<Record<PrincipalTab, string>> = {
  access: 'Effective access',
  assumers: 'Who can become it',
  paths: 'Paths',
  policies: 'Policies',
  history: 'History',
}

type Counts = Partial<Readonly<Record<PrincipalTab, string>>>

const countsOf = (one: PrincipalDetail | undefined, becoming: BecomingAnswer | undefined): Counts => ({
  ...(one && { assumers: String(one.assumers.total), policies: String(one.policies.length) }),
  ...(becoming && { paths: countOfTargets(becoming) }),
})

function Tabs(props: {
  readonly arn: string
  readonly name: string
  readonly tab: PrincipalTab
  readonly counts: Counts
}) {
  return (
    <nav className={tabs('tabs')} aria-label={`About ${props.name}`}>
      {principalTabs.map((key) => (
        <Link
          key={key}
          className={tabs('tab')}
          to="/access/principals/$"
          params={{ _splat: props.arn }}
          search={key === 'access' ? {} : { tab: key }}
          resetScroll={false}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={key === props.tab ? 'true' : undefined}
        >
          {tabNames[key]}
          {props.counts[key] !== undefined && <span className={tabs('count')}>{props.counts[key]}</span>}
        </Link>
      ))}
    </nav>
  )
}
