/**
 * A word of the product, explained where it stands (WCAG 1.4.13): pointer, keyboard focus and touch open the same sentence, Escape
 * closes it, and the pointer may move onto it. The glossary itself is fetched after the screen stands.
 */
import { Popover } from '@mantine/core'
import { type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { classesOf } from '../classes.ts'
import type { TermName } from '../glossary.ts'
import styles from './term.module.css'

const cx = classesOf(styles)

/** A pointer that only passes by opens nothing (ms). */
const hoverPause = 250
/** Time to cross the gap between the word and its explanation (ms). */
const leavePause = 160

/** Undefined until the glossary is here, and for ever where it cannot be fetched: the word then stands as plain text does. */
function useMeaning(of: TermName): string | undefined {
  const [meaning, setMeaning] = useState<string | undefined>()
  useEffect(() => {
    let wanted = true
    import('../glossary.ts').then(
      ({ glossary }) => wanted && setMeaning(glossary[of]),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [of])
  return meaning
}

function useOpened() {
  const [opened, setOpened] = useState(false)
  const timer = useRef<number | undefined>(undefined)
  const hovered = useRef(false)
  const after = (pause: number, open: boolean) => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setOpened(open), pause)
  }
  const now = (open: boolean) => {
    window.clearTimeout(timer.current)
    setOpened(open)
  }
  useEffect(() => () => window.clearTimeout(timer.current), [])
  useEffect(() => {
    if (!opened) return undefined
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setOpened(false)
    }
    window.addEventListener('keydown', close, { capture: true })
    return () => window.removeEventListener('keydown', close, { capture: true })
  }, [opened])
  const enter = (event: React.PointerEvent) => {
    if (event.pointerType === 'touch') return
    hovered.current = true
    after(hoverPause, true)
  }
  const leave = (event: React.PointerEvent) => {
    if (event.pointerType === 'touch') return
    hovered.current = false
    after(leavePause, false)
  }
  return { opened, now, enter, leave, hovered }
}

/** What an explained element has to carry. */
export interface ExplainedAttributes {
  readonly 'aria-describedby': string | undefined
  readonly 'data-open': boolean
  /** Mantine’s dialogs leave an Escape alone that was meant for what is open inside of them. */
  readonly 'data-mantine-stop-propagation': 'true' | undefined
  readonly onPointerEnter: (event: React.PointerEvent) => void
  readonly onPointerLeave: (event: React.PointerEvent) => void
  readonly onFocus: (event: React.FocusEvent) => void
  readonly onBlur: () => void
}

/** Explains an element that already does something else, such as a head that sorts. */
export function Explained(props: {
  readonly of: TermName
  readonly children: (attributes: ExplainedAttributes, toggle: () => void) => ReactElement
}) {
  const meaning = useMeaning(props.of)
  const id = useId()
  const { opened, now, enter, leave, hovered } = useOpened()
  const isOpen = opened && meaning !== undefined
  const attributes: ExplainedAttributes = {
    'aria-describedby': isOpen ? id : undefined,
    'data-open': isOpen,
    'data-mantine-stop-propagation': isOpen ? 'true' : undefined,
    onPointerEnter: enter,
    onPointerLeave: leave,
    onFocus: (event) => event.currentTarget.matches(':focus-visible') && now(true),
    onBlur: () => now(false),
  }
  return (
    <Popover
      opened={isOpen}
      onChange={now}
      position="top"
      offset={6}
      shadow="none"
      withRoles={false}
      closeOnEscape={false}
      transitionProps={{ duration: 90 }}
    >
      <Popover.Target>{props.children(attributes, () => now(hovered.current || !opened))}</Popover.Target>
      <Popover.Dropdown p={0} bd="0" bg="transparent" onPointerEnter={enter} onPointerLeave={leave}>
        <div className={cx('explanation')} role="tooltip" id={id}>
          <b className={cx('name')}>{props.of}</b>
          {meaning}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** `<Term of="permission set" />`, or other words for the same thing between the tags. Not inside of a link or a button. */
export function Term(props: { readonly of: TermName; readonly children?: ReactNode }) {
  return (
    <Explained of={props.of}>
      {(attributes, toggle) => (
        <button type="button" className={cx('term')} {...attributes} onClick={toggle}>
          {props.children ?? props.of}
        </button>
      )}
    </Explained>
  )
}
