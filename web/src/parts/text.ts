import { classesOf } from '../classes.ts'
import styles from './text.module.css'

/** Type roles, to be combined: `text('muted', 's12')`. */
export const text = classesOf(styles)
