import type { ReactNode } from 'react'
import { classesOf } from '../classes.ts'
import styles from './disclosure.module.css'
import { Icon } from './icon.tsx'
import { text } from './text.ts'

const cx = classesOf(styles)

/** Something that few need: a line that opens. */
export function Disclosure(props: {
  readonly title: string
  readonly says?: string
  readonly open?: boolean
  readonly children: ReactNode
}) {
  return (
    <details className={cx('disclosure')} open={props.open}>
      <summary className={cx('summary')}>
        <Icon name="right" size={14} />
        <span className={text('m')}>{props.title}</span>
        {props.says !== undefined && <span className={text('s12', 'faint')}>{props.says}</span>}
      </summary>
      <div className={cx('content')}>{props.children}</div>
    </details>
  )
}
