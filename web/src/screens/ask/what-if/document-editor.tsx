import { lazy, Suspense, useState } from 'react'
import type { LintType } from '../../../api/queries.ts'
import type { LintFinding } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Button } from '../../../parts/button.tsx'
import { layout } from '../../../parts/layout.tsx'
import { Loading } from '../../../parts/notice.tsx'
import { layPolicy } from '../../../parts/policy-lines.ts'
import { text } from '../../../parts/text.ts'
import { parseDocument } from './draft.ts'
import styles from './what-if.module.css'

const cx = classesOf(styles)
const PolicyEditor = lazy(() => import('./policy-editor.tsx').then((module) => ({ default: module.PolicyEditor })))

/** Findings named one by one below the editor; all are marked in it. */
const namedFindings = 6

/** Where a link points: the statement, or what was put in its place at the end. */
function lineOf(document: string, statement: number | undefined): number | undefined {
  if (statement === undefined) return undefined
  const added = document.split('\n').findIndex((line) => line.includes('"WhatIfCut"'))
  if (added >= 0) return added + 1
  const parsed = parseDocument(document)
  return parsed.ok ? layPolicy(parsed.document, { statement }).find((line) => line.inside)?.number : undefined
}

export function DocumentEditor(props: {
  readonly name: string
  readonly aside: string
  readonly type: LintType
  readonly text: string
  readonly statement: number | undefined
  /** Absent: nothing to go back to. */
  readonly onReset: (() => void) | undefined
  readonly isChanged: boolean
  readonly note?: string | undefined
  readonly onChange: (text: string) => void
}) {
  const [findings, setFindings] = useState<readonly LintFinding[]>([])
  const [line] = useState(() => lineOf(props.text, props.statement))
  return (
    <section aria-label={`Document of ${props.name}`}>
      <div className={cx('editorHead')}>
        <h2 className={text('h2')}>{props.name}</h2>
        <span className={text('faint')}>{props.aside}</span>
        <span className={layout('push')} />
        {props.isChanged && <span className={text('tag')}>changed here</span>}
        {props.onReset !== undefined && (
          <Button look="quiet" size="small" disabled={!props.isChanged} onClick={props.onReset}>
            Reset
          </Button>
        )}
      </div>
      <Suspense fallback={<Loading lines={10} says="The editor is on its way" />}>
        <PolicyEditor
          name={`Document of ${props.name}`}
          type={props.type}
          text={props.text}
          line={line}
          onChange={props.onChange}
          onFindings={setFindings}
        />
      </Suspense>
      {props.note !== undefined && <p className={text('s12', 'muted')}>{props.note}</p>}
      <Findings findings={findings} />
    </section>
  )
}

const severityWords: Readonly<Record<LintFinding['severity'], string>> = {
  error: 'Error',
  warning: 'Warning',
  note: 'Note',
}

function Findings(props: { readonly findings: readonly LintFinding[] }) {
  const { findings } = props
  const left = findings.length - namedFindings
  return (
    <ul className={cx('findings')} aria-live="polite" aria-label="What is wrong with the document">
      {findings.slice(0, namedFindings).map((finding) => (
        <li key={`${finding.line} ${finding.column} ${finding.code} ${finding.path}`} className={cx('finding')}>
          <span className={`${cx(finding.severity)} ${text('m')}`}>{severityWords[finding.severity]}</span>
          <span>
            <span className={text('faint')}>line {finding.line}</span> {finding.message}
          </span>
        </li>
      ))}
      {left > 0 && <li className={text('faint')}>and {left} more, marked in the editor</li>}
    </ul>
  )
}
