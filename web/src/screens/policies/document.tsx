/** AWS's own words with what is wrong marked in the margin, and beside them what each statement says. */
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { LintFinding, PolicyDetail, PolicyStatement, StatementUse } from '../../api/schema.ts'
import { accessLevels } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { Button, CopyButton } from '../../parts/button.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { LintMark, severities } from './lint-marks.tsx'
import styles from './policies.module.css'
import { effectTone, usageWords } from './words.ts'

const cx = classesOf(styles)

/** From here on what is out of sight is not laid out. */
const longFrom = 400

interface DocumentProps {
  readonly detail: PolicyDetail
  readonly usage: readonly StatementUse[] | undefined
  /** Index of the statement that is lit. */
  readonly chosen: number | undefined
  readonly onChoose: (statement: number | undefined) => void
}

export function PolicyDocument(props: DocumentProps) {
  const { detail } = props
  if (detail.text === undefined)
    return (
      <Section title="Document">
        <p className={cx('unread')}>The document was not read, so what it says is not known.</p>
      </Section>
    )
  return (
    <div className={cx('documentColumns')}>
      <Viewer {...props} source={detail.text} />
      <Statements {...props} />
    </div>
  )
}

/* ------------------------------------------------------------------ text */

function Viewer(props: DocumentProps & { readonly source: string }) {
  const { detail, chosen, source, onChoose } = props
  const lines = useMemo(() => source.split('\n'), [source])
  const marks = useMemo(() => Map.groupBy(detail.lint, ({ line }) => line), [detail.lint])
  const statement = detail.statements.find(({ index }) => index === chosen)
  const scroller = useRef<HTMLElement>(null)
  const list = useId()
  const [found, setFound] = useState<LintFinding | undefined>()
  const from = statement?.lines?.from
  useEffect(() => {
    if (from !== undefined) bringUp(scroller.current, from)
  }, [from])
  const show = (finding: LintFinding) => {
    setFound(finding)
    bringUp(scroller.current, finding.line)
    const own = detail.statements.find(({ lines: at }) => at && at.from <= finding.line && finding.line <= at.to)
    if (own) onChoose(own.index)
  }
  return (
    <section aria-label="Document">
      <div className={cx('bar')}>
        <h2 className={text('h2')}>Document</h2>
        <span className={text('faint')}>
          {counted(lines.length, 'line')}, {figure(source.length)} characters
        </span>
        <span className={layout('push')} />
        <CopyButton value={source} label="Copy" name={`Copy ${detail.name}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus (WCAG 2.1.1) */}
      <section ref={scroller} className={cx('code')} tabIndex={0} aria-label={`Document of ${detail.name}`}>
        <code className={cx('lines', lines.length > longFrom && 'long')}>
          {lines.map((line, at) => {
            const number = at + 1
            const own = marks.get(number)
            const isLit =
              statement?.lines !== undefined && statement.lines.from <= number && number <= statement.lines.to
            return (
              <span
                key={number}
                className={cx(
                  'line',
                  isLit && (statement.effect === 'Allow' ? 'allow' : 'deny'),
                  found?.line === number && 'found',
                )}
                data-line={number}
              >
                <span className={cx('margin')}>{own && <Mark findings={own} onShow={show} list={list} />}</span>
                <span className={cx('number')} data-number={number} />
                {line}
                {'\n'}
              </span>
            )
          })}
        </code>
      </section>
      <Findings id={list} findings={detail.lint} found={found} onShow={show} />
    </section>
  )
}

/** Within its own frame: the page stays where it is. */
function bringUp(scroller: HTMLElement | null, line: number): void {
  const target = scroller?.querySelector<HTMLElement>(`[data-line="${line}"]`)
  if (!scroller || !target) return
  const above = 48
  scroller.scrollTo({ top: target.offsetTop - scroller.offsetTop - above })
}

function Mark(props: {
  readonly findings: readonly LintFinding[]
  readonly list: string
  readonly onShow: (finding: LintFinding) => void
}) {
  const { findings } = props
  const severity = severities.find((one) => findings.some((finding) => finding.severity === one)) ?? 'note'
  const [first] = findings
  if (first === undefined) return null
  return (
    <button
      type="button"
      className={cx('mark', severity)}
      title={findings.map(({ message }) => message).join('\n')}
      aria-label={`Line ${first.line}, ${findings.map((finding) => `${finding.severity}: ${finding.message}`).join(' ')}`}
      aria-controls={props.list}
      onClick={() => props.onShow(first)}
    >
      <LintMark severity={severity} />
    </button>
  )
}

const severityWords = { error: 'Error', warning: 'Warning', note: 'Note' } as const

/** Named before somebody asks for the rest. */
const namedFindings = 5

function Findings(props: {
  readonly id: string
  readonly findings: readonly LintFinding[]
  readonly found: LintFinding | undefined
  readonly onShow: (finding: LintFinding) => void
}) {
  const { findings, found } = props
  const [all, setAll] = useState(false)
  if (findings.length === 0)
    return (
      <p id={props.id} className={text('s12', 'faint')} style={{ paddingTop: 8 }}>
        Lint finds nothing wrong with it.
      </p>
    )
  const gravest = [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
  const shown =
    all || (found !== undefined && !gravest.slice(0, namedFindings).includes(found))
      ? gravest
      : gravest.slice(0, namedFindings)
  return (
    <>
      <ul id={props.id} className={cx('findings')} aria-label="What lint finds">
        {shown.map((finding) => (
          <li key={`${finding.line} ${finding.column} ${finding.code} ${finding.path}`}>
            <button
              type="button"
              className={cx('finding', finding === found && 'chosenFinding')}
              onClick={() => props.onShow(finding)}
            >
              <span className={cx('findingHead', finding.severity)}>
                <LintMark severity={finding.severity} />
                {severityWords[finding.severity]}
              </span>
              <span>
                <span className={text('faint')}>line {finding.line}</span> {finding.message}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length < findings.length && (
        <Button look="quiet" size="small" onClick={() => setAll(true)}>
          Show {figure(findings.length - shown.length)} more
        </Button>
      )}
    </>
  )
}

/* ------------------------------------------------------------------ statements in words */

function Statements(props: DocumentProps) {
  const { detail, usage, chosen } = props
  const { statements } = detail
  return (
    <section aria-label="Statements">
      <div className={cx('bar')}>
        <h2 className={text('h2')}>In words</h2>
        <span className={text('faint')}>{counted(statements.length, 'statement')}</span>
      </div>
      {statements.length === 0 && <p className={text('muted')}>AWS would not take it for a policy.</p>}
      <ol className={cx('statements', statements.length > longFrom && 'long')}>
        {statements.map((statement) => {
          const isChosen = statement.index === chosen
          const use = usage?.find(({ index }) => index === statement.index)
          return (
            <li key={statement.index} className={cx('statement', isChosen && 'chosen')}>
              <button
                type="button"
                className={cx('statementButton')}
                aria-pressed={isChosen}
                onClick={() => props.onChoose(isChosen ? undefined : statement.index)}
              >
                <Decision tone={effectTone[statement.effect]} bare />
                <span className={cx('statementText')}>
                  {statement.text}
                  <span className={text('s12', 'faint')}>
                    {[statement.sid ?? `statement ${statement.index + 1}`, use && usageWords[use.answer]]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
              </button>
              {isChosen && <StatementFacts statement={statement} use={use} />}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

const levelHeads = {
  List: 'List',
  Read: 'Read',
  Write: 'Write',
  'Permissions management': 'Permissions',
  Tagging: 'Tag',
} as const

/** Services shown before somebody asks for the rest. */
const shownServices = 8

function StatementFacts(props: { readonly statement: PolicyStatement; readonly use: StatementUse | undefined }) {
  const { statement, use } = props
  const { services, serviceCount, resources, resourceCount } = statement
  const [all, setAll] = useState(false)
  const shown = all ? services : services.slice(0, shownServices)
  return (
    <div className={cx('statementFacts')}>
      {use !== undefined && <Usage use={use} />}
      {services.length > 0 && (
        <div className={layout('scroll')}>
          <table className={table('table')} aria-label="Actions by service and level">
            <thead>
              <tr>
                <th scope="col">Service</th>
                {accessLevels.map((level) => (
                  <th key={level} scope="col" className={table('num')}>
                    {levelHeads[level]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ service, name, levels }) => (
                <tr key={service}>
                  <td>
                    {name ?? service}
                    {use?.unusedServices?.includes(service) === true && (
                      <span className={text('faint', 's12')}> not used</span>
                    )}
                  </td>
                  {accessLevels.map((level) => (
                    <td key={level} className={table('num')}>
                      {levels[level] === 0 ? '·' : figure(levels[level])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.length < services.length && (
        <span>
          <Button look="quiet" size="small" onClick={() => setAll(true)}>
            Show {figure(services.length - shown.length)} more services
          </Button>
        </span>
      )}
      {serviceCount > services.length && (
        <p className={text('s12', 'faint')}>
          {counted(serviceCount, 'service')} in all; the first ones by name are listed.
        </p>
      )}
      {resourceCount > 1 && (
        <ul className={cx('resources')} aria-label={statement.notResources ? 'All resources but' : 'Resources'}>
          {resources.map((resource) => (
            <li key={resource} className={text('mono')}>
              {resource}
            </li>
          ))}
          {resourceCount > resources.length && (
            <li className={text('s12', 'faint')}>and {figure(resourceCount - resources.length)} more</li>
          )}
        </ul>
      )}
    </div>
  )
}

/** What is not known is said with its reason, never as unused. */
function Usage(props: { readonly use: StatementUse }) {
  const { use } = props
  switch (use.answer) {
    case 'used':
      return (
        <p className={text('s12', 'muted')}>
          A service of it was last used {use.lastUsed !== undefined && <Moment at={use.lastUsed} />} by somebody who
          holds it
          {use.unusedServices !== undefined &&
            `; ${counted(use.unusedServices.length, 'service')} never in AWS’s tracking period`}
          .
        </p>
      )
    case 'unused':
      return (
        <p className={text('s12', 'muted')}>
          Nobody who holds it has used any of its services in AWS’s tracking period.
        </p>
      )
    case 'unknown':
      return (
        <p className={text('s12')}>
          <Decision tone="unknown">Use not known</Decision> <span className={text('muted')}>{use.reason}</span>
        </p>
      )
  }
}
