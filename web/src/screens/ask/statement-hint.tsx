/** What a node or an edge of a picture rests on, beside it while it is pointed at or has the focus (look.md §9). */
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { policyQuery } from '../../api/queries.ts'
import type { Reason } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { StatementExcerpt } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { toneOfReason } from './deciding-statement.tsx'
import { reasonWords, statementWords } from './names.ts'
import styles from './path.module.css'

const cx = classesOf(styles)

export interface Grounds {
  /** One sentence or name. */
  readonly says: string
  readonly decision: string
  readonly reason?: Reason
  readonly action?: string
  readonly resource?: string
  /** Keys that work while it has the focus. */
  readonly keys: string
}

interface Hint {
  readonly grounds: Grounds
  /** Where it stands in the frame of the picture (px). */
  readonly left: number
  readonly top: number
}

/** A pointer that only passes shows nothing (ms). */
const restFor = 140
const cardWidth = 400
const below = 10

/** `show` with undefined hides; the pointer waits a moment, the focus does not. */
export function useHint(frame: RefObject<HTMLElement | null>) {
  const [hint, setHint] = useState<Hint | undefined>()
  const timer = useRef<number | undefined>(undefined)
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const show = (grounds: Grounds | undefined, at?: Element, cause: 'pointer' | 'focus' = 'pointer') => {
    window.clearTimeout(timer.current)
    const around = frame.current?.getBoundingClientRect()
    if (grounds === undefined || at === undefined || around === undefined) {
      setHint(undefined)
      return
    }
    const box = at.getBoundingClientRect()
    const left = Math.max(0, Math.min(box.left - around.left, around.width - cardWidth))
    const next = { grounds, left, top: box.bottom - around.top + below }
    if (cause === 'focus') setHint(next)
    else timer.current = window.setTimeout(() => setHint(next), restFor)
  }
  return { hint, show }
}
export type ShowHint = ReturnType<typeof useHint>['show']

/** What a node says about itself is in its name, so that this is for the eye alone. */
export function HintCard(props: { readonly hint: Hint | undefined }) {
  if (props.hint === undefined) return null
  const { grounds, left, top } = props.hint
  return (
    <div className={cx('hint')} style={{ left, top, width: cardWidth }} aria-hidden="true">
      <p className={text('m', 'breakable')}>{grounds.says}</p>
      {grounds.reason !== undefined && <Excerpt grounds={grounds} reason={grounds.reason} />}
      <p className={text('s12', 'faint')}>{grounds.keys}</p>
    </div>
  )
}

function Excerpt(props: { readonly grounds: Grounds; readonly reason: Reason }) {
  const { grounds, reason } = props
  const policy = useQuery(policyQuery(reason.policyRef))
  const deciding = useMemo(
    () => ({ statement: reason.statement, action: grounds.action ?? '', resource: grounds.resource ?? '*' }),
    [reason.statement, grounds.action, grounds.resource],
  )
  return (
    <>
      <p className={text('s12', 'muted')}>
        {reasonWords(reason)}, {statementWords(reason)}
      </p>
      {policy.data !== undefined && (
        <StatementExcerpt
          document={policy.data.document}
          deciding={deciding}
          tone={toneOfReason(reason, grounds.decision)}
        />
      )}
    </>
  )
}
