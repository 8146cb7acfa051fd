import type { ReactNode } from 'react'
import { classesOf } from '../../src/classes.ts'
import styles from './gallery.module.css'

const cx = classesOf(styles)

export const States = (props: { readonly children: ReactNode }) => <div className={cx('states')}>{props.children}</div>

export const Swatch = (props: { readonly token: string }) => (
  <span className={cx('swatch')}>
    <i style={{ background: `var(--bw-${props.token})` }} />
    {props.token}
  </span>
)
