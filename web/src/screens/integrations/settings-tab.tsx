/** A card's settings (connection.md §5), as a form and as a file; schedule, keys, hand-off links, and the end of it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { asProblem } from '../../api/problem.ts'
import { integrationQuery, settingsQuery } from '../../api/queries.ts'
import type { Integration } from '../../api/schema.ts'
import type { ChangedSettings, IntegrationSettings } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { download } from '../../download.ts'
import { Button, CopyButton } from '../../parts/button.tsx'
import { Disclosure } from '../../parts/disclosure.tsx'
import { ErrorSummary, TextArea, TextField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { CodeBlock } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { HandOff } from './integrate/hand-off.tsx'
import formStyles from './integrate/integrate.module.css'
import { draftOfSettings, listOf, type SettingsDraft } from './integrate/settings-draft.ts'
import { SettingsFields } from './integrate/settings-fields.tsx'
import { yamlOf } from './integrate/yaml.ts'
import { KeySection } from './key-section.tsx'
import { ScheduleSection } from './schedule-section.tsx'
import { type ConnectionDraft, changeOf, connectionDraftOf, fileOfSettings } from './settings-change.ts'

const cx = classesOf(formStyles)

/** What is asked stands at the end of a long form. */
const intoView = (node: HTMLElement | null): void => node?.scrollIntoView({ block: 'center' })

export function SettingsTab(props: { readonly of: Integration }) {
  const { of } = props
  const settings = useQuery(settingsQuery(of.id))
  const isRole = of.method !== 'direct' && of.method !== 'sample'
  return (
    <div className={layout('columns')}>
      <div className={layout('stack')}>
        {settings.error ? (
          <ProblemNotice error={settings.error} onRetry={() => void settings.refetch()} />
        ) : settings.data === undefined ? (
          <Loading lines={10} />
        ) : (
          <Form key={of.id} of={of} before={settings.data} />
        )}
      </div>
      <div className={layout('stack')}>
        <ScheduleSection id={of.id} />
        {of.method === 'legacy' && <KeySection of={of} />}
        {isRole && (
          <Section title="Hand-off" aside="for an AWS administrator elsewhere">
            <HandOff id={of.id} />
          </Section>
        )}
        {of.externalId !== '' && (
          <Section title="External id" term="ExternalId">
            <p style={{ paddingTop: 10 }}>
              <span className={text('mono', 'inkMono')}>{of.externalId}</span>{' '}
              <CopyButton value={of.externalId} name="Copy the external id" />
              <br />
              <span className={text('s12', 'muted')}>
                Drawn at random, never editable. A new one means a new integration.
              </span>
            </p>
          </Section>
        )}
      </div>
    </div>
  )
}

interface Both {
  readonly connection: ConnectionDraft
  readonly settings: SettingsDraft
}
const bothOf = (settings: IntegrationSettings): Both => ({
  connection: connectionDraftOf(settings),
  settings: draftOfSettings(settings),
})

