import { Popover } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import styles from './ask.module.css'
import { pairWords, withPairs } from './context-pairs.ts'

const cx = classesOf(styles)

/** Known facts of the request (`aws:SourceIp=203.0.113.7`); what is not known stays open, and the answer says so. */
export function Conditions(props: {
  readonly context: readonly string[]
  readonly onChange: (context: readonly string[]) => void
}) {
  const [open, setOpen] = useState(false)
  /** Takes the focus of a condition that was left out. */
  const more = useRef<HTMLButtonElement>(null)
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() === '') return
    props.onChange(withPairs(props.context, [`${key.trim()}=${value.trim()}`]))
    setKey('')
    setValue('')
    setOpen(false)
  }
  return (
    <>
      {props.context.map((pair) => (
        <span key={pair} style={{ display: 'contents' }}>
          <span>where</span>
          <span className={cx('token')}>
            <span>{pairWords(pair)}</span>
            <button
              type="button"
              className={cx('remove')}
              aria-label={`Leave out ${pairWords(pair)}`}
              onClick={() => {
                props.onChange(props.context.filter((one) => one !== pair))
                more.current?.focus()
              }}
            >
              <Icon name="x" size={12} />
            </button>
          </span>
        </span>
      ))}
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
          <button ref={more} type="button" className={cx('token', 'missing')} onClick={() => setOpen(!open)}>
            <Icon name="plus" size={14} />
            Condition
          </button>
        </Popover.Target>
        <Popover.Dropdown p={0} bd="0" bg="transparent">
          <form className={cx('picker', 'condition')} onSubmit={add}>
            <TextField
              label="Condition key"
              placeholder="aws:SourceVpce"
              machine
              value={key}
              data-autofocus
              onChange={(event) => setKey(event.target.value)}
            />
            <TextField
              label="is"
              hint="Empty: the request does not have it."
              placeholder="vpce-0a41c9"
              machine
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
            <div className={cx('conditionFoot')}>
              <Button onClick={() => setOpen(false)}>Cancel</Button>
              <Button type="submit" look="main">
                Add
              </Button>
            </div>
          </form>
        </Popover.Dropdown>
      </Popover>
    </>
  )
}
