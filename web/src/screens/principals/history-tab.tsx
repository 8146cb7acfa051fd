import type { ObjectHistoryAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Section } from '../../parts/layout.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Empty } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import { type VersionOf, valueText, versionsIn, versionWords } from './history-words.ts'
import styles from './principals.module.css'

const cx = classesOf(styles)

/** Every version that was read, the newest first, with what changed in each. */
export function HistoryTab(props: { readonly history: ObjectHistoryAnswer | null }) {
  const versions = props.history === null ? [] : versionsIn(props.history)
  if (versions.length === 0)
    return (
      <Empty example="Nothing has been kept of it.">
        <p>A root user is no object of its own that AWS lists; what follows from its account has no versions.</p>
      </Empty>
    )
  return (
    <Section title="History" aside={counted(versions.length, 'version')}>
      {versions.map((one) => (
        <Version key={one.version.validFrom} one={one} />
      ))}
    </Section>
  )
}

function Version(props: { readonly one: VersionOf }) {
  const { version, isFirst } = props.one
  return (
    <article className={cx('version')}>
      <span>
        <span className={text('m')}>{versionWords(props.one)}</span>{' '}
        <span className={text('faint')}>
          {version.observedAfter === null || isFirst ? (
            <>
              {isFirst ? '' : 'read '}
              <Moment at={version.validFrom} />
            </>
          ) : (
            <>
              between <Moment at={version.observedAfter} /> and <Moment at={version.validFrom} />
            </>
          )}
          {version.validTo !== null && (
            <>
              , stood until <Moment at={version.validTo} />
            </>
          )}
        </span>
      </span>
      {version.policyStale && (
        <span className={text('s12', 'muted')}>
          Its policy could not be read then and stood from an earlier reading.
        </span>
      )}
      {version.changes.length > 0 && (
        <div className={cx('fields')}>
          {version.changes.map(({ path, before, after }) => (
            <Field
              key={path + valueText(before ?? '') + valueText(after ?? '')}
              path={path}
              before={before}
              after={after}
            />
          ))}
        </div>
      )}
      {version.moreChanges > 0 && (
        <span className={text('s12', 'faint')}>and {counted(version.moreChanges, 'more field')}</span>
      )}
    </article>
  )
}

function Field(props: { readonly path: string; readonly before: unknown; readonly after: unknown }) {
  return (
    <>
      <span className={text('mono')}>{props.path}</span>
      <span className={text('mono')}>
        {props.before !== undefined && <del>{valueText(props.before)}</del>}
        {props.before !== undefined && props.after !== undefined && ' '}
        {props.after !== undefined && <ins>{valueText(props.after)}</ins>}
      </span>
    </>
  )
}
