import { Popover } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueries } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { type SuggestionKind, suggestQuery } from '../../api/queries.ts'
import type { Suggestion } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Icon, type IconName } from '../../parts/icon.tsx'
import styles from './ask.module.css'

const cx = classesOf(styles)

/** Typing is asked about after a pause (ms). */
const typingPause = 120

/** Says what the button shows (WCAG 2.5.3), and all of an ARN of which only the end is shown. */
function spoken(props: {
  readonly value: string | undefined
  readonly shown: string | undefined
  readonly missing: string
}): string {
  const { value, shown, missing } = props
  if (value === undefined) return `${missing}, not chosen`
  return shown === undefined || value.includes(shown) ? value : `${shown}, ${value}`
}

/** A choice that is always offered: `anybody`. */
export interface FixedOption {
  readonly value: string
  readonly label: string
  readonly detail: string
}

interface Offered extends Pick<Suggestion, 'value' | 'label' | 'detail'> {
  readonly kind?: SuggestionKind
}

interface PickerKinds {
  /** Several kinds stand in the list one after the other. */
  readonly kind: SuggestionKind | readonly SuggestionKind[]
  readonly fixed?: readonly FixedOption[]
  readonly label: string
  readonly value: string | undefined
  /** The kind is known of what was chosen from the list, not of free text. */
  readonly onPick: (value: string, kind?: SuggestionKind) => void
}

/** One word of the question: a button that says what is chosen, and opens a field with suggestions. Free text is always accepted. */
export function Picker(
  props: PickerKinds & {
    /** What stands there while nothing is chosen. */
    readonly missing: string
    readonly shown: string | undefined
    readonly icon?: IconName
  },
) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      shadow="none"
      trapFocus
      returnFocus
      offset={6}
      width="auto"
    >
      <Popover.Target>
        <button
          type="button"
          className={cx(
            'token',
            props.value === undefined && 'missing',
            props.fixed?.some((one) => one.value === props.value) && 'sans',
          )}
          aria-haspopup="listbox"
          aria-label={`${props.label}: ${spoken(props)}`}
          title={props.value}
          onClick={() => setOpen(!open)}
        >
          {props.icon && props.value !== undefined && <Icon name={props.icon} size={14} />}
          <span>{props.shown ?? props.missing}</span>
          <Icon name="down" size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} bd="0" bg="transparent">
        {open && (
          <Options
            {...props}
            onPick={(value, kind) => {
              setOpen(false)
              props.onPick(value, kind)
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

/** What fits, kind by kind, after the fixed choices; undefined until something is known. */
function useOffered(props: PickerKinds, typed: string) {
  const kinds = typeof props.kind === 'string' ? [props.kind] : props.kind
  const answers = useQueries({ queries: kinds.map((kind) => suggestQuery(kind, typed)) })
  const fixed = (props.fixed ?? []).filter((one) => one.label.toLowerCase().includes(typed.toLowerCase()))
  const found = answers.flatMap((answer, at) =>
    (answer.data ?? []).map((option): Offered => ({ ...option, kind: kinds[at] ?? kinds[0] ?? 'principal' })),
  )
  const isKnown = fixed.length > 0 || answers.some((answer) => answer.data !== undefined)
  const options: readonly Offered[] | undefined = isKnown ? [...fixed, ...found] : undefined
  return { options, error: answers.find((answer) => answer.error)?.error }
}

function Options(props: PickerKinds) {
  const [typed, setTyped] = useState(props.fixed?.some((one) => one.value === props.value) ? '' : (props.value ?? ''))
  const [touched, setTouched] = useState(false)
  const [settled] = useDebouncedValue(touched ? typed : '', typingPause)
  const { options, error } = useOffered(props, settled)
  const [moved, setMoved] = useState<number | undefined>()
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  const current = useRef<HTMLDivElement>(null)
  useEffect(() => {
    input.current?.select()
  }, [])
  const count = options?.length ?? 0
  // A bare word means the first suggestion; an ARN or a pattern means itself.
  const at = moved ?? (touched && !/[:*/]/.test(typed) && count > 0 ? 0 : -1)
  const setAt = setMoved
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is the reason to act
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, count - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, -1))
    else if (event.key === 'Enter') {
      const option = options?.[at]
      const chosen = option?.value ?? typed.trim()
      if (chosen !== '') props.onPick(chosen, option?.kind)
    } else return
    event.preventDefault()
  }
  return (
    <div className={cx('picker')}>
      <input
        ref={input}
        data-autofocus
        className={cx('pickerInput')}
        role="combobox"
        aria-expanded={count > 0}
        aria-controls={list}
        aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
        aria-label={props.label}
        placeholder="Type a name, an ARN or a pattern"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setTouched(true)
          setMoved(undefined)
        }}
        onKeyDown={onKeyDown}
        spellCheck={false}
        autoComplete="off"
      />
      <div className={cx('options')} id={list} role="listbox" aria-label={props.label}>
        {(options ?? []).map((option, index) => (
          // The keyboard works through the field (aria-activedescendant).
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={`${option.kind ?? ''} ${option.value}`}
            id={`${list}-${index}`}
            ref={index === at ? current : undefined}
            className={cx('option')}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setAt(index)}
            onClick={() => props.onPick(option.value, option.kind)}
          >
            <span>{option.label}</span>
            {option.detail !== undefined && <span>{option.detail}</span>}
          </div>
        ))}
        {options?.length === 0 && (
          <p className={cx('pickerNote')}>Nothing known by that name. Enter asks with the text as it stands.</p>
        )}
        {error && <p className={cx('pickerNote')}>{asProblem(error).message}</p>}
      </div>
    </div>
  )
}
