import { classesOf } from '../classes.ts'
import styles from './table.module.css'

/** The look of every table, also of those that are not lists from the server: `table('table', 'sticky')`. */
export const table = classesOf(styles)
