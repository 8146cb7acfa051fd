import { Link } from '@tanstack/react-router'
import { classesOf } from '../classes.ts'
import { Dialog, DialogBody } from '../parts/dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { entries } from './entries.ts'
import styles from './floating.module.css'
import { PersonMenu } from './person-menu.tsx'

const cx = classesOf(styles)

/** The rest of the navigation on a phone. */
export function MoreSheet(props: { readonly onClose: () => void; readonly onFind: () => void }) {
  return (
    <Dialog title="More" onClose={props.onClose}>
      <DialogBody>
        <nav className={cx('sheet')} aria-label="All screens">
          <button type="button" className={cx('sheetEntry')} onClick={props.onFind}>
            <Icon name="search" size={20} />
            Ask or go to…
          </button>
          {entries.map((entry) => (
            <Link key={entry.to} className={cx('sheetEntry')} to={entry.to} onClick={props.onClose}>
              <Icon name={entry.icon} size={20} />
              {entry.name}
            </Link>
          ))}
          <Link className={cx('sheetEntry')} to="/notices" onClick={props.onClose}>
            <Icon name="send" size={20} />
            Notices
          </Link>
          <Link className={cx('sheetEntry')} to="/settings" onClick={props.onClose}>
            <Icon name="settings" size={20} />
            Settings
          </Link>
        </nav>
        <PersonMenu className={cx('sheetEntry')} wordClass={cx('sheetWords')} />
      </DialogBody>
    </Dialog>
  )
}
