import { Popover } from '@mantine/core'
import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { momentName, useAsOf } from '../as-of.ts'
import { classesOf } from '../classes.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import styles from './as-of.module.css'
import { isHere } from './entries.ts'

const cx = classesOf(styles)
const AsOfPanel = lazy(() => import('./as-of-panel.tsx').then((module) => ({ default: module.AsOfPanel })))

/** The same screen at another moment; undefined: now. */
function useLookAt(): (at: string | undefined) => void {
  const navigate = useNavigate()
  return (at) => void navigate({ to: '.', search: (before: object) => ({ ...before, at }) })
}

/** Which moment the whole console looks at, and the way to another one. */
export function AsOfPill() {
  const at = useAsOf()
  const lookAt = useLookAt()
  const [open, setOpen] = useState(false)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="none" width={340} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={cx('pill', at !== undefined && 'past')}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="clock" size={14} />
          <span className={cx('word')}>As of</span>
          <b>{at === undefined ? 'now' : momentName(at)}</b>
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} bd="0" bg="transparent">
        <div className={cx('panel')}>
          <Suspense fallback={<p>On its way</p>}>
            <AsOfPanel
              at={at}
              onChoose={(chosen) => {
                setOpen(false)
                lookAt(chosen)
              }}
            />
          </Suspense>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Screens whose answers have no past. */
const ofNow = [
  '/integrations',
  '/settings',
  '/notices',
  '/requests',
  '/reviews',
  '/incidents',
  '/access-flows',
  '/audit',
  '/guide',
]

/** Under the top bar while somebody looks at the past. */
export function PastLine() {
  const at = useAsOf()
  const lookAt = useLookAt()
  const path = useRouterState({ select: (state) => state.location.pathname })
  if (at === undefined) return null
  return (
    <div className={cx('line')} role="status">
      <p>
        You are looking at <b>{momentName(at)}</b>
        {ofNow.some((one) => isHere(one, path)) && ', but this page has no past: it shows what is so now'}
        {isHere('/organization', path) && '; the tree and how much could be read are those of now'}.
      </p>
      <Button size="small" onClick={() => lookAt(undefined)}>
        Back to now
      </Button>
      {!isHere('/access/time', path) && (
        <Link className={buttonClass('quiet', 'small')} to="/access/time" search={{ from: at, to: 'now' }}>
          What changed since
        </Link>
      )}
    </div>
  )
}
