import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { asOf } from '../as-of.ts'
import { classesOf } from '../classes.ts'
import { dialog } from '../parts/dialog.tsx'
import { Icon, isIconName } from '../parts/icon.tsx'
import styles from './floating.module.css'
import { type Result, usePaletteResults } from './palette-results.ts'
import { keepRecent, recentKept } from './recent.ts'

const cx = classesOf(styles)

/** What is looked at stays so when the palette leads elsewhere. */
function withMoment(href: string): string {
  const at = asOf()
  return at === undefined ? href : `${href}${href.includes('?') ? '&' : '?'}at=${encodeURIComponent(at)}`
}

export function Palette(props: { readonly onClose: () => void }) {
  const phone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false })
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const { results, says, isAsking } = usePaletteResults(typed)
  const router = useRouter()
  const navigate = useNavigate()
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  const chosen = Math.min(at, results.length - 1)

  const type = (text: string) => {
    setTyped(text)
    setAt(0)
    input.current?.focus()
  }
  const run = ({ does, group, ...shown }: Result) => {
    if ('text' in does) return type(does.text)
    props.onClose()
    if ('at' in does) return void navigate({ to: '.', search: (before: object) => ({ ...before, at: does.at }) })
    if (group !== 'Screens') keepRecent({ ...shown, href: does.href }, recentKept(isIconName))
    router.history.push(withMoment(does.href))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const result = results[chosen]
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, results.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
    else if (event.key === 'Enter' && result) run(result)
    else if (event.key === 'Tab' && !event.shiftKey && result?.group === 'Ask' && typed !== '') type(`${result.name} `)
    else return
    event.preventDefault()
  }

  return (
    <Modal.Root
      opened
      onClose={props.onClose}
      size={660}
      yOffset="12vh"
      fullScreen={phone}
      radius={phone ? 0 : 14}
      transitionProps={{ transition: 'fade', duration: 90 }}
      classNames={{ content: dialog('content') }}
    >
      <Modal.Overlay className={dialog('overlay')} />
      <Modal.Content aria-label="Ask or go to">
        <div className={cx('finder')}>
          <Icon name="search" size={18} />
          <input
            ref={input}
            data-autofocus
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-activedescendant={results[chosen] && `${list}-${chosen}`}
            aria-label="Ask or go to"
            aria-describedby={says === undefined ? undefined : `${list}-says`}
            placeholder="who can read …, a name, an ARN, a page, a day"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value)
              setAt(0)
            }}
            onKeyDown={onKeyDown}
            spellCheck={false}
            autoComplete="off"
          />
          <kbd>Esc</kbd>
        </div>
        {says !== undefined && (
          <p className={cx('says')} id={`${list}-says`} aria-live="polite">
            {says}
          </p>
        )}
        <div className={cx('results')} id={list} role="listbox" aria-label="Results">
          <Groups results={results} list={list} chosen={chosen} onPoint={setAt} onRun={run} />
          {results.length === 0 && says === undefined && (
            <p className={cx('nothing')} role="status">
              {isAsking
                ? 'Looking'
                : 'Nothing bears that name. Questions begin with “who can”, “can”, “what can”, “how does” or “what if”.'}
            </p>
          )}
        </div>
        <p className={cx('hint')}>
          <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> goes there <kbd>Tab</kbd> completes
        </p>
      </Modal.Content>
    </Modal.Root>
  )
}

interface Listed {
  readonly results: readonly Result[]
  readonly list: string
  readonly chosen: number
  readonly onPoint: (at: number) => void
  readonly onRun: (result: Result) => void
}

function Groups(props: Listed) {
  const groups = Map.groupBy(
    props.results.map((result, at) => ({ result, at })),
    ({ result }) => result.group,
  )
  return [...groups].map(([group, members]) => (
    // biome-ignore lint/a11y/useSemanticElements: a group of options in a list box
    <div key={group} role="group" aria-label={group}>
      <p className={cx('group')} aria-hidden="true">
        {group}
      </p>
      {members.map(({ result, at }) => (
        <ResultRow key={result.key} result={result} at={at} {...props} />
      ))}
    </div>
  ))
}

function ResultRow(props: Listed & { readonly result: Result; readonly at: number }) {
  const { result, at } = props
  const isChosen = at === props.chosen
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    // The keyboard works through the field (aria-activedescendant).
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      ref={row}
      id={`${props.list}-${at}`}
      className={cx('result')}
      role="option"
      aria-selected={isChosen}
      onMouseMove={() => props.onPoint(at)}
      onClick={() => props.onRun(result)}
    >
      <Icon name={result.icon} />
      <span className={cx('resultWords')}>
        <span>{result.name}</span>
        {result.below !== undefined && <span className={cx('resultKind')}>{result.below}</span>}
      </span>
      <span className={cx('resultKind')}>{result.kind}</span>
    </div>
  )
}
