import { Link } from '@tanstack/react-router'
import { classesOf } from '../../classes.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ScreenPage } from '../../parts/layout.tsx'
import { CommandLine } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Bold, Verdict } from '../../parts/verdict.tsx'
import styles from './home.module.css'

const cx = classesOf(styles)

/** Nothing is connected yet: three ways in, from the quickest to the lasting one. */
export function FirstRun() {
  return (
    <ScreenPage>
      <Verdict>
        Nothing has been read yet. Connect <Bold>AWS</Bold>, and the first answers come within minutes.
      </Verdict>
      <div className={cx('ways')}>
        <section className={cx('way')}>
          <span className={cx('tile')}>
            <Icon name="account" size={18} />
          </span>
          <div>
            <h2 className={text('h2')}>Connect AWS</h2>
            <p className={text('muted')}>
              An account or a whole organization, through a read-only role with an external id. Nothing in AWS is
              changed, and every call is counted.
            </p>
          </div>
          <Link className={`${buttonClass('main')} ${cx('wayFoot')}`} to="/integrations" search={{ add: 'aws' }}>
            Connect AWS
          </Link>
        </section>
        <section className={cx('way')}>
          <span className={cx('tile')}>
            <Icon name="upload" size={18} />
          </span>
          <div>
            <h2 className={text('h2')}>Open a file</h2>
            <p className={text('muted')}>
              What <span className={text('mono')}>aws iam get-account-authorization-details</span> prints. No connection
              is made; answers cover what the file holds.
            </p>
          </div>
          <Link className={`${buttonClass()} ${cx('wayFoot')}`} to="/integrations" search={{ add: 'import' }}>
            Import a file
          </Link>
        </section>
        <section className={cx('way')}>
          <span className={cx('tile')}>
            <Icon name="workload" size={18} />
          </span>
          <div>
            <h2 className={text('h2')}>Look around first</h2>
            <p className={text('muted')}>
              A simulated organization with many accounts, people in Identity Center, and the mistakes people really
              make. Start the server with:
            </p>
          </div>
          <span className={cx('wayFoot')}>
            <CommandLine command="npm start -- --sample" />
          </span>
        </section>
      </div>
    </ScreenPage>
  )
}
