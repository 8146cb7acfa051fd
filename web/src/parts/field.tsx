/** Forms: label above, hint under the label, error under the field with an icon and in a list on top that jumps to the field. */
import { type InputHTMLAttributes, type ReactNode, type Ref, type TextareaHTMLAttributes, useId } from 'react'
import { classesOf } from '../classes.ts'
import styles from './field.module.css'
import { Icon } from './icon.tsx'
import { figure } from './verdict.tsx'

const cx = classesOf(styles)

interface Labels {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly optional?: boolean
}

function Framed(props: Labels & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className={cx('field')}>
      <label className={cx('label')} htmlFor={props.id}>
        {props.label}
        {props.optional && <span className={cx('optional')}>optional</span>}
      </label>
      {props.hint !== undefined && (
        <p className={cx('hint')} id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children}
      {props.error !== undefined && (
        <p className={cx('error')} id={`${props.id}-error`}>
          <Icon name="incidents" size={14} />
          {props.error}
        </p>
      )}
    </div>
  )
}

const described = (id: string, labels: Labels) => ({
  'aria-invalid': labels.error !== undefined,
  'aria-describedby':
    [labels.hint !== undefined && `${id}-hint`, labels.error !== undefined && `${id}-error`]
      .filter(Boolean)
      .join(' ') || undefined,
})

type InputProps = Labels &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'id'> & {
    readonly large?: boolean
    readonly machine?: boolean
    readonly ref?: Ref<HTMLInputElement>
  }

export function TextField({ label, hint, error, optional, large, machine, ...rest }: InputProps) {
  const id = useId()
  const labels: Labels = { label, hint, ...(error !== undefined && { error }), ...(optional && { optional }) }
  return (
    <Framed {...labels} id={id}>
      <input
        id={id}
        className={cx('input', large && 'large', machine && 'machine', error !== undefined && 'invalid')}
        {...described(id, labels)}
        {...rest}
      />
    </Framed>
  )
}

type AreaProps = Labels &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className' | 'id'> & { readonly machine?: boolean }

export function TextArea({ label, hint, error, optional, machine, ...rest }: AreaProps) {
  const id = useId()
  const labels: Labels = { label, hint, ...(error !== undefined && { error }), ...(optional && { optional }) }
  return (
    <Framed {...labels} id={id}>
      <textarea
        id={id}
        className={cx('input', machine && 'machine', error !== undefined && 'invalid')}
        {...described(id, labels)}
        {...rest}
      />
    </Framed>
  )
}

/** A box that can be picked up: one of several ways, with what it means. */
export function Choice(props: {
  readonly kind: 'radio' | 'checkbox'
  readonly name: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly title: string
  readonly bare?: boolean
  /** One of many of its like: its name is not set apart. */
  readonly plain?: boolean
  readonly disabled?: boolean
  readonly children?: ReactNode
}) {
  return (
    <label className={cx('choice', props.bare && 'bare')}>
      <input
        type={props.kind}
        name={props.name}
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>
        <span className={cx(!props.plain && 'label')}>{props.title}</span>
        {props.children !== undefined && <span className={cx('hint')}> {props.children}</span>}
      </span>
    </label>
  )
}

export function SearchField(props: {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly inputRef?: Ref<HTMLInputElement>
}) {
  return (
    <span className={cx('search')}>
      <Icon name="search" />
      <input
        ref={props.inputRef}
        type="search"
        aria-label={props.label}
        placeholder={props.placeholder}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') props.onChange('')
        }}
        spellCheck={false}
        autoComplete="off"
      />
    </span>
  )
}

/** A filter as a word in the query line: `Any account`, `data-lake`. */
export function Facet(props: {
  readonly label: string
  readonly any: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string; readonly count?: number | undefined }[]
  readonly onChange: (value: string) => void
}) {
  return (
    <select
      className={cx('facet')}
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    >
      <option value="">{props.any}</option>
      {props.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.count === undefined ? option.label : `${option.label} (${figure(option.count)})`}
        </option>
      ))}
    </select>
  )
}

/** On top of a form with errors. */
export function ErrorSummary(props: {
  readonly errors: readonly { readonly name: string; readonly message: string }[]
  readonly onJump: (name: string) => void
}) {
  if (props.errors.length === 0) return null
  return (
    <div className={cx('summary')} role="alert">
      {props.errors.map((error) => (
        <button key={error.name + error.message} type="button" onClick={() => props.onJump(error.name)}>
          {error.message}
        </button>
      ))}
    </div>
  )
}
