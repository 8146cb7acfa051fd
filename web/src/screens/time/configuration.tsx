import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { statusQuery } from '../../api/queries.ts'
import type { ConfigurationAnswer, ConfigurationChange, FieldChange } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button } from '../../parts/button.tsx'
import { Facet } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { kindName } from '../../parts/kind-name.ts'
import { layout, Section } from '../../parts/layout.tsx'
import { secondsTime, wholeMoment } from '../../parts/moment.tsx'
import { Loading } from '../../parts/notice.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import type { TimeSearch } from '../../search.ts'
import styles from './time.module.css'
import { valueWords } from './words.ts'

const cx = classesOf(styles)

/** Rows that one click adds. */
const moreRows = 500
/** Fields of one thing that stand open. */
const fieldsShown = 3

const signs: Readonly<Record<ConfigurationChange['change'], string>> = { added: '+', removed: '−', changed: '~' }
const signWords: Readonly<Record<ConfigurationChange['change'], string>> = {
  added: 'came',
  removed: 'went',
  changed: 'changed',
}

/** What came, went and changed, field by field. */
export function Configuration(props: {
  readonly answer: ConfigurationAnswer | undefined
  readonly search: TimeSearch
  readonly set: (change: Partial<TimeSearch>) => void
}) {
  const { answer, search, set } = props
  const { data: status } = useQuery(statusQuery)
  const names = new Map(status?.accounts.flatMap(({ accountId, name }) => (name === null ? [] : [[accountId, name]])))
  if (answer === undefined) return <Loading lines={4} says="Comparing what was read" />
  const { added, removed, changed } = answer.counts
  return (
    <Section
      title="Configuration"
      aside={`${figure(added)} came, ${figure(removed)} went, ${figure(changed)} changed`}
      more={
        <>
          <Facet
            label="Kind"
            any="Any kind"
            value={search.kind ?? ''}
            options={kindsOf(answer, search.kind).map((kind) => ({ value: kind, label: kindName(kind) }))}
            onChange={(kind) => set({ kind: kind === '' ? undefined : kind })}
          />
          <Button
            look="quiet"
            size="small"
            onClick={() => download('configuration.csv', 'text/csv', configurationCsv(answer))}
          >
            <Icon name="download" size={14} />
            CSV
          </Button>
        </>
      }
    >
      {answer.changes.length === 0 ? (
        <p className={cx('nothing')}>The configuration is the same at both moments.</p>
      ) : (
        <div className={layout('scroll')}>
          <table className={table('table')} aria-label="Changes of the configuration">
            <thead>
              <tr>
                <th scope="col">
                  <span className={text('hidden')}>Change</span>
                </th>
                <th scope="col">Thing</th>
                <th scope="col">What</th>
                <th scope="col" className={text('right')}>
                  Seen
                </th>
              </tr>
            </thead>
            <tbody>
              {answer.changes.map((change) => (
                <Row
                  key={`${change.kind} ${change.accountId} ${change.arn} ${change.nativeId}`}
                  change={change}
                  account={names.get(change.accountId)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {answer.more > 0 && (
        <div style={{ paddingTop: 10 }}>
          <Button
            look="quiet"
            size="small"
            onClick={() => set({ rows: Math.min(5_000, answer.changes.length + moreRows) })}
          >
            {figure(answer.more)} more changes were left out; show more
          </Button>
        </div>
      )}
    </Section>
  )
}

/** The chosen one stays choosable where it has no changes. */
const kindsOf = (answer: ConfigurationAnswer, chosen: string | undefined): readonly string[] => {
  const kinds: readonly string[] = answer.kinds.map(({ kind }) => kind)
  return chosen === undefined || kinds.includes(chosen) ? kinds : [chosen, ...kinds]
}

function Row(props: { readonly change: ConfigurationChange; readonly account: string | undefined }) {
  const { change } = props
  const seen = change.between?.until
  return (
    <tr>
      <td>
        <span className={cx('sign')} title={signWords[change.change]}>
          <span aria-hidden="true">{signs[change.change]}</span>
          <span className={text('hidden')}>{signWords[change.change]}</span>
        </span>
      </td>
      <td className={cx('thing')}>
        <Thing change={change} />
        <br />
        <span className={text('s12', 'faint')}>
          {kindName(change.type ?? change.kind)} in {props.account ?? change.accountId}
        </span>
      </td>
      <td>
        {change.fields.length === 0 ? (
          <span className={text('muted')}>{change.change === 'added' ? 'it came' : 'it went'}</span>
        ) : (
          <Fields fields={change.fields} more={change.moreFields} />
        )}
        {change.doubt !== undefined && <p className={text('s12', 'muted')}>{change.doubt}</p>}
      </td>
      <td className={text('right', 'nowrap', 'muted')}>
        {seen !== undefined && (
          <time dateTime={seen} title={betweenWords(change)}>
            {secondsTime(seen)}
          </time>
        )}
      </td>
    </tr>
  )
}

/** A change lies between two looks. */
const betweenWords = ({ between }: ConfigurationChange): string =>
  between === undefined
    ? ''
    : between.after === null
      ? `by ${wholeMoment(between.until)}`
      : `between ${wholeMoment(between.after)} and ${wholeMoment(between.until)}`

function Thing(props: { readonly change: ConfigurationChange }) {
  const { kind, name, arn } = props.change
  const look = text('m', 'ink', 'breakable')
  if (kind === 'role' || kind === 'user') {
    return (
      <Link className={look} to="/access/principals/$" params={{ _splat: arn }} title={arn}>
        {name}
      </Link>
    )
  }
  if (kind === 'resource') {
    return (
      <Link className={look} to="/access/resources/$" params={{ _splat: arn }} title={arn}>
        {name}
      </Link>
    )
  }
  return (
    <span className={look} title={arn}>
      {name}
    </span>
  )
}

function Fields(props: { readonly fields: readonly FieldChange[]; readonly more: number }) {
  const open = props.fields.slice(0, fieldsShown)
  const rest = props.fields.slice(fieldsShown)
  const left = rest.length + props.more
  return (
    <>
      <FieldList fields={open} />
      {left > 0 && (
        <details>
          <summary className={text('s12', 'faint')}>{figure(left)} more fields</summary>
          <FieldList fields={rest} />
          {props.more > 0 && <p className={text('s12', 'faint')}>{figure(props.more)} further ones are not shown.</p>}
        </details>
      )}
    </>
  )
}

const FieldList = (props: { readonly fields: readonly FieldChange[] }) => (
  <dl className={cx('fields')}>
    {props.fields.map((field) => (
      <div key={`${field.path} ${valueWords(field.before)} ${valueWords(field.after)}`}>
        <dt>{field.path.replace(/\[\]$/, '')}</dt>
        {field.before !== undefined && (
          <dd>
            <span aria-hidden="true">−</span>
            <span className={text('hidden')}>was</span> <del>{valueWords(field.before)}</del>
          </dd>
        )}
        {field.after !== undefined && (
          <dd>
            <span aria-hidden="true">+</span>
            <span className={text('hidden')}>is</span> <ins>{valueWords(field.after)}</ins>
          </dd>
        )}
      </div>
    ))}
  </dl>
)

const configurationCsv = (answer: ConfigurationAnswer): string =>
  csvOf([
    ['change', 'kind', 'name', 'arn', 'account', 'region', 'field', 'before', 'after', 'seen', 'doubt'],
    ...answer.changes.flatMap((change) => {
      const { kind, type, name, arn, accountId, region, between, doubt = '', fields } = change
      const fieldRows: readonly Partial<FieldChange>[] = fields.length === 0 ? [{}] : fields
      return fieldRows.map(({ path = '', before, after }) => [
        signWords[change.change],
        type ?? kind,
        name,
        arn,
        accountId,
        region,
        path,
        before === undefined ? '' : valueWords(before),
        after === undefined ? '' : valueWords(after),
        between?.until ?? '',
        doubt,
      ])
    }),
  ])
