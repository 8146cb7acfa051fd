import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { classesOf } from '../classes.ts'
import { Button } from './button.tsx'
import styles from './dialog.module.css'
import { Icon } from './icon.tsx'

export const dialog = classesOf(styles)

/** Focus stays inside, Escape closes, focus goes back to where it was. Fills the screen of a phone. */
export function Dialog(props: {
  readonly title: string
  readonly aside?: ReactNode
  /** Before the button that closes. */
  readonly end?: ReactNode
  readonly size?: number
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const phone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false })
  return (
    <Modal.Root
      opened
      onClose={props.onClose}
      size={props.size ?? 520}
      fullScreen={phone}
      yOffset={56}
      radius={phone ? 0 : 14}
      transitionProps={{ transition: 'fade', duration: 160 }}
      classNames={{ content: dialog('content') }}
    >
      <Modal.Overlay className={dialog('overlay')} />
      <Modal.Content>
        <header className={dialog('head')}>
          <Modal.Title className={dialog('title')} tabIndex={-1} data-autofocus>
            {props.title}
          </Modal.Title>
          {props.aside}
          <span style={{ flex: 1 }} />
          {props.end}
          <Button look="quiet" square aria-label="Close" onClick={props.onClose}>
            <Icon name="x" />
          </Button>
        </header>
        {props.children}
      </Modal.Content>
    </Modal.Root>
  )
}

export const DialogBody = (props: { readonly children: ReactNode }) => (
  <div className={dialog('body')}>{props.children}</div>
)

export function DialogFoot(props: { readonly says?: ReactNode; readonly children: ReactNode }) {
  return (
    <footer className={dialog('foot')}>
      <p className={dialog('says')}>{props.says}</p>
      {props.children}
    </footer>
  )
}
