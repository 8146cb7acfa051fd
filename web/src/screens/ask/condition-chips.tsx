import { Popover } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import type { ConditionTest, OpenTest } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Choice, TextField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { text } from '../../parts/text.ts'
import styles from './condition-chips.module.css'
import { choicesOf } from './condition-choices.ts'
import { pairOf } from './context-pairs.ts'

const cx = classesOf(styles)

/** What the answer depends on, each part to be filled in; the question is then asked again with it. */
export function ConditionChips(props: {
  readonly tests: readonly OpenTest[]
  readonly onFill: (pair: string) => void
}) {
  if (props.tests.length === 0) return null
  return (
    <div className={cx('depends')}>
      <h3 className={text('label')} id="depends-on">
        Depends on
      </h3>
      <ul className={cx('chips')} aria-labelledby="depends-on">
        {props.tests.map((one) => (
          <li key={one.text}>
            <Chip open={one} onFill={props.onFill} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Chip(props: { readonly open: OpenTest; readonly onFill: (pair: string) => void }) {
  const [opened, setOpened] = useState(false)
  const words = props.open.text
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
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
          className={cx('chip')}
          aria-haspopup="dialog"
          aria-expanded={opened}
          title={`Fill in ${props.open.test.key}`}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="plus" size={14} />
          <span>{words.charAt(0).toUpperCase() + words.slice(1)}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} bd="0" bg="transparent" aria-label={`Fill in: ${words}`}>
        {opened && (
          <FillIn
            test={props.open.test}
            onCancel={() => setOpened(false)}
            onFill={(value) => {
              setOpened(false)
              props.onFill(pairOf(props.open.test.key, value))
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

type Picked = { readonly kind: 'value'; readonly value: string } | { readonly kind: 'other' | 'absent' }

function FillIn(props: {
  readonly test: ConditionTest
  readonly onFill: (value: string | undefined) => void
  readonly onCancel: () => void
}) {
  const { key } = props.test
  const name = useId()
  const { values, other } = choicesOf(props.test)
  const [first] = values
  const [picked, setPicked] = useState<Picked>(
    first === undefined ? { kind: 'other' } : { kind: 'value', value: first },
  )
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (picked.kind === 'absent') props.onFill(undefined)
    else if (picked.kind === 'value') props.onFill(picked.value)
    else if (typed.trim() === '') setError(`Give a value of ${key}.`)
    else props.onFill(typed.trim())
  }
  return (
    <form className={cx('form')} onSubmit={submit}>
      <fieldset>
        <legend className={text('m')}>
          <span className={text('mono', 'inkMono')}>{key}</span>
        </legend>
        {values.map((value) => (
          <Choice
            key={value}
            bare
            kind="radio"
            name={name}
            title={value}
            checked={picked.kind === 'value' && picked.value === value}
            onChange={() => setPicked({ kind: 'value', value })}
          />
        ))}
        {other && (
          <>
            {values.length > 0 && (
              <Choice
                bare
                kind="radio"
                name={name}
                title="another value"
                checked={picked.kind === 'other'}
                onChange={() => setPicked({ kind: 'other' })}
              />
            )}
            {picked.kind === 'other' && (
              <TextField
                label="Value"
                machine
                placeholder={other.example}
                value={typed}
                error={error}
                data-autofocus={values.length === 0 || undefined}
                onChange={(event) => {
                  setTyped(event.target.value)
                  setError(undefined)
                }}
              />
            )}
          </>
        )}
        {values.length === 0 && picked.kind === 'absent' && (
          <Choice
            bare
            kind="radio"
            name={name}
            title="a value"
            checked={false}
            onChange={() => setPicked({ kind: 'other' })}
          />
        )}
        <Choice
          bare
          kind="radio"
          name={name}
          title="not in the request"
          checked={picked.kind === 'absent'}
          onChange={() => setPicked({ kind: 'absent' })}
        />
      </fieldset>
      <div className={cx('foot')}>
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button type="submit" look="main">
          Ask again
        </Button>
      </div>
    </form>
  )
}