function Form(props: { readonly of: Integration; readonly before: IntegrationSettings }) {
  const { of } = props
  const client = useQueryClient()
  const form = useRef<HTMLDivElement>(null)
  const [before, setBefore] = useState(props.before)
  const [draft, setDraft] = useState<Both>(() => bothOf(props.before))
  const [asked, setAsked] = useState<ChangedSettings | undefined>()
  const change = changeOf(bothOf(before), draft)
  const changed = Object.keys(change).length > 0
  const send = useMutation({
    mutationFn: ({ dryRun }: { readonly dryRun: boolean }) =>
      call('PATCH /integrations/{integration}/settings', {
        params: { integration: of.id },
        query: { dryRun: dryRun ? 'true' : undefined },
        body: change,
      }),
    onSuccess: (answer, { dryRun }) => {
      if (dryRun && answer.narrowed.length > 0) {
        setAsked(answer)
        return
      }
      if (dryRun) {
        send.mutate({ dryRun: false })
        return
      }
      setAsked(undefined)
      setBefore(answer.settings)
      setDraft(bothOf(answer.settings))
      client.setQueryData(settingsQuery(of.id).queryKey, answer.settings)
      void client.invalidateQueries({ queryKey: integrationQuery(of.id).queryKey })
    },
  })
  // Somebody else may have changed them; what is being typed here is never taken away.
  const isTouched = useRef(changed)
  isTouched.current = changed
  useEffect(() => {
    if (isTouched.current) return
    setBefore(props.before)
    setDraft(bothOf(props.before))
  }, [props.before])
  const problem = send.error ? asProblem(send.error) : undefined
  const places = problem?.places ?? []
  const errors = Object.fromEntries([...places].reverse().map((place) => [place.path ?? '', place.message]))
  const jump = (path: string) => {
    const fields = [...(form.current?.querySelectorAll<HTMLElement>('[name]') ?? [])]
    const name = (field: HTMLElement) => field.getAttribute('name') ?? ''
    const field = fields.find((one) => name(one) === path) ?? fields.find((one) => name(one).startsWith(path))
    field?.focus()
  }
  const edit = (part: Partial<Both>) => {
    setAsked(undefined)
    if (send.isError) send.reset()
    setDraft((old) => ({ ...old, ...part }))
  }
  const connect = (part: Partial<ConnectionDraft>) => edit({ connection: { ...draft.connection, ...part } })
  const file = yamlOf(fileOfSettings(of, before))
  return (
    <div ref={form} className={layout('stack', 'tight')}>
      <ErrorSummary
        errors={places.map((place) => ({ name: place.path ?? '', message: place.message }))}
        onJump={jump}
      />
      {problem !== undefined && places.length === 0 && <ProblemNotice error={problem} />}
      <ConnectionFields of={of} draft={draft.connection} errors={errors} onChange={connect} />
      <SettingsFields
        draft={draft.settings}
        organization={of.organization}
        errors={errors}
        at=""
        onChange={(part) => edit({ settings: { ...draft.settings, ...part } })}
      />
      {asked !== undefined && (
        <div className={cx('warning')} role="alert" ref={intoView}>
          <p className={text('m')}>Less will be seen:</p>
          <ul className={cx('warnings')}>
            {asked.narrowed.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className={text('muted')}>What was read of it stays as it was, with its date.</p>
          <div className={layout('row')}>
            <Button onClick={() => setAsked(undefined)}>Do not save</Button>
            <Button look="main" acts onClick={() => send.mutate({ dryRun: false })}>
              Save, see less
            </Button>
          </div>
        </div>
      )}
      {asked === undefined && (
        <div className={cx('saveBar')}>
          <Button
            look="main"
            aria-disabled={!changed || send.isPending}
            acts
            onClick={() => changed && !send.isPending && send.mutate({ dryRun: true })}
          >
            {send.isPending ? 'Saving' : 'Save'}
          </Button>
          {changed && (
            <Button
              onClick={() => {
                send.reset()
                setDraft(bothOf(before))
              }}
            >
              Undo
            </Button>
          )}
          <span className={text('s12', 'muted')} role="status">
            {changed
              ? `${Object.keys(change).length === 1 ? 'One setting is' : `${Object.keys(change).length} settings are`} changed.`
              : send.isSuccess
                ? 'Saved. Every version is in the audit log.'
                : 'Every version is kept in the audit log.'}
          </span>
        </div>
      )}
      <Disclosure title="The same as a file" says="for bailiwick integrations apply -f aws.yaml">
        <CodeBlock name="aws.yaml" code={file.trimEnd()} />
        <div className={layout('row')}>
          <Button size="small" onClick={() => download('aws.yaml', 'application/yaml', file)}>
            <Icon name="download" size={14} />
            Download
          </Button>
        </div>
      </Disclosure>
    </div>
  )
}

function ConnectionFields(props: {
  readonly of: Integration
  readonly draft: ConnectionDraft
  readonly errors: Readonly<Partial<Record<string, string>>>
  readonly onChange: (part: Partial<ConnectionDraft>) => void
}) {
  const { draft, errors, onChange, of } = props
  const field = (name: keyof ConnectionDraft, label: string, hint: string, machine = false) => (
    <TextField
      label={label}
      hint={hint}
      name={name}
      machine={machine}
      spellCheck={false}
      value={draft[name]}
      error={errors[name]}
      onChange={(event) => onChange({ [name]: event.target.value })}
    />
  )
  const role = of.method !== 'direct'
  return (
    <fieldset className={cx('group')}>
      <legend className={text('h2')}>Connection</legend>
      <div className={cx('two')}>
        {field('name', 'Integration name', '1 to 64 letters, digits, spaces, - or _.')}
        {field('owner', 'Contact email', 'The owner of last resort.')}
      </div>
      {role && (
        <TextArea
          label="Account numbers"
          hint={
            of.organization
              ? `Empty: every account of the organization. ${listOf(draft.accounts).length} named.`
              : `${listOf(draft.accounts).length} named; separated by commas, spaces or lines.`
          }
          name="accounts"
          machine
          rows={2}
          spellCheck={false}
          value={draft.accounts}
          error={errors['accounts']}
          onChange={(event) => onChange({ accounts: event.target.value })}
        />
      )}
      <div className={cx('two')}>
        {role &&
          field('managementAccount', 'Management account number', 'For Organizations and Identity Center.', true)}
        {role && field('roleName', 'Assume role', 'As the role is called in every account.', true)}
        {role &&
          (of.organization || draft.managementAccount.trim() !== '') &&
          field('managementRoleArn', 'Management account role ARN', 'Where the role has another name there.', true)}
        {field('regions', 'Regions', 'Empty: every one enabled in each account.', true)}
        {field('homeRegion', 'Region', 'Home Region, for STS and global calls.', true)}
        {role && field('identityCenterRegion', 'SSO Region', 'Of Identity Center; empty: the check finds it.', true)}
      </div>
    </fieldset>
  )
}
