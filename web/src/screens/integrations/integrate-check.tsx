import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { instructionsQuery, integrationQuery } from '../../api/queries.ts'
import type { InstallInstructions, Integration } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { download } from '../../download.ts'
import { Button, CopyButton, Segments } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { policyText } from '../../parts/policy-lines.ts'
import { CodeBlock } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, Verdict } from '../../parts/verdict.tsx'
import styles from './integrate.module.css'
import { ProbeTable } from './probe-table.tsx'
import { isTrouble } from './probes.ts'

const cx = classesOf(styles)

export function useVerify(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('POST /integrations/{integration}/verify', { params: { integration: id } }),
    onSuccess: (checked) => {
      client.setQueryData(integrationQuery(id).queryKey, checked)
      void client.invalidateQueries({ queryKey: ['integrations'], exact: true })
    },
  })
}

/** How often the page looks whether probes have ticked, while a check runs (ms). */
const tick = 500

export function CheckStep(props: { readonly id: string }) {
  const verify = useVerify(props.id)
  const integration = useQuery({ ...integrationQuery(props.id), refetchInterval: verify.isPending ? tick : false })
  if (integration.error) return <ProblemNotice error={integration.error} onRetry={() => void integration.refetch()} />
  if (integration.data === undefined) return <Loading lines={8} />
  const one = integration.data
  return (
    <>
      <Verdict as="p" size="small" live>
        <CheckVerdict of={one} checking={verify.isPending} />
      </Verdict>
      {one.method !== 'direct' && <Install of={one} />}
      <CheckProgress of={one} checking={verify.isPending} onCheck={() => verify.mutate()} />
      {verify.error && <ProblemNotice error={verify.error} onRetry={() => verify.mutate()} />}
      {one.accounts.length > 0 && (
        <ProbeTable
          targets={one.accounts}
          roleName={one.roleName}
          checking={verify.isPending}
          onCheck={() => verify.mutate()}
        />
      )}
    </>
  )
}

function CheckVerdict(props: { readonly of: Integration; readonly checking: boolean }) {
  const { accounts, method } = props.of
  const checked = accounts.filter((account) => account.probes.length > 0)
  if (checked.length === 0) {
    if (props.checking) return <>Looking for the role.</>
    return method === 'direct' ? (
      <>Check what these credentials may read.</>
    ) : (
      <>Install the role, then check. This page says precisely what is missing.</>
    )
  }
  const ready = accounts.filter((account) => account.probes.length > 0 && !account.probes.some(isTrouble)).length
  const troubled = accounts.filter((account) => account.probes.some(isTrouble))
  const [first] = troubled
  return (
    <>
      {ready} of {counted(accounts.length, 'account')} {ready === 1 ? 'is' : 'are'} ready.
      {first !== undefined && (
        <>
          {' '}
          <Bold>{first.name ?? first.accountId}</Bold>{' '}
          {troubled.length > 1 ? `and ${troubled.length - 1} more lack` : 'lacks'} something.
        </>
      )}
    </>
  )
}

function CheckProgress(props: { readonly of: Integration; readonly checking: boolean; readonly onCheck: () => void }) {
  const probes = props.of.accounts.flatMap((account) => account.probes)
  const bad = probes.filter(isTrouble).length
  const waiting = props.of.accounts.filter((account) => account.probes.length === 0).length
  // An account that has not been looked at counts as much as one that has, on average.
  const each = probes.length === 0 ? 1 : probes.length / Math.max(1, props.of.accounts.length - waiting)
  const total = Math.max(1, Math.round(probes.length + waiting * each))
  return (
    <div className={cx('progress')}>
      <span>
        <Button size="small" aria-disabled={props.checking} onClick={() => !props.checking && props.onCheck()}>
          <Icon name="refresh" size={14} />
          {props.checking ? 'Checking' : probes.length === 0 ? 'Check now' : 'Check again'}
        </Button>
      </span>
      <span aria-live="polite">
        <b>{figure(probes.length - bad)}</b> of {figure(total)} probes
      </span>
      <span className={cx('track')}>
        <i style={{ width: `${((probes.length - bad) / total) * 100}%` }} />
        <i className={cx('bad')} style={{ width: `${(bad / total) * 100}%` }} />
      </span>
    </div>
  )
}

type Form = 'template' | 'cli' | 'trust'

function Install(props: { readonly of: Integration }) {
  const instructions = useQuery(instructionsQuery(props.of.id))
  const [form, setForm] = useState<Form>(props.of.method === 'manual' ? 'cli' : 'template')
  if (instructions.error) {
    return <ProblemNotice error={instructions.error} onRetry={() => void instructions.refetch()} />
  }
  return (
    <>
      <div className={cx('external')}>
        <span>
          <span className={text('label')}>External id</span>
          <br />
          <span className={text('mono', 'inkMono')}>{props.of.externalId}</span>
        </span>
        <CopyButton value={props.of.externalId} label="Copy" name="Copy the external id" />
        <span style={{ flex: 1 }} />
        <Segments
          label="How to install it"
          value={form}
          options={[
            { value: 'template', label: 'CloudFormation' },
            { value: 'cli', label: 'AWS CLI' },
            { value: 'trust', label: 'JSON' },
          ]}
          onChange={setForm}
        />
      </div>
      {instructions.data === undefined ? (
        <Loading lines={4} />
      ) : (
        <Text form={form} of={instructions.data} method={props.of.method} />
      )}
    </>
  )
}

function Text(props: {
  readonly form: Form
  readonly of: InstallInstructions
  readonly method: Integration['method']
}) {
  const { of } = props
  switch (props.form) {
    case 'template':
      return (
        <div className={cx('downloads')}>
          <Button onClick={() => download('bailiwick-trust-role.json', 'application/json', of.template)}>
            <Icon name="download" />
            Download the template
          </Button>
          <CopyButton value={of.template} label="Copy it" name="Copy the template" look="plain" />
          <p className={text('s12', 'muted')}>
            {props.method === 'stackset'
              ? 'Make a StackSet named Bailiwick-Trust-Role-Org with it, in exactly one Region, and one plain stack in the management account.'
              : 'Make a stack named Bailiwick-Trust-Role with it in each account. The external id is already filled in.'}
          </p>
        </div>
      )
    case 'cli':
      return <CodeBlock name="AWS CLI, in each account" code={of.cli} />
    case 'trust':
      return (
        <>
          <CodeBlock name="Trust policy" code={policyText(of.trustPolicy)} />
          <CodeBlock name="AWS managed policies to attach" code={of.managedPolicies.join('\n')} />
        </>
      )
  }
}
