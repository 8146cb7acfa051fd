import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { asProblem } from '../../../api/problem.ts'
import type { DiffAnswer, Policy } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Button, CopyButton } from '../../../parts/button.tsx'
import { layout } from '../../../parts/layout.tsx'
import { clockTime } from '../../../parts/moment.tsx'
import { Empty, Loading, ProblemNotice } from '../../../parts/notice.tsx'
import { text } from '../../../parts/text.ts'
import { counted, Emphasized, Verdict } from '../../../parts/verdict.tsx'
import type { AskSearch } from '../../../search.ts'
import ask from '../ask.module.css'
import { Gaps } from '../gaps.tsx'
import { shortName } from '../names.ts'
import { Notes } from '../notes.tsx'
import { AddChange } from './add-change.tsx'
import { type ChangeForm, changeForms } from './change-forms.ts'
import { ChangeLine } from './change-line.tsx'
import { DocumentEditor } from './document-editor.tsx'
import { changeFile, changesOf, type DraftChange, lintTypeOf, nextId, originalText, replaced } from './draft.ts'
import { type LiveAnswer, useLiveAnswer } from './live-answer.ts'
import { Outcome } from './outcome.tsx'
import { useDraft } from './use-draft.ts'
import styles from './what-if.module.css'

const cx = classesOf(styles)
const own = classesOf(ask)
const route = getRouteApi('/console/access/ask')

/** Rows of an answer when somebody wants all that the server gives. */
const mostRows = 5_000

/** What people try most. */
const begin = changeForms.filter(
  (form) => form.op === 'edit-policy' || form.op === 'detach-policy' || form.op === 'remove-from-group',
)

type Document = Extract<DraftChange, { kind: 'edit' | 'inline' }>
const isDocument = (one: DraftChange): one is Document => one.kind !== 'plain'

