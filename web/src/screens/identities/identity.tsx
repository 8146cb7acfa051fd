import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { identityQuery } from '../../api/queries.ts'
import type { IdentityBecoming, IdentityDetail } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Credentials } from '../../parts/credentials.tsx'
import { layout, ScreenPage, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Empty, Loading } from '../../parts/notice.tsx'
import { ObjectHead, object } from '../../parts/object-head.tsx'
import { text } from '../../parts/text.ts'
import { Emphasized, Verdict } from '../../parts/verdict.tsx'
import { ProblemScreen } from '../../parts/whole-screen.tsx'
import { Notes } from '../ask/notes.tsx'
import { toneOfPath } from '../ask/paths/words.ts'
import { adminWords } from '../principals/words.ts'
import { AccessTable, accessCsv } from './access-table.tsx'
import { ColumnsSection } from './columns-section.tsx'
import styles from './identities.module.css'
import { IdentityAccounts, Suggestions } from './links.tsx'
import { reachColumns, reachOf } from './reach.ts'
import { identityIcon, kindWords } from './words.ts'

const cx = classesOf(styles)
const route = getRouteApi('/console/access/identities/$id')

export function IdentityScreen() {
  const { id } = route.useParams()
  const identity = useQuery(identityQuery(id))
  if (identity.data === null) {
    return (
      <ScreenPage>
        <Empty
          as="h1"
          example="The snapshot has no identity of that id."
          action={
            <Link className={buttonClass()} to="/access/identities">
              Show all identities
            </Link>
          }
        >
          <p>Ids are AWS’s own: who was deleted and made again under the same name is another identity.</p>
        </Empty>
      </ScreenPage>
    )
  }
  if (identity.error) return <ProblemScreen of={[identity]} />
  if (identity.data === undefined) {
    return (
      <ScreenPage>
        <Loading lines={10} says="Following every assignment" />
      </ScreenPage>
    )
  }
  return <Found of={identity.data} />
}

function Found(props: { readonly of: IdentityDetail }) {
  const { of: one } = props
  const [first] = one.access
  const only = one.access.length === 1 ? first?.arn : undefined
  const start = startOfPaths(one) ?? only
  return (
    <ScreenPage>
      <ObjectHead
        icon={identityIcon(one)}
        name={one.name}
        tag={one.what}
        account={one.account}
        accountName={one.accountName}
        arn={arnOf(one)}
        actions={
          <>
            {start !== undefined && (
              <Link className={buttonClass('plain', 'small')} to="/access/ask" search={{ ask: 'paths', from: start }}>
                Paths
              </Link>
            )}
            {one.account !== undefined && (
              <Link className={buttonClass('plain', 'small')} to="/access/time" search={{ account: one.account }}>
                History
              </Link>
            )}
          </>
        }
      >
        <Verdict as="p">
          <Emphasized sentence={one.sentence} names={[one.name, one.accountName ?? '', ...administered(one)]} />
        </Verdict>
        <Notes notes={one.notes} />
      </ObjectHead>
      <Reach of={one} />
      <div className={layout('columns')}>
        <div className={layout('stack')}>
          <Becomings of={one} />
          <Suggestions of={one} />
          <IdentityAccounts of={one} />
        </div>
        <aside className={layout('stack')}>
          {one.credentials.map((own) => (
            <Credentials key={own.arn} of={own} at={one.at} />
          ))}
          <Facts of={one} />
        </aside>
      </div>
    </ScreenPage>
  )
}

/** Of a user or root user, or of what runs; whoever only takes on roles has none. */
function arnOf({ id, appearsAs, accounts }: IdentityDetail): string | undefined {
  const [kind] = appearsAs
  if (kind === 'iam-user' || kind === 'root') return accounts[0]?.arn
  return id.startsWith('workload:') ? id.slice('workload:'.length) : undefined
}

/** As `paths` names people and what runs. */
function startOfPaths({ id }: IdentityDetail): string | undefined {
  const [, kind, rest] = /^(idc-user|workload):(.*)$/s.exec(id) ?? []
  return kind === 'idc-user' ? `person:${rest}` : rest
}

/** The sentence names an account only where they are few. */
const administered = ({ access }: IdentityDetail): readonly string[] =>
  access.flatMap(({ admin, accountName }) => (admin === 'yes' && accountName !== undefined ? [accountName] : []))

function Reach(props: { readonly of: IdentityDetail }) {
  const { of: one } = props
  const search = route.useSearch()
  const navigate = route.useNavigate()
  if (one.access.length === 0) return null
  return (
    <ColumnsSection
      title="How far it reaches"
      plans={reachColumns}
      graph={reachOf(one)}
      danger="administrator there"
      csv={{ name: 'identity-access', content: () => accessCsv(one) }}
      about={one}
      table={<AccessTable of={one} />}
      search={search}
      onSearch={(change) =>
        void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
      }
    />
  )
}

/** Ways named before the rest is left to their picture. */
const namedWays = 8

function Becomings(props: { readonly of: IdentityDetail }) {
  const { becomes, becomesMore } = props.of
  if (becomes.length === 0) return null
  const shown = becomes.slice(0, namedWays)
  const rest = becomes.length - shown.length + (becomesMore === 'not counted' ? 0 : becomesMore)
  return (
    <Section title="What it could become" aside={becomes.length}>
      <ul>
        {shown.map((one) => (
          <Becoming key={`${one.from} ${one.path} ${one.target.id}`} of={one} />
        ))}
        {(rest > 0 || becomesMore === 'not counted') && (
          <li className={`${cx('link')} ${text('faint')}`}>
            {becomesMore === 'not counted' ? 'and more than were counted' : `and ${rest} more`}
          </li>
        )}
      </ul>
    </Section>
  )
}

function Becoming(props: { readonly of: IdentityBecoming }) {
  const { fromName, from, act, target, itself, decision, path } = props.of
  return (
    <li className={cx('link')}>
      <span>
        <Decision tone={toneOfPath[decision]} bare />{' '}
        <span className={text('m', 'breakable')}>{itself ? 'More than it is' : target.name}</span>
        {target.accountName !== undefined && <span className={text('faint')}> {target.accountName}</span>}
      </span>
      <span className={text('muted', 'breakable')}>
        {fromName} {act}
      </span>
      <span className={text('s12')}>
        <Link to="/access/ask" search={{ ask: 'paths', from }}>
          Show the way
        </Link>{' '}
        <span className={text('mono')}>{path}</span>
      </span>
    </li>
  )
}

function Facts(props: { readonly of: IdentityDetail }) {
  const { of: one } = props
  return (
    <Section title="Facts">
      <dl className={object('facts')}>
        <dt>Kind</dt>
        <dd>
          {kindWords[one.kind]}
          <br />
          <span className={text('s12', 'faint')}>{one.judgedOn}</span>
        </dd>
        <dt>Administrator</dt>
        <dd>{adminWords[one.admin]}</dd>
        {one.email !== undefined && (
          <>
            <dt>E-mail</dt>
            <dd>{one.email}</dd>
          </>
        )}
        <dt>Last used</dt>
        <dd>{one.lastUsed === undefined ? 'not known' : <Moment at={one.lastUsed} />}</dd>
        <dt>As of</dt>
        <dd>
          <Moment at={one.at} />
        </dd>
      </dl>
    </Section>
  )
}
