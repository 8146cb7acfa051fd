import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { classesOf } from '../classes.ts'
import { Icon, type IconName } from './icon.tsx'
import { AccountId, Arn } from './identifiers.tsx'
import styles from './object.module.css'
import { text } from './text.ts'

export const object = classesOf(styles)

/** The head of a page about one thing: what it is and where, its ARN, then the sentence. */
export function ObjectHead(props: {
  readonly icon: IconName
  readonly name: string
  readonly tag?: string | undefined
  readonly account?: string | undefined
  readonly accountName?: string | undefined
  /** Whatever has none is known by its name and place. */
  readonly arn?: string | undefined
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className={object('head')}>
      <div className={object('line')}>
        <span className={object('tile')}>
          <Icon name={props.icon} />
        </span>
        <h1 className={object('name')}>{props.name}</h1>
        {props.tag !== undefined && <span className={text('tag')}>{props.tag}</span>}
        {props.account !== undefined && (
          <>
            {props.accountName !== undefined && (
              <Link className={text('muted')} to="/access/accounts/$account" params={{ account: props.account }}>
                {props.accountName}
              </Link>
            )}
            <AccountId value={props.account} />
          </>
        )}
        <span className={object('actions')}>{props.actions}</span>
      </div>
      {props.arn !== undefined && <Arn value={props.arn} room={72} copy />}
      {props.children}
    </div>
  )
}
