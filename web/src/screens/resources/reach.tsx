import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useRef } from 'react'
import type { WhoReachesAnswer } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { drawHeatMap, HeatLegend, HeatMap } from '../../parts/heat-map.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { PictureExport } from '../../parts/picture-export.tsx'
import { ReadLine } from '../../parts/read-when.tsx'
import { counted, figure } from '../../parts/verdict.tsx'
import { Notes } from '../ask/notes.tsx'
import { kindNames, reachKeys, reachRows } from './reach-grid.ts'
import { columnNames, columns, Reachers } from './reachers.tsx'

/** Everybody who can do something here: first as a grid of kinds, then by name. */
export function Reach(props: {
  readonly answer: UseQueryResult<WhoReachesAnswer>
  readonly name: string
  /** Only this kind of principal. */
  readonly kind: string | undefined
  readonly onKind: (kind: string | undefined) => void
  /** Stands between the grid and the names. */
  readonly children: ReactNode
}) {
  const { answer, name, kind, onKind } = props
  const frame = useRef<HTMLDivElement>(null)
  if (answer.error) {
    return (
      <>
        <Section title="Who reaches it">
          <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
        </Section>
        {props.children}
      </>
    )
  }
  if (answer.data === undefined) {
    return (
      <>
        <Loading lines={8} />
        {props.children}
      </>
    )
  }
  const { principals, actions, sentence, notes, complete, readings, at } = answer.data
  const heat = {
    label: `Principals that reach ${name}, by kind`,
    rowHead: 'Principals',
    columns: columns.map((level) => columnNames[level]),
    lastHead: 'All',
    rows: reachRows(principals, columns),
  }
  const totals = new Map(heat.rows.map(({ key }) => [key, principals.filter(({ type }) => type === key).length]))
  const shown = kind === undefined ? principals : principals.filter(({ type }) => type === kind)
  return (
    <>
      <Section
        title="Who reaches it"
        aside={`${counted(principals.length, 'principal')}, of ${figure(actions)} actions`}
        plain
        more={
          principals.length > 0 && (
            <PictureExport
              name={`who-reaches-${name}`}
              title={heat.label}
              question={sentence}
              at={at}
              draw={() => drawHeatMap({ ...heat, lastOf: ({ key }) => figure(totals.get(key) ?? 0) })}
              legend={() => frame.current?.querySelector<HTMLElement>('[data-legend]') ?? null}
            />
          )
        }
      >
        <p>{sentence}</p>
        <Notes notes={notes} incomplete={!complete} />
        <ReadLine of={readings} />
        {principals.length > 0 && (
          <div ref={frame} style={{ paddingTop: 8 }}>
            <HeatMap {...heat} open={kind} onOpen={(key) => onKind(key === kind ? undefined : key)} />
            <HeatLegend keys={reachKeys} />
          </div>
        )}
      </Section>
      {props.children}
      {principals.length > 0 && (
        <Section
          title={kind === undefined ? 'Everybody' : (kindNames.get(kind) ?? kind)}
          aside={counted(shown.length, 'principal')}
          plain
          more={
            kind !== undefined && (
              <Button look="quiet" size="small" onClick={() => onKind(undefined)}>
                Show everybody
              </Button>
            )
          }
        >
          <div className={layout('close', 'stack')}>
            <Reachers key={kind ?? ''} answer={answer.data} shown={shown} />
          </div>
        </Section>
      )}
    </>
  )
}
