import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { objectHistoryQuery, resourceDetailQuery, whoCanPartQuery, whoReachesQuery } from '../../api/queries.ts'
import type { ResourceDetail } from '../../api/schema.ts'
import { buttonClass } from '../../parts/button.tsx'
import { resourceIcon } from '../../parts/icon.tsx'
import { layout, ScreenPage } from '../../parts/layout.tsx'
import { NotInSnapshot } from '../../parts/not-in-snapshot.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { ObjectHead } from '../../parts/object-head.tsx'
import { ReadLine } from '../../parts/read-when.tsx'
import { tabs } from '../../parts/tabs.ts'
import { Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { oneOf, principalTypes, resourceTabs } from '../../search.ts'
import { HowTheyReach } from '../ask/how-they-reach.tsx'
import { Notes } from '../ask/notes.tsx'
import type { PictureView } from '../ask/picture-head.tsx'
import { HistoryStrip } from '../principals/history-strip.tsx'
import { HistoryTab } from '../principals/history-tab.tsx'
import { versionsIn } from '../principals/history-words.ts'
import { Reach } from './reach.tsx'
import { ResourcePolicies } from './resource-policies.tsx'
import { ResourceSide } from './resource-side.tsx'
import { ResourceVerdict } from './resource-verdict.tsx'
import { WhoCanTable } from './who-can-table.tsx'
import { kindWords, questionsAbout } from './words.ts'

const route = getRouteApi('/console/access/resources/$')

export function ResourceScreen() {
  const { _splat: arn = '' } = route.useParams()
  const resource = useQuery(resourceDetailQuery(arn))
  if (resource.error) return <ProblemScreen of={[resource]} />
  if (resource.data === undefined) return <LoadingScreen />
  if (resource.data === null) return <NotInSnapshot arn={arn} list="/access/resources" />
  return <Found key={arn} resource={resource.data} />
}

type Tab = (typeof resourceTabs)[number]
const tabNames: Readonly<Record<Tab, string>> = { access: 'Who reaches it', policy: 'Its policy', history: 'History' }

function Found(props: { readonly resource: ResourceDetail }) {
  const { resource } = props
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const questions = questionsAbout(resource.type)
  const answers = useQueries({
    queries: questions.map((question) =>
      whoCanPartQuery({ action: question.action, resource: `${resource.arn}${question.below ?? ''}` }),
    ),
  })
  const reach = useQuery(whoReachesQuery(resource.arn))
  const history = useQuery(objectHistoryQuery(resource.arn))
  const firstIncomplete = answers.find((answer) => answer.data?.complete === false)?.data
  const first = answers[0]?.data
  const [view, setView] = useState<PictureView>('picture')
  const tab = search.tab ?? 'access'
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false })
  return (
    <ScreenPage>
      <ObjectHead
        icon={resourceIcon(resource.type)}
        name={resource.name}
        tag={kindWords(resource.type)}
        account={resource.account}
        accountName={resource.accountName}
        arn={resource.arn}
        actions={<Actions of={resource} />}
      >
        <Verdict as="p" live>
          <ResourceVerdict resource={resource} first={first} last={answers.at(-1)?.data} />
        </Verdict>
        {firstIncomplete && <Notes notes={firstIncomplete.notes} incomplete />}
        <ReadLine of={first?.readings ?? resource.readings} />
      </ObjectHead>
      {history.data && (
        <HistoryStrip
          about={{ resource: resource.arn }}
          versions={versionsIn(history.data)}
          compared={search.compared}
          onCompare={(compared) => change({ compared })}
        />
      )}
      <Tabs of={resource} tab={tab} />
      {tab === 'access' && first !== undefined && first.principals.length + first.denied.length > 0 && (
        <HowTheyReach
          title={`Who can ${questions[0]?.does ?? first.action}`}
          answer={first}
          question={{ action: first.action, resource: first.resource }}
          chosen={first.principals[0]?.arn}
          isPicked={false}
          view={view}
          onView={setView}
          onChoose={(arn) =>
            void navigate({
              to: '/access/ask',
              search: { ask: 'who-can', action: first.action, resource: first.resource, chosen: arn },
            })
          }
        />
      )}
      {tab === 'access' && (
        <div className={layout('columns')}>
          <div className={layout('stack')}>
            <Reach
              answer={reach}
              name={resource.name}
              kind={search.kind}
              onKind={(kind) => change({ kind: oneOf(kind, principalTypes) })}
            >
              <WhoCanTable resource={resource} questions={questions} answers={answers} />
            </Reach>
          </div>
          <ResourceSide of={resource} />
        </div>
      )}
      {tab === 'policy' && <ResourcePolicies of={resource} />}
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

function Actions(props: { readonly of: ResourceDetail }) {
  const { arn, policies } = props.of
  const look = buttonClass('plain', 'small')
  const [own] = policies
  return (
    <>
      <Link className={look} to="/access/ask" search={{ ask: 'who-can', resource: arn }}>
        Ask about it
      </Link>
      {own !== undefined && (
        <Link className={look} to="/access/ask" search={{ ask: 'what-if', edit: own.ref }}>
          What if…
        </Link>
      )}
    </>
  )
}

function Tabs(props: { readonly of: ResourceDetail; readonly tab: Tab }) {
  const { of } = props
  return (
    <nav className={tabs('tabs')} aria-label={`About ${of.name}`}>
      {resourceTabs.map((key) => (
        <Link
          key={key}
          className={tabs('tab')}
          to="/access/resources/$"
          params={{ _splat: of.arn }}
          search={key === 'access' ? {} : { tab: key }}
          resetScroll={false}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={key === props.tab ? 'true' : undefined}
        >
          {tabNames[key]}
          {key === 'policy' && of.policies.length > 1 && <span className={tabs('count')}>{of.policies.length}</span>}
        </Link>
      ))}
    </nav>
  )
}
