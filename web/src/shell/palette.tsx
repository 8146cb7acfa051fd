import { Modal } from '@mantine/core'
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { principalsQuery, resourcesQuery, suggestQuery } from '../api/queries.ts'
import { classesOf } from '../classes.ts'
import { places } from '../keys.ts'
import { dialog } from '../parts/dialog.tsx'
import { Icon, type IconName, principalIcon, resourceIcon } from '../parts/icon.tsx'
import styles from './floating.module.css'
import { parseQuestion } from './question.ts'

const cx = classesOf(styles)

interface Result {
  readonly key: string
  readonly icon: IconName
  readonly name: string
  readonly below?: string
  readonly kind: string
  readonly go: () => void
}

/** Objects of each kind that the palette shows. */
const shownEach = 5

export function Palette(props: { readonly onClose: () => void }) {
  const phone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false })
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const results = useResults(typed, props.onClose)
  const list = useId()
  const chosen = Math.min(at, results.length - 1)
  const chosenElement = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is the reason to act
  useEffect(() => {
    chosenElement.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, results.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
    else if (event.key === 'Enter') results[chosen]?.go()
    else return
    event.preventDefault()
  }

  return (
    <Modal.Root
      opened
      onClose={props.onClose}
      size={620}
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
            data-autofocus
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-activedescendant={results[chosen] && `${list}-${chosen}`}
            aria-label="Ask or go to"
            placeholder="who can s3:GetObject on …, a name, an ARN, a page"
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
        <div className={cx('results')} id={list} role="listbox" aria-label="Results">
          {results.map((result, index) => (
            // The keyboard works through the field (aria-activedescendant).
            // biome-ignore lint/a11y/useKeyWithClickEvents: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <div
              key={result.key}
              id={`${list}-${index}`}
              ref={index === chosen ? chosenElement : undefined}
              className={cx('result')}
              role="option"
              aria-selected={index === chosen}
              onMouseMove={() => setAt(index)}
              onClick={result.go}
            >
              <Icon name={result.icon} />
              <span className={cx('resultWords')}>
                <span>{result.name}</span>
                {result.below !== undefined && <span className={cx('resultKind')}>{result.below}</span>}
              </span>
              <span className={cx('resultKind')}>{result.kind}</span>
            </div>
          ))}
          {results.length === 0 && (
            <p className={cx('resultKind')} style={{ padding: '12px 10px' }}>
              Nothing found. Questions begin with “who can”, “can”, “what can” or “how does”.
            </p>
          )}
        </div>
        <p className={cx('hint')}>↑ ↓ choose, Enter goes there</p>
      </Modal.Content>
    </Modal.Root>
  )
}

/** Typing is asked about after a pause (ms). */
const typingPause = 140

function useResults(typed: string, close: () => void): readonly Result[] {
  const navigate = useNavigate()
  const [settled] = useDebouncedValue(typed.trim(), typingPause)
  const asksObjects = settled.length >= 2 && parseQuestion(settled) === undefined
  const lastWord = /(?:on|in)\s+(\S+)$/i.exec(settled)?.[1] ?? ''
  const principals = useQuery({ ...principalsQuery({ search: settled, pageSize: shownEach }), enabled: asksObjects })
  const resources = useQuery({ ...resourcesQuery({ search: settled, pageSize: shownEach }), enabled: asksObjects })
  const completions = useQuery({ ...suggestQuery('resource', lastWord), enabled: lastWord.length >= 2 })

  const results: Result[] = []
  const add = (result: Omit<Result, 'go'>, go: () => Promise<void>) =>
    results.push({
      ...result,
      go: () => {
        close()
        void go()
      },
    })

  const question = parseQuestion(typed)
  if (question) {
    for (const completion of question.resource === undefined ? [] : (completions.data ?? [])) {
      if (completion.value === question.resource) continue
      add(
        {
          key: `q:${completion.value}`,
          icon: 'access',
          name: typed.trim().replace(/\S+$/, completion.label),
          below: completion.value,
          kind: 'answer',
        },
        () => navigate({ to: '/access/ask', search: { ...question, resource: completion.value } }),
      )
    }
    add({ key: 'q', icon: 'access', name: typed.trim(), kind: 'answer' }, () =>
      navigate({ to: '/access/ask', search: question }),
    )
  }
  if (asksObjects) {
    for (const one of principals.data?.items ?? []) {
      add(
        {
          key: one.arn,
          icon: principalIcon[one.type],
          name: one.name,
          below: one.accountName ?? one.account,
          kind: 'principal',
        },
        () => navigate({ to: '/access/principals/$', params: { _splat: one.arn } }),
      )
    }
    for (const one of resources.data?.items ?? []) {
      add(
        {
          key: one.arn,
          icon: resourceIcon(one.type),
          name: one.name,
          below: one.accountName ?? one.account,
          kind: 'resource',
        },
        () => navigate({ to: '/access/resources/$', params: { _splat: one.arn } }),
      )
    }
  }
  const wanted = typed.trim().toLowerCase()
  for (const place of places) {
    if (wanted !== '' && !place.name.toLowerCase().includes(wanted)) continue
    add({ key: place.to, icon: place.to === '/' ? 'home' : 'right', name: place.name, kind: 'screen' }, () =>
      navigate({ to: place.to }),
    )
  }
  return results
}
