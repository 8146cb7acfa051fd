/** A policy document in an editor: its lines, what lint says about them, and keys that let nobody get stuck. Loaded when it is needed. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, forceLinting, linter, lintGutter, lintKeymap } from '@codemirror/lint'
import { EditorState, type Text } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useId, useRef } from 'react'
import { asProblem } from '../../../api/problem.ts'
import { type LintType, lintPolicy } from '../../../api/queries.ts'
import type { LintFinding } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { text } from '../../../parts/text.ts'
import styles from './what-if.module.css'

const cx = classesOf(styles)

/** Typing is looked at after a pause (ms). */
const typingPause = 400

/** Contrast on the line of the cursor (`hover`), the lesser ground, light and dark: keys 5.2 and 7.1, literals 5.1 and 6.7, punctuation 5.1 and 5.5. */
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--bw-cat-1)' },
  { tag: tags.string, color: 'var(--bw-ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--bw-cat-3)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--bw-ink-3)' },
])

const wavy = (colour: string) => ({
  backgroundImage: 'none',
  textDecoration: `underline wavy var(${colour})`,
  textDecorationSkipInk: 'none',
  textUnderlineOffset: '3px',
})

const look = EditorView.theme({
  '&': {
    backgroundColor: 'var(--bw-sunk)',
    color: 'var(--bw-ink)',
    border: '1px solid var(--bw-control)',
    borderRadius: 'var(--bw-r-2)',
    fontSize: '12px',
  },
  '&.cm-focused': { outline: 'none', borderColor: 'var(--bw-brand)', boxShadow: '0 0 0 1px var(--bw-brand)' },
  '.cm-scroller': { fontFamily: 'var(--bw-mono)', lineHeight: '19px', maxHeight: '62vh', overflow: 'auto' },
  '.cm-content': {
    padding: '8px 0',
    caretColor: 'var(--bw-ink)',
    fontVariantLigatures: 'none',
    letterSpacing: '-0.02em',
  },
  '.cm-content:focus-visible': { boxShadow: 'none' },
  '.cm-line': { padding: '0 14px 0 6px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--bw-ink-3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '34px', padding: '0 6px 0 4px' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--bw-hover)' },
  '.cm-lint-marker': { width: '9px', height: '9px', margin: '5px 1px', content: 'none' },
  '.cm-lint-marker-error': { background: 'var(--bw-bad)', borderRadius: '50%' },
  '.cm-lint-marker-warning': { background: 'var(--bw-warn)', clipPath: 'polygon(50% 0, 100% 100%, 0 100%)' },
  '.cm-lint-marker-info': { background: 'var(--bw-ink-3)' },
  '.cm-cursor': { borderLeftColor: 'var(--bw-ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--bw-brand-line) !important' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--bw-brand-soft)',
    color: 'var(--bw-ink)',
    outline: '1px solid var(--bw-brand-line)',
  },
  '.cm-lintRange-error': wavy('--bw-bad'),
  '.cm-lintRange-warning': wavy('--bw-warn'),
  '.cm-lintRange-info': wavy('--bw-ink-3'),
  '.cm-tooltip': {
    border: '1px solid var(--bw-line)',
    borderRadius: 'var(--bw-r-2)',
    backgroundColor: 'var(--bw-raised)',
    boxShadow: 'var(--bw-e-2)',
    color: 'var(--bw-ink)',
  },
  '.cm-diagnostic': {
    maxWidth: '52ch',
    padding: '6px 10px',
    borderLeftWidth: '3px',
    font: '400 12px / 18px var(--bw-sans)',
    letterSpacing: '0',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bw-bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--bw-warn)' },
  '.cm-diagnostic-info': { borderLeftColor: 'var(--bw-ink-3)' },
})

const severities = { error: 'error', warning: 'warning', note: 'info' } as const

/** A finding names where something begins; what is underlined goes on to the end of the value or of the line. */
function rangeOf(document: Text, finding: LintFinding): { readonly from: number; readonly to: number } {
  const line = document.line(Math.min(Math.max(1, finding.line), document.lines))
  const from = Math.min(line.from + Math.max(0, finding.column - 1), line.to)
  const rest = document.sliceString(from, line.to)
  const length = /^"(?:[^"\\]|\\.)*"(?:\s*:\s*"(?:[^"\\]|\\.)*")?/.exec(rest)?.[0].length ?? rest.trimEnd().length
  const to = Math.min(line.to, from + Math.max(1, length))
  return from === to ? { from: Math.max(line.from, from - 1), to } : { from, to }
}

const diagnosticOf = (document: Text, finding: LintFinding): Diagnostic => ({
  ...rangeOf(document, finding),
  severity: severities[finding.severity],
  source: finding.code,
  message: finding.message,
})

interface EditorProps {
  readonly name: string
  readonly type: LintType
  readonly text: string
  /** Line that is scrolled to when the editor opens, from 1. */
  readonly line?: number | undefined
  readonly onChange: (text: string) => void
  readonly onFindings: (findings: readonly LintFinding[]) => void
}

export function PolicyEditor(props: EditorProps) {
  const { name, type, line } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | undefined>(undefined)
  const latest = useRef(props)
  latest.current = props
  const hint = useId()
  useEffect(() => {
    if (host.current === null) return undefined
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of('  '),
          bracketMatching(),
          highlightActiveLine(),
          json(),
          syntaxHighlighting(colours),
          linter(
            async ({ state }) => {
              const findings = await findingsOf(state.doc.toString(), type)
              latest.current.onFindings(findings)
              return findings.map((finding) => diagnosticOf(state.doc, finding))
            },
            { delay: typingPause },
          ),
          lintGutter(),
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ 'aria-label': name, 'aria-describedby': hint, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString())
          }),
          look,
        ],
      }),
    })
    view.current = editor
    if (line !== undefined) {
      const at = editor.state.doc.line(Math.min(line, editor.state.doc.lines)).from
      editor.dispatch({
        selection: { anchor: at },
        effects: EditorView.scrollIntoView(at, { y: 'start', yMargin: 40 }),
      })
    }
    forceLinting(editor)
    return () => {
      editor.destroy()
      view.current = undefined
    }
  }, [name, type, hint, line])
  // A text that comes from elsewhere (Reset) replaces what stands there; what is typed came from here.
  useEffect(() => {
    const editor = view.current
    if (editor === undefined || editor.state.doc.toString() === props.text) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.text } })
  }, [props.text])
  return (
    <div>
      <div ref={host} className={cx('editor')} />
      <p id={hint} className={text('s12', 'faint')} style={{ marginTop: 6 }}>
        Tab indents; Escape, then Tab leaves the editor. Ctrl-Shift-M lists what is wrong.
      </p>
    </div>
  )
}

/** Lint that cannot be asked says so at the first line instead of pretending that all is well. */
async function findingsOf(document: string, type: LintType): Promise<readonly LintFinding[]> {
  try {
    return await lintPolicy(document, type)
  } catch (error) {
    const message = `Could not be checked. ${asProblem(error).message}`
    return [{ path: '', line: 1, column: 1, severity: 'note', code: 'not-checked', message }]
  }
}
