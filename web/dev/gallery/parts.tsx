/** One entry for each part, with every state it can be in. */
import { useState } from 'react'
import type { IntegrationState, Page, SyncState } from '../../src/api/types.ts'
import { Button, CopyButton, Segments } from '../../src/parts/button.tsx'
import { CoverageStrip, ProgressStrip } from '../../src/parts/coverage.tsx'
import { DataTable, NameCell, type ServerColumn } from '../../src/parts/data-table.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../src/parts/dialog.tsx'
import { Disclosure } from '../../src/parts/disclosure.tsx'
import { Choice, ErrorSummary, Facet, SearchField, TextArea, TextField } from '../../src/parts/field.tsx'
import { HeatMap } from '../../src/parts/heat-map.tsx'
import { HistoryLegend, HistorySlider } from '../../src/parts/history-slider.tsx'
import { Icon, type IconName } from '../../src/parts/icon.tsx'
import { AccountId, Arn } from '../../src/parts/identifiers.tsx'
import { LayerLadder } from '../../src/parts/layer-ladder.tsx'
import { Decision, IntegrationStateMark, Ring, Severity, SyncStateMark } from '../../src/parts/marks.tsx'
import { Moment } from '../../src/parts/moment.tsx'
import { Empty, FailedAct, Loading, ProblemNotice } from '../../src/parts/notice.tsx'
import { ObjectHead } from '../../src/parts/object-head.tsx'
import { PictureExport } from '../../src/parts/picture-export.tsx'
import { Prose } from '../../src/parts/prose.tsx'
import { Statement } from '../../src/parts/statement.tsx'
import { Term } from '../../src/parts/term.tsx'
import { text } from '../../src/parts/text.ts'
import { TrendLine } from '../../src/parts/trend-line.tsx'
import { Bold, Verdict } from '../../src/parts/verdict.tsx'
import { States, Swatch } from './frame.tsx'
import { accounts, ambiguous, heat, history, offline, policy, refused, steps } from './samples.tsx'

interface Shown {
  readonly name: string
  readonly Show: (props: { readonly theme: 'light' | 'dark' }) => React.ReactNode
}

const grounds = ['bg', 'surface', 'sunk', 'raised', 'hover', 'line', 'line-2', 'control']
const tones = ['allowed', 'conditional', 'denied', 'implicit', 'unknown'] as const
const heats = [0, 1, 2, 3, 4, 5].map((step) => `heat-${step}`)
const categories = [1, 2, 3, 4, 5, 6].map((step) => `cat-${step}`)

const integrationStates: readonly IntegrationState[] = [
  'draft',
  'awaiting_trust',
  'verifying',
  'fetching',
  'active',
  'degraded',
  'error',
  'paused',
]
const syncStates: readonly SyncState[] = ['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']
const kinds: readonly IconName[] = [
  'person',
  'people',
  'role',
  'set',
  'audit',
  'account',
  'bucket',
  'key',
  'function',
  'workload',
]

