import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { instructionsQuery, serverIdentityQuery } from '../../../api/queries.ts'
import type { Integration } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Button, CopyButton } from '../../../parts/button.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { Arn } from '../../../parts/identifiers.tsx'
import { Ring } from '../../../parts/marks.tsx'
import { Loading, ProblemNotice } from '../../../parts/notice.tsx'
import { Term } from '../../../parts/term.tsx'
import { text } from '../../../parts/text.ts'
import { Bold, counted, Verdict } from '../../../parts/verdict.tsx'
import { isEntered } from '../account-states.ts'
import { HandOff } from './hand-off.tsx'
import { Installation, ServerIdentity, type Way } from './installation.tsx'
import styles from './integrate.module.css'

const cx = classesOf(styles)

const wayOf = (method: Integration['method']): Way =>
  method === 'stackset' ? 'stackset' : method === 'manual' || method === 'legacy' ? 'manual' : 'cloudformation'

export function InstallStep(props: { readonly of: Integration; readonly checking: boolean }) {
  const { of } = props
  const instructions = useQuery(instructionsQuery(of.id))
  const [sending, setSending] = useState(false)
  return (
    <>
      <Verdict as="p" size="small" live>
        <InstallVerdict of={of} />
      </Verdict>
      <ExternalId of={of} />
      {instructions.error && of.trustPrincipal === null ? (
        <StepZero id={of.id} problem={instructions.error} onRetry={() => void instructions.refetch()} />
      ) : instructions.error ? (
        <ProblemNotice error={instructions.error} onRetry={() => void instructions.refetch()} />
      ) : instructions.data === undefined ? (
        <Loading lines={6} />
      ) : (
        <Installation
          of={instructions.data}
          first={wayOf(of.method)}
          boxes={<Boxes of={of} checking={props.checking} />}
          below={
            <div>
              <Button look="quiet" aria-expanded={sending} onClick={() => setSending(!sending)}>
                <Icon name="send" />
                Send to my AWS administrator
              </Button>
              {sending && <HandOff id={of.id} />}
            </div>
          }
        />
      )}
    </>
  )
}

/** No role can trust a server that is nobody in AWS: first it needs an identity. */
function StepZero(props: { readonly id: string; readonly problem: unknown; readonly onRetry: () => void }) {
  const identity = useQuery(serverIdentityQuery(props.id))
  return (
    <>
      {identity.error ? (
        <ProblemNotice error={identity.error} onRetry={() => void identity.refetch()} />
      ) : identity.data === undefined ? (
        <Loading lines={6} />
      ) : (
        <ServerIdentity of={identity.data} />
      )}
      <ProblemNotice error={props.problem} onRetry={props.onRetry} />
    </>
  )
}

function InstallVerdict(props: { readonly of: Integration }) {
  const { accounts } = props.of
  const entered = accounts.filter(isEntered).length
  if (entered === 0) return <>Create the role in AWS. This page ticks itself when it appears.</>
  return (
    <>
      The role is there in <Bold>{`${entered} of ${accounts.length}`}</Bold>{' '}
      {accounts.length === 1 ? 'account' : 'accounts'}
      {entered === accounts.length ? '.' : '; the others tick as they come.'}
    </>
  )
}

function ExternalId(props: { readonly of: Integration }) {
  const { of } = props
  return (
    <dl className={cx('external')}>
      <dt>
        <Term of="ExternalId">ExternalID</Term>
      </dt>
      <dd>
        <span className={text('mono', 'inkMono')}>{of.externalId}</span>
        <CopyButton value={of.externalId} label="Copy" name="Copy the ExternalID" look="plain" />
        <span className={text('s12', 'muted')}>drawn at random, never editable</span>
      </dd>
      <dt>Trusts</dt>
      <dd>
        {of.trustPrincipal === null ? (
          <span className={text('muted')}>nobody yet: see step 0</span>
        ) : (
          <Arn value={of.trustPrincipal} room={64} copy />
        )}
      </dd>
      <dt>Role name</dt>
      <dd>
        <RoleName of={of.roleName} />
      </dd>
      {of.managementRoleArn !== null && (
        <>
          <dt>In the management account</dt>
          <dd>
            <Arn value={of.managementRoleArn} room={64} copy />
          </dd>
        </>
      )}
    </dl>
  )
}

/** Forms of AWS ask for the name and for the path apart. */
function RoleName(props: { readonly of: string }) {
  const start = props.of.lastIndexOf('/') + 1
  return (
    <>
      <span className={text('mono', 'inkMono')}>{props.of.slice(start)}</span>
      {start > 0 && <span className={text('s12', 'muted')}>with the path /{props.of.slice(0, start)}</span>}
    </>
  )
}

/** The two boxes of a StackSet, each ticking by itself. */
function Boxes(props: { readonly of: Integration; readonly checking: boolean }) {
  const { accounts, managementAccount } = props.of
  const members = accounts.filter((account) => account.accountId !== managementAccount)
  const entered = members.filter(isEntered).length
  const management = accounts.find((account) => account.accountId === managementAccount)
  return (
    <ul className={cx('boxes')} aria-label="What has appeared">
      <Box
        title="1. All member accounts"
        done={members.length > 0 && entered === members.length}
        checking={props.checking}
      >
        {members.length === 0
          ? 'found as soon as the management account can be read'
          : `${entered} of ${counted(members.length, 'account')}`}
      </Box>
      <Box
        title="2. The management account"
        done={management !== undefined && isEntered(management)}
        checking={props.checking}
      >
        needed for Organizations and Identity Center
      </Box>
    </ul>
  )
}

function Box(props: {
  readonly title: string
  readonly done: boolean
  readonly checking: boolean
  readonly children: string
}) {
  return (
    <li className={cx('tick', props.done && 'ticked')}>
      <span className={cx('tickMark')}>
        {props.done ? (
          <Icon name="check" size={14} stroke={2} />
        ) : props.checking ? (
          <Ring label="being checked" />
        ) : (
          <span className={text('hidden')}>not yet</span>
        )}
      </span>
      <span>
        <span className={text('m')}>{props.title}</span>
        <br />
        <span className={text('s12', 'muted')}>{props.children}</span>
      </span>
    </li>
  )
}
