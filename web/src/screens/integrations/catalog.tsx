import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Integration } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { CommandLine } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import styles from './integrations.module.css'

const cx = classesOf(styles)

/** What can be connected, with what it reads and what it needs. */
export function Catalog(props: { readonly connected: readonly Integration[] }) {
  const has = (fits: (one: Integration) => boolean) => props.connected.filter(fits).length
  const sample = has((one) => one.method === 'sample') > 0
  return (
    <div className={cx('catalog')}>
      <Entry
        icon="account"
        title="AWS account"
        connected={has((one) => one.kind === 'aws' && !one.organization && one.method !== 'import')}
        needs="The right to create a role in the account."
        action={
          <Link
            className={buttonClass('main')}
            to="/integrations"
            search={{ tab: 'catalog', add: 'aws', scope: 'account' }}
          >
            Integrate
          </Link>
        }
      >
        One account or several: identities, policies, resources and their policies, network and trails.
      </Entry>
      <Entry
        icon="organization"
        title="AWS organization"
        connected={has((one) => one.kind === 'aws' && one.organization && one.method !== 'import')}
        needs="The management account, or its administrator by a link."
        action={
          <Link
            className={buttonClass()}
            to="/integrations"
            search={{ tab: 'catalog', add: 'aws', scope: 'organization' }}
          >
            Integrate
          </Link>
        }
      >
        Every account, new ones too, with units, SCPs and RCPs; Identity Center beside it.
      </Entry>
      <Entry
        icon="people"
        title="AWS IAM Identity Center"
        connected={has((one) => one.kind === 'aws_identity_center')}
        needs="The role in the management account."
        action={
          <Link
            className={buttonClass()}
            to="/integrations"
            search={{ tab: 'catalog', add: 'aws', scope: 'identity_center' }}
          >
            Integrate
          </Link>
        }
      >
        People, groups, permission sets and who is assigned to which account. A card of its own, made with AWS.
      </Entry>
      <Entry
        icon="upload"
        title="Import of files"
        connected={has((one) => one.method === 'import')}
        needs="What the AWS CLI printed; no connection."
        action={
          <Link className={buttonClass()} to="/integrations" search={{ tab: 'catalog', add: 'import' }}>
            Import
          </Link>
        }
      >
        For networks without a way out, and for a look at somebody else’s account.
      </Entry>
      <Entry
        icon="workload"
        title="Sample organization"
        connected={sample ? 1 : 0}
        needs={sample ? 'It is connected.' : 'Start the server with:'}
        action={sample ? null : <CommandLine command="npm start -- --sample" />}
      >
        A simulated AWS with many accounts, people in Identity Center, and the mistakes people really make.
      </Entry>
    </div>
  )
}

function Entry(props: {
  readonly icon: IconName
  readonly title: string
  readonly connected: number
  readonly needs: string
  readonly action: ReactNode
  readonly children: string
}) {
  return (
    <section className={cx('entry')} aria-label={props.title}>
      <div className={cx('entryHead')}>
        <span className={cx('tile')}>
          <Icon name={props.icon} size={18} />
        </span>
        <h2 className={text('h2')}>{props.title}</h2>
        {props.connected > 0 && <span className={text('tag')}>{props.connected} connected</span>}
      </div>
      <p className={text('muted')}>{props.children}</p>
      <p className={text('s12', 'faint')}>{props.needs}</p>
      <div className={cx('entryFoot')}>{props.action}</div>
    </section>
  )
}