export const parts: readonly Shown[] = [
  {
    name: 'Colours',
    Show: () => (
      <>
        <States>{[...grounds, 'ink', 'ink-2', 'ink-3', 'brand', 'brand-soft'].map(swatch)}</States>
        <States>{tones.flatMap((tone) => [tone, `${tone}-soft`, `${tone}-line`]).map(swatch)}</States>
        <States>{[...heats, ...categories].map(swatch)}</States>
      </>
    ),
  },
  {
    name: 'Verdict',
    Show: () => (
      <>
        <Verdict as="p" size="big">
          Sam can administer <Bold>prod-payments</Bold> until <Bold>14:30</Bold>.
        </Verdict>
        <Verdict as="p">
          <Bold>Nine</Bold> principals can read objects in this bucket, and <Bold>two</Bold> more under a condition.
        </Verdict>
        <Verdict as="p" size="small">
          Mateo can read every object, because DataEngineer allows <Bold>larkfield-lake-*</Bold>.
        </Verdict>
      </>
    ),
  },
  {
    name: 'Text',
    Show: () => (
      <>
        <p>
          Base, <span className={text('muted')}>muted</span>, <span className={text('faint')}>faint</span>,{' '}
          <b className={text('m')}>name</b>, <span className={text('mono')}>s3:GetObject</span>,{' '}
          <span className={text('tag')}>tag</span>, <span className={text('tag', 'unknownTag')}>unknown</span>
        </p>
        <p>
          <Prose>The role arn:aws:iam::777788889999:role/service/lake/etl-nightly is gone.</Prose>
        </p>
      </>
    ),
  },
  {
    name: 'Decision, severity, state',
    Show: () => (
      <>
        <States>
          {tones.map((tone) => (
            <Decision key={tone} tone={tone} />
          ))}
          <Decision tone="conditional">allowed if the connection is encrypted</Decision>
        </States>
        <States>
          {(['critical', 'high', 'medium', 'low'] as const).map((level) => (
            <Severity key={level} level={level} />
          ))}
        </States>
        <States>
          {integrationStates.map((state) => (
            <IntegrationStateMark key={state} state={state} />
          ))}
        </States>
        <States>
          {syncStates.map((state) => (
            <SyncStateMark key={state} state={state} />
          ))}
          <Ring label="A probe is running" />
        </States>
      </>
    ),
  },
  {
    name: 'Icons',
    Show: () => (
      <States>
        {kinds.map((name) => (
          <span key={name}>
            <Icon name={name} /> {name}
          </span>
        ))}
      </States>
    ),
  },
  { name: 'Buttons', Show: Buttons },
  { name: 'Fields', Show: Fields },
  {
    name: 'Identifiers',
    Show: () => (
      <>
        <Arn value="arn:aws:iam::777788889999:role/service/lake/etl-nightly" copy />
        <Arn
          value="arn:aws:iam::777788889999:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_DataEngineer_0123456789abcdef"
          room={52}
          copy
        />
        <AccountId value="777788889999" />
        <span>
          <Moment at={new Date(Date.now() - 240_000).toISOString()} /> · <Moment at="2026-05-03T09:00:00.000Z" />
        </span>
      </>
    ),
  },
  {
    name: 'Term',
    Show: () => (
      <p>
        A <Term of="permission set" /> becomes a <Term of="role" /> wherever it is assigned; an <Term of="SCP" /> still
        limits it.
      </p>
    ),
  },
  {
    name: 'Head of an object',
    Show: () => (
      <ObjectHead
        icon="role"
        name="etl-nightly"
        tag="IAM role"
        account="777788889999"
        accountName="data-lake"
        arn="arn:aws:iam::777788889999:role/service/lake/etl-nightly"
      >
        <Verdict>
          <Bold>etl-nightly</Bold> can read and write 14 buckets.
        </Verdict>
      </ObjectHead>
    ),
  },
  {
    name: 'Problems',
    Show: () => (
      <>
        <ProblemNotice error={refused} />
        <ProblemNotice error={ambiguous} onRetry={() => undefined} />
        <ProblemNotice error={offline} onRetry={() => undefined} />
        <ProblemNotice error={new TypeError('Failed to fetch dynamically imported module: /assets/ask.js')} />
        <FailedAct of={{ error: offline, variables: undefined, mutate: () => undefined }} />
      </>
    ),
  },
  {
    name: 'Nothing there, on its way',
    Show: () => (
      <>
        <Empty
          example="“Mateo can act in eleven accounts through DataEngineer.”"
          command="npx bailiwick import account-dump.json"
          action={<Button look="main">Connect AWS</Button>}
        >
          <p>Here stand all users, roles and permission sets once something has been read.</p>
        </Empty>
        <Loading lines={4} />
        <Loading lines={4} says="312 of 344 probes, 9 s left" />
      </>
    ),
  },
  {
    name: 'Policy, decision trace',
    Show: () => (
      <>
        <Statement name="LakeRead" aside="managed policy" document={policy} whole />
        <LayerLadder steps={steps} onChoose={() => undefined} />
      </>
    ),
  },
  {
    name: 'Coverage',
    Show: () => (
      <>
        <CoverageStrip accounts={accounts} />
        <CoverageStrip accounts={accounts} tall />
        <ProgressStrip done={12} total={41} label="12 of 41 accounts" />
      </>
    ),
  },
  { name: 'Table', Show: Tables },
  { name: 'Dialog', Show: Dialogs },
  {
    name: 'Disclosure',
    Show: () => (
      <>
        <Disclosure title="Closed" says="few need it">
          <p>Inside.</p>
        </Disclosure>
        <Disclosure title="Open" open>
          <p>Inside.</p>
        </Disclosure>
      </>
    ),
  },
  {
    name: 'Granted and used',
    Show: () => (
      <HeatMap
        label="Use by service"
        rowHead="Service"
        columns={['Read', 'Write', 'Permissions']}
        lastHead="Last used"
        rows={heat}
      />
    ),
  },
  {
    name: 'Trend, history',
    Show: () => (
      <>
        <TrendLine values={[14, 14, 16, 15, 12, 12, 11]} label="Administrators, from 14 to 11" />
        <HistorySlider {...history} valueName="administrators" onMove={() => undefined} />
        <HistoryLegend valueName="administrators" compared />
      </>
    ),
  },
  { name: 'Picture as a file', Show: Export },
]

function swatch(token: string) {
  return <Swatch key={token} token={token} />
}

