/** One change as a clause of the sentence “What if …”. */
import type { Policy } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Icon } from '../../../parts/icon.tsx'
import ask from '../ask.module.css'
import { shortName } from '../names.ts'
import { Picker } from '../picker.tsx'
import { fill, filled, formOf, type Gap } from './change-forms.ts'
import { asDocument, type DraftChange } from './draft.ts'
import styles from './what-if.module.css'

const cx = classesOf(styles)
const own = classesOf(ask)

interface LineProps {
  readonly one: DraftChange
  readonly lead: string
  readonly policy: Policy | undefined
  readonly isOpen: boolean
  readonly onOpen: () => void
  readonly onChange: (next: DraftChange) => void
  readonly onRemove: () => void
}

export function ChangeLine(props: LineProps) {
  return (
    <div className={cx('change')}>
      <span className={cx('lead')}>{props.lead}</span>
      <Clause {...props} />
      <button type="button" className={cx('drop')} aria-label="Leave this change out" onClick={props.onRemove}>
        <Icon name="x" size={14} />
      </button>
    </div>
  )
}

function Clause(props: LineProps) {
  const { one } = props
  if (one.kind === 'plain') return <Sentence {...props} change={one.change} />
  const name = one.kind === 'edit' ? (props.policy?.name ?? 'a policy') : one.name
  return (
    <>
      <button
        type="button"
        className={own('token')}
        aria-pressed={props.isOpen}
        aria-label={`${name}, open in the editor`}
        onClick={props.onOpen}
      >
        <Icon name="audit" size={14} />
        <span>{name}</span>
      </button>
      <span>{one.kind === 'edit' ? 'is edited' : `is put on ${shortName(one.on)}`}</span>
    </>
  )
}

function Sentence(props: LineProps & { readonly change: Extract<DraftChange, { kind: 'plain' }>['change'] }) {
  const { one, change } = props
  const form = formOf(change)
  if (form === undefined) return <span>{change.op}, which this console does not know</span>
  const set = (gap: Gap, value: string, kind: Parameters<typeof fill>[3]) => {
    const next = fill(change, gap, value, kind)
    props.onChange(asDocument(next) ?? { id: one.id, kind: 'plain', change: next })
  }
  return form.parts.map((part) =>
    typeof part === 'string' ? (
      <span key={part}>{part}</span>
    ) : (
      <Picker
        key={part.field}
        kind={part.kind}
        label={part.label}
        missing={part.missing}
        value={filled(change, part)}
        shown={shownIn(change, part)}
        onPick={(value, kind) => set(part, value, kind)}
      />
    ),
  )
}

const shownIn = (change: Parameters<typeof filled>[0], gap: Gap): string | undefined => {
  const value = filled(change, gap)
  return value && shortName(value)
}
