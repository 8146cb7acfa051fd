import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { layout } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Prose } from '../../parts/prose.tsx'
import { text } from '../../parts/text.ts'

/** Lines shown; an answer about a great gap may bring one for each thing that was refused. */
const most = 4

/** What the server says beside its sentence: what was read into the question, and what is not known. */
export function Notes(props: { readonly notes: readonly string[]; readonly incomplete?: boolean }) {
  const { notes, incomplete = false } = props
  if (notes.length === 0 && !incomplete) return null
  const lines = notes.length === 0 ? ['Something that bears on it was not read.'] : notes.slice(0, most)
  const rest = notes.length - lines.length
  const content = (
    <div className={text('muted')} style={{ maxWidth: '92ch' }}>
      {lines.map((note, at) => (
        <p key={note}>
          <Prose>{note}</Prose>
          {at === lines.length - 1 && rest > 0 && ` And ${rest} more like it.`}
          {at === lines.length - 1 && incomplete && <Mend />}
        </p>
      ))}
    </div>
  )
  return incomplete ? <Marked>{content}</Marked> : content
}

const Marked = (props: { readonly children: ReactNode }) => (
  <div className={layout('gap')}>
    <Decision tone="unknown" bare />
    {props.children}
  </div>
)

const Mend = () => (
  <>
    {' '}
    <Link className={text('nowrap')} to="/integrations" search={{ order: 'trouble' }}>
      See what was not read
    </Link>
  </>
)
