import { type KeyboardEvent, useRef } from 'react'
import { classesOf } from '../../classes.ts'
import { Icon } from '../../parts/icon.tsx'
import { text } from '../../parts/text.ts'
import styles from './organization.module.css'
import { accountsUnder, type UnitNode } from './treemap.ts'

const cx = classesOf(styles)

const flat = (unit: UnitNode, depth = 0): readonly { readonly unit: UnitNode; readonly depth: number }[] => [
  { unit, depth },
  ...unit.units.flatMap((one) => flat(one, depth + 1)),
]

/** The OUs, one under another; choosing one narrows the map and the table to it. Arrow keys move. */
export function UnitTree(props: {
  readonly root: UnitNode
  readonly chosen: string | undefined
  readonly onChoose: (unit: string | undefined) => void
}) {
  const rows = flat(props.root)
  const items = useRef<(HTMLButtonElement | null)[]>([])
  const move = (event: KeyboardEvent, at: number) => {
    const next = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : undefined
    if (next === undefined) return
    event.preventDefault()
    items.current[next]?.focus()
  }
  return (
    <ul className={cx('tree')} aria-label="Organizational units">
      {rows.map(({ unit, depth }, at) => {
        const whole = depth === 0
        const chosen = whole ? props.chosen === undefined : props.chosen === unit.id
        return (
          <li key={unit.id} style={{ paddingLeft: depth * 16 }}>
            <button
              ref={(element) => {
                items.current[at] = element
              }}
              type="button"
              className={cx('branch')}
              aria-pressed={chosen}
              onKeyDown={(event) => move(event, at)}
              onClick={() => props.onChoose(whole || chosen ? undefined : unit.id)}
            >
              <Icon name={whole ? 'organization' : 'folder'} size={14} />
              <span className={text('ellipsis')} title={unit.name}>
                {unit.name}
              </span>
              <span className={cx('branchCount')}>{accountsUnder(unit).length}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