function Buttons() {
  const [view, setView] = useState('picture')
  return (
    <>
      <States>
        <Button look="main">Decide</Button>
        <Button>Open</Button>
        <Button look="quiet">Cancel</Button>
        <Button look="bad">Revoke now, end sessions</Button>
        <Button disabled>Not now</Button>
        <Button look="main" size="large">
          Approve
        </Button>
        <Button size="small">Small</Button>
        <Button look="quiet" square aria-label="Close">
          <Icon name="x" />
        </Button>
      </States>
      <States>
        <Segments
          label="Show as"
          value={view}
          options={[
            { value: 'picture', label: 'Picture' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={setView}
        />
        <CopyButton value="copied" label="Copy link" name="Copy the address" />
      </States>
    </>
  )
}

function Fields() {
  const [typed, setTyped] = useState('')
  const [on, setOn] = useState(true)
  return (
    <>
      <ErrorSummary errors={[{ name: 'account', message: 'Account: 12 digits are needed' }]} onJump={() => undefined} />
      <TextField label="Name" hint="As people will call it." defaultValue="Larkfield" />
      <TextField label="Account" machine error="12 digits are needed" defaultValue="1234" />
      <TextField label="Note" optional disabled />
      <TextArea label="Policy" machine defaultValue="{}" />
      <Choice kind="checkbox" name="a" title="Read resources too" checked={on} onChange={setOn}>
        Buckets, keys, functions and their policies.
      </Choice>
      <Choice kind="radio" name="b" title="Not possible" disabled checked={false} onChange={() => undefined} />
      <States>
        <SearchField label="Search" placeholder="Name, ARN" value={typed} onChange={setTyped} />
        <Facet
          label="Account"
          any="Any account"
          value=""
          options={[{ value: '1', label: 'data-lake', count: 1_204 }]}
          onChange={() => undefined}
        />
      </States>
    </>
  )
}

interface Row {
  readonly name: string
  readonly account: string
  readonly used: number
}
const rows: readonly Row[] = [
  { name: 'etl-nightly', account: 'data-lake', used: 12 },
  { name: 'report-reader', account: 'analytics', used: 3 },
]
const columns: ServerColumn<Row>[] = [
  {
    id: 'name',
    header: 'Principal',
    meta: { term: 'principal' },
    cell: ({ row: { original } }) => (
      <NameCell icon="role" name={<b className={text('m')}>{original.name}</b>} below={original.account} />
    ),
  },
  { id: 'account', header: 'Account', meta: { optional: true }, cell: ({ row: { original } }) => original.account },
  {
    id: 'used',
    accessorKey: 'used',
    header: 'Used',
    meta: { numeric: true },
    cell: ({ row: { original } }) => original.used,
  },
]

function Tables(props: { readonly theme: string }) {
  const page: Page<Row> = { items: rows, total: 18_204, page: 2, pageSize: 50 }
  const states: readonly (readonly [string, Page<Row> | undefined, unknown, boolean])[] = [
    ['Full', page, null, false],
    ['Of the question before', page, null, true],
    ['Empty', { ...page, items: [], total: 0 }, null, false],
    ['On its way', undefined, null, false],
    ['Failed', undefined, offline, false],
  ]
  return states.map(([name, data, error, isPlaceholderData]) => (
    <div key={name}>
      <p className={text('faint', 's12')}>{name}</p>
      <DataTable
        label={`Gallery ${props.theme} ${name}`}
        columns={columns}
        rowKey={(row) => row.name}
        answer={{ data, error, isPlaceholderData, refetch: () => undefined }}
        sort="-used"
        onSort={() => undefined}
        onPage={() => undefined}
        onPageSize={() => undefined}
        search=""
        searchPlaceholder="Name, ARN"
        onSearch={() => undefined}
        facets={[]}
        csv="#"
        onOpen={() => undefined}
        empty={
          <Empty example="Nobody fits.">
            <p>All of them were looked at.</p>
          </Empty>
        }
      />
    </div>
  ))
}

function Dialogs() {
  const [open, setOpen] = useState(false)
  return (
    <States>
      <Button onClick={() => setOpen(true)}>Delete…</Button>
      {open && (
        <Dialog title="Delete Larkfield" onClose={() => setOpen(false)}>
          <DialogBody>
            <Verdict as="p" size="small">
              Answers about 41 accounts become unknown.
            </Verdict>
          </DialogBody>
          <DialogFoot says="Nothing in AWS changes.">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button look="bad">Delete, keep history</Button>
          </DialogFoot>
        </Dialog>
      )}
    </States>
  )
}

function Export() {
  const [drawn, setDrawn] = useState<SVGSVGElement | null>(null)
  return (
    <States>
      <svg ref={setDrawn} viewBox="0 0 160 40" width="160" height="40" aria-label="A path">
        <path d="M0 20h160" stroke="var(--bw-brand)" strokeWidth="2.25" />
        <circle cx="80" cy="20" r="9" fill="var(--bw-surface)" stroke="var(--bw-control)" />
      </svg>
      <PictureExport name="gallery" title="A path" question="How does a reach b?" at={history.at} draw={() => drawn} />
    </States>
  )
}
