import type { ClipboardEvent } from 'react'
import { classesOf } from '../classes.ts'
import { accountGroups, shortArn } from './arn.ts'
import { CopyButton } from './button.tsx'
import styles from './identifiers.module.css'
import { text } from './text.ts'

const cx = classesOf(styles)

/** Copying gives the full text, also of what is shown shortened. A selection that reaches further is left as it is. */
function copyWhole(event: ClipboardEvent<HTMLElement>, whole: string): void {
  const selection = window.getSelection()
  const own = event.currentTarget
  if (!own.contains(selection?.anchorNode ?? null) || !own.contains(selection?.focusNode ?? null)) return
  event.clipboardData.setData('text/plain', whole)
  event.preventDefault()
}

export function Arn(props: { readonly value: string; readonly room?: number; readonly copy?: boolean }) {
  const short = shortArn(props.value, props.room)
  const shown = (
    <span
      className={cx('arn')}
      title={props.value}
      onCopy={(event) => short !== props.value && copyWhole(event, props.value)}
    >
      {short === props.value ? (
        short
      ) : (
        <>
          <span className={cx('short')} aria-hidden="true">
            {short}
          </span>
          <span className={`${text('hidden')} ${cx('whole')}`}>{props.value}</span>
        </>
      )}
    </span>
  )
  if (!props.copy) return shown
  return (
    <span className={cx('line')}>
      {shown}
      <CopyButton value={props.value} name={`Copy ${props.value}`} />
    </span>
  )
}

/** Grouped by spacing and not by characters, so that a copy has twelve digits. */
export function AccountId(props: { readonly value: string }) {
  return (
    <span className={cx('account')} onCopy={(event) => copyWhole(event, props.value)}>
      {accountGroups(props.value).map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups never move, and two may be equal
        <span key={at} className={cx('group')}>
          {group}
        </span>
      ))}
    </span>
  )
}
