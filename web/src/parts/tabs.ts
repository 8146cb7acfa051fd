import { classesOf } from '../classes.ts'
import styles from './tabs.module.css'

/** Tabs are links: each has an address of its own. */
export const tabs = classesOf(styles)
