import { classesOf } from '../classes.ts'
import styles from './menu.module.css'

const cx = classesOf(styles)

/**
 * How every menu looks; Mantine brings its behaviour. Its placeholder for the first focus would be a child of the menu that no menu
 * may have (ARIA 1.2, `menu`): the first item takes the focus instead.
 */
export const menuLook = {
  classNames: { dropdown: cx('menu'), item: cx('item'), label: cx('label') },
  withInitialFocusPlaceholder: false,
} as const
