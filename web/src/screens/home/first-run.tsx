import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { classesOf } from '../../classes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { ScreenPage } from '../../parts/layout.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Bold, Verdict } from '../../parts/verdict.tsx'
import styles from './home.module.css'
import { useSample } from './needs-you.tsx'

const cx = classesOf(styles)

/** Nothing is connected yet: three ways in, each of which ends in things worth knowing. */
export function FirstRun() {
  const sample = useSample()
  return (
    <ScreenPage>
      <Verdict>
        Nothing has been read yet. Connect <Bold>AWS</Bold>, or look around a made-up organization first.
      </Verdict>
      {sample.error && <ProblemNotice error={sample.error} onRetry={() => sample.mutate()} />}
      <div className={cx('ways')}>
        <Way icon="account" title="Connect AWS">
          <p className={text('muted')}>
            An account or a whole organization, through a read-only role with an external id. Nothing in AWS is changed,
            and every call is counted.
          </p>
          <Link className={`${buttonClass('main')} ${cx('wayFoot')}`} to="/integrations" search={{ add: 'aws' }}>
            Connect AWS
          </Link>
        </Way>
        <Way icon="organization" title="Explore the sample">
          <p className={text('muted')}>
            A simulated organization of twelve accounts with the mistakes people really make, read like a real one. It
            runs on this machine and takes less than a minute.
          </p>
          <span className={cx('wayFoot')}>
            <Button acts onClick={() => sample.mutate()} aria-disabled={sample.isPending}>
              {sample.isPending ? 'Starting the sample' : 'Explore the sample'}
            </Button>
          </span>
        </Way>
        <Way icon="upload" title="Open a file">
          <p className={text('muted')}>
            What <span className={text('mono')}>aws iam get-account-authorization-details</span> prints. No connection
            is made; answers cover what the file holds.
          </p>
          <Link className={`${buttonClass()} ${cx('wayFoot')}`} to="/integrations" search={{ add: 'import' }}>
            Import a file
          </Link>
        </Way>
      </div>
    </ScreenPage>
  )
}

function Way(props: { readonly icon: IconName; readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={cx('way')} aria-label={props.title}>
      <span className={cx('tile')}>
        <Icon name={props.icon} size={18} />
      </span>
      <h2 className={text('h2')}>{props.title}</h2>
      {props.children}
    </section>
  )
}