export function WhatIf(props: { readonly search: AskSearch }) {
  const { search } = props
  const navigate = route.useNavigate()
  const onTaken = useCallback(
    () =>
      void navigate({
        search: ({ edit, statement }) => ({ ask: 'what-if', edit, statement }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  const { draft, policies, problems, change } = useDraft(search, onTaken)
  const [opened, setOpened] = useState<string | undefined>()
  const [limit, setLimit] = useState<number | undefined>()
  const { changes, broken } = changesOf(draft, policies)
  const live = useLiveAnswer(changes, limit, broken.length > 0)
  const documents = draft.filter(isDocument)
  const open =
    documents.find((one) => one.id === opened) ??
    documents.find((one) => one.kind === 'edit' && one.ref === search.edit) ??
    documents.at(-1)

  const remove = (one: DraftChange) => {
    if (one.kind === 'edit' && one.ref === search.edit)
      void navigate({ search: { ask: 'what-if' }, replace: true, resetScroll: false })
    change((before) => before.filter(({ id }) => id !== one.id))
  }
  const add = (form: ChangeForm) =>
    change((before) => [...before, { id: nextId(before), kind: 'plain', change: { op: form.op, ...form.fixed } }])
  return (
    <>
      <div className={cx('changes')}>
        {draft.map((one, at) => (
          <ChangeLine
            key={one.id}
            one={one}
            lead={at === 0 ? 'What if' : 'and'}
            policy={one.kind === 'edit' ? policies.get(one.ref) : undefined}
            isOpen={one.id === open?.id}
            onOpen={() => setOpened(one.id)}
            onChange={(next) => {
              change((before) => replaced(before, one.id, next))
              if (isDocument(next)) setOpened(next.id)
            }}
            onRemove={() => remove(one)}
          />
        ))}
        <div className={cx('change')}>
          <span className={cx('lead')}>{draft.length === 0 ? 'What if' : 'and'}</span>
          <AddChange onAdd={add} />
        </div>
      </div>
      {draft.length === 0 ? (
        <Empty
          as="h1"
          example="Change a policy here, and see who gains and who loses before anybody touches AWS."
          command="npx bailiwick what-if CHANGE.json"
          action={
            <div className={layout('row')}>
              {begin.map((form) => (
                <Button key={form.name} look={form.op === 'edit-policy' ? 'main' : 'plain'} onClick={() => add(form)}>
                  {form.name}
                </Button>
              ))}
            </div>
          }
        >
          <p>
            “If AppDeploy is detached from release-bot, it loses 41 actions of Lambda and nobody gains.” Several changes
            are tried together, in their order. The same file works on the command line.
          </p>
        </Empty>
      ) : (
        <>
          <Ruling live={live} isAsked={changes.length > 0} broken={broken.length} file={changeFile(changes)} />
          <div className={cx('work', open === undefined && 'alone')}>
            {open !== undefined && (
              <OpenDocument
                key={open.id}
                one={open}
                policy={open.kind === 'edit' ? policies.get(open.ref) : undefined}
                problem={open.kind === 'edit' ? problems.get(open.ref) : undefined}
                statement={open.kind === 'edit' && open.ref === search.edit ? search.statement : undefined}
                onChange={(next) => change((before) => replaced(before, open.id, next))}
              />
            )}
            <div className={`${layout('stack')} ${live.isStale ? cx('stale') : ''}`}>
              {live.answer !== undefined && (
                <Outcome
                  answer={live.answer}
                  onMore={live.answer.more > 0 && limit === undefined ? () => setLimit(mostRows) : undefined}
                />
              )}
            </div>
          </div>
        </>
      )}
    </>
  )
}

const namesIn = (answer: DiffAnswer): readonly string[] => [
  ...new Set(answer.changes.map((change) => change.principal.name)),
]

/** The sentence first; what is wrong with the changes stands beside it and never in its place. */
function Ruling(props: {
  readonly live: LiveAnswer
  readonly isAsked: boolean
  readonly broken: number
  readonly file: string
}) {
  const { live, isAsked } = props
  const { answer } = live
  return (
    <div className={own('answer')}>
      {answer !== undefined ? (
        <Verdict live>
          <Emphasized sentence={answer.sentence} names={namesIn(answer)} />
        </Verdict>
      ) : isAsked && live.error === undefined ? (
        <Loading lines={2} says="Asking who gains and who loses" />
      ) : (
        <Verdict>Nothing is changed yet.</Verdict>
      )}
      {live.error !== undefined && <ProblemNotice error={live.error} onRetry={live.refetch} />}
      {answer !== undefined && (
        <>
          <Notes notes={answer.notes} />
          <Gaps gaps={answer.gaps} says="There may be more" />
        </>
      )}
      <div className={layout('row')}>
        <p className={text('s12', 'faint')} aria-live="polite">
          {stateWords(props)}
        </p>
        <span className={layout('push')} />
        {isAsked && (
          <CopyButton value={props.file} label="Copy as CHANGE.json" name="Copy the changes for bailiwick what-if" />
        )}
      </div>
    </div>
  )
}

function stateWords(props: { readonly live: LiveAnswer; readonly isAsked: boolean; readonly broken: number }): string {
  const { answer, isStale } = props.live
  if (props.broken > 0)
    return answer === undefined
      ? 'The document is not JSON yet; it is asked about as soon as it is.'
      : 'The document is not JSON at the moment; what stands here is for the text before.'
  if (!props.isAsked) return 'Choose what is missing, or edit the document.'
  if (answer === undefined) return ''
  if (isStale) return 'Asking again; what stands here is for the changes before.'
  const looked = answer.examined === 0 ? 'It bears on nobody' : `${counted(answer.examined, 'principal')} looked at`
  return `${looked}, snapshot of ${clockTime(answer.from.at)}. Nothing was changed in AWS.`
}

const kindWords: Readonly<Record<Policy['kind'], string>> = {
  'aws-managed': 'AWS managed policy',
  'customer-managed': 'managed policy',
  inline: 'inline policy',
  'group-inline': 'inline policy of a group',
  trust: 'trust policy',
  resource: 'resource policy',
  'service-control': 'SCP',
  'resource-control': 'RCP',
}

function OpenDocument(props: {
  readonly one: Document
  readonly policy: Policy | undefined
  readonly problem: unknown
  readonly statement: number | undefined
  readonly onChange: (next: Document) => void
}) {
  const { one, policy, problem } = props
  if (one.kind === 'inline') {
    return (
      <DocumentEditor
        name={one.name}
        aside={`new inline policy of ${shortName(one.on)}`}
        type="identity"
        text={one.text}
        statement={undefined}
        isChanged
        onReset={undefined}
        onChange={(next) => props.onChange({ ...one, text: next })}
      />
    )
  }
  if (problem !== undefined) return <Unreadable problem={problem} />
  if (policy === undefined || one.removal !== undefined) return <Loading lines={12} />
  const original = originalText(policy)
  const { text: _, ...untouched } = one
  return (
    <DocumentEditor
      name={policy.name}
      aside={kindWords[policy.kind]}
      type={lintTypeOf(policy)}
      text={one.text ?? original}
      statement={props.statement}
      isChanged={one.text !== undefined}
      note={
        policy.kind === 'aws-managed'
          ? 'AWS owns this policy. Here it can be tried; in AWS, attach a copy of it instead.'
          : undefined
      }
      onReset={() => props.onChange(untouched)}
      onChange={(next) => props.onChange(next === original ? untouched : { ...one, text: next })}
    />
  )
}

function Unreadable(props: { readonly problem: unknown }) {
  return (
    <p className={text('muted')}>
      {asProblem(props.problem).message} <Link to="/integrations">See what was read</Link>
    </p>
  )
}
