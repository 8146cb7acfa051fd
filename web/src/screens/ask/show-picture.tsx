import { type ReactNode, useState } from 'react'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogBody } from '../../parts/dialog.tsx'
import { Icon } from '../../parts/icon.tsx'
import styles from './path.module.css'

const cx = classesOf(styles)

/** On a phone a path is a list of steps; the picture fills the screen when it is asked for (look.md §10). */
export function ShowPicture(props: { readonly title: string; readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={cx('showPicture')}>
      <Button onClick={() => setOpen(true)}>
        <Icon name="flows" />
        Show picture
      </Button>
      {isOpen && (
        <Dialog title={props.title} onClose={() => setOpen(false)}>
          <DialogBody>{props.children}</DialogBody>
        </Dialog>
      )}
    </div>
  )
}
