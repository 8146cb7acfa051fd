import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { classesOf } from '../../classes.ts'
import { BrandMark } from '../../shell/brand-mark.tsx'
import styles from './account.module.css'

export const account = classesOf(styles)

/** Screens before the door: the mark, one box, one line below. */
export function DoorFrame(props: { readonly title: string; readonly children: ReactNode; readonly foot?: ReactNode }) {
  useEffect(() => {
    document.title = `${props.title} · Bailiwick`
  }, [props.title])
  return (
    <main className={account('page')}>
      <span className={account('brand')}>
        <BrandMark />
        Bailiwick
      </span>
      <div className={account('card')}>{props.children}</div>
      {props.foot !== undefined && <div className={account('foot')}>{props.foot}</div>}
    </main>
  )
}
