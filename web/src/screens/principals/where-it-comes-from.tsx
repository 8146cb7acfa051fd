import { Link } from '@tanstack/react-router'
import type { HeldPolicy, PrincipalDetail, ServiceUsage, WhatCanAnswer } from '../../api/schema.ts'
import { csvOf } from '../../csv.ts'
import { layout, Section } from '../../parts/layout.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import type { PlainChange, parsePrincipal } from '../../search.ts'
import { shortService } from '../ask/heat-rows.ts'
import { ColumnsSection } from '../identities/columns-section.tsx'
import { lossWords, policyKindWords } from './policy-words.ts'
import { sourceColumns, sourcesOf } from './source-columns.ts'

type Search = ReturnType<typeof parsePrincipal>

/** Which policy grants how much, and what would go with it. */
export function WhereItComesFrom(props: {
  readonly of: PrincipalDetail
  readonly answer: WhatCanAnswer
  readonly search: Search
  readonly onSearch: (part: Search) => void
}) {
  const { of, search, onSearch } = props
  const names = new Map(props.answer.services.map((one) => [one.service, shortService(one)]))
  const granting = of.policies.filter(({ bears }) => bears === 'grants')
  if (granting.length === 0)
    return (
      <Section title="Where it comes from">
        <p className={text('muted')} style={{ paddingTop: 12 }}>
          {of.type === 'root'
            ? 'A root user needs no policy: it may do everything that no SCP forbids.'
            : 'No policy grants it anything; what it may do comes from policies on resources.'}
        </p>
      </Section>
    )
  const nameOf = (service: string): string => names.get(service) ?? service
  return (
    <div>
      <ColumnsSection
        title="Where it comes from"
        plans={sourceColumns}
        graph={sourcesOf(of, granting, nameOf)}
        gap={38}
        danger=""
        csv={{ name: `policies-of-${of.name}`, content: () => csvOf(csvRows(granting)) }}
        about={{ sentence: `Where does the access of ${of.name} come from?`, at: of.at }}
        table={<Policies of={of} granting={granting} names={names} />}
        search={{ view: search.source, node: search.node }}
        onSearch={(change) =>
          onSearch({
            ...('view' in change && { source: change.view === 'table' ? 'table' : undefined }),
            ...('node' in change && { node: change.node }),
          })
        }
      />
      <p className={text('s12', 'faint')} style={{ marginTop: 8 }}>
        Actions within its boundary and SCPs; “alone” are those that no other policy grants.
      </p>
    </div>
  )
}

function Policies(props: {
  readonly of: PrincipalDetail
  readonly granting: readonly HeldPolicy[]
  readonly names: ReadonlyMap<string, string>
}) {
  return (
    <div className={layout('scroll')}>
      <table className={table('table')}>
        <thead>
          <tr>
            <th scope="col">Policy</th>
            <th scope="col" className={table('optional')}>
              Kind
            </th>
            <th scope="col" className={table('num')}>
              Grants
            </th>
            <th scope="col" className={table('num', 'optional')}>
              Alone
            </th>
            <th scope="col" className={table('indent')}>
              If it were removed
            </th>
          </tr>
        </thead>
        <tbody>
          {props.granting.map((policy, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one policy may come twice, by itself and through a group
            <Row key={`${policy.ref} ${at}`} policy={policy} usage={props.of.usage} names={props.names} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row(props: {
  readonly policy: HeldPolicy
  readonly usage: ServiceUsage
  readonly names: ReadonlyMap<string, string>
}) {
  const { policy } = props
  const { share } = policy
  return (
    <tr>
      <td>
        <Link className={text('m', 'ink', 'breakable')} to="/access/policies/$ref" params={{ ref: policy.ref }}>
          {policy.name}
        </Link>
        {policy.group !== undefined && <div className={text('faint', 's12')}>through group {policy.group}</div>}
      </td>
      <td className={table('optional')}>
        <span className={text('muted')}>{policyKindWords[policy.kind]}</span>
      </td>
      <td className={table('num')}>
        {share === undefined ? <span className={text('tag', 'unknownTag')}>not read</span> : figure(share.actions)}
      </td>
      <td className={table('num', 'optional')}>{share === undefined ? '' : figure(share.lost)}</td>
      <td className={table('indent')}>
        <p>
          {share !== undefined && (
            <>{lossWords(share, props.usage, (service) => props.names.get(service) ?? service)} </>
          )}
          <TryIt policy={policy} />
        </p>
      </td>
    </tr>
  )
}

/** The change as the what-if screen takes it from an address. */
export function TryIt(props: { readonly policy: HeldPolicy }) {
  const change = plainChange(props.policy)
  if (change === undefined) return null
  return (
    <Link className={text('nowrap')} to="/access/ask" search={{ ask: 'what-if', change }}>
      Try it
    </Link>
  )
}

function plainChange({ removal }: HeldPolicy): PlainChange | undefined {
  switch (removal?.op) {
    case 'detach-policy':
      return { op: removal.op, policy: removal.policy, from: removal.from }
    case 'delete-inline-policy':
      return { op: removal.op, name: removal.name, on: removal.on }
    case 'remove-boundary':
      return { op: removal.op, on: removal.on }
    default:
      return undefined
  }
}

const csvRows = (policies: readonly HeldPolicy[]): readonly (readonly string[])[] => [
  ['policy', 'kind', 'arn', 'through group', 'grants', 'alone', 'gained without it', 'services lost'],
  ...policies.map(({ name, kind, arn = '', group = '', share }) => [
    name,
    kind,
    arn,
    group,
    share === undefined ? '' : String(share.actions),
    share === undefined ? '' : String(share.lost),
    share === undefined ? '' : String(share.gained),
    share?.lostServices.join(' ') ?? '',
  ]),
]
