import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { whatCanQuery } from '../../api/queries.ts'
import type { Ability, ServiceAbilities, ServiceUsage, WhatCanAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { shortArn } from '../../parts/arn.ts'
import { Button } from '../../parts/button.tsx'
import { SearchField } from '../../parts/field.tsx'
import { drawHeatMap, HeatLegend, HeatMap, type HeatRow } from '../../parts/heat-map.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Moment, shortMoment } from '../../parts/moment.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { PictureExport } from '../../parts/picture-export.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import styles from './abilities.module.css'
import { Explanation } from './explanation.tsx'
import {
  actionsIn,
  cellOf,
  csvOfServices,
  heatLevels,
  inTellingOrder,
  keysOf,
  levelNames,
  serviceUses,
  shortService,
  summed,
} from './heat-rows.ts'
import { shortName } from './names.ts'

const cx = classesOf(styles)

/** Services shown before somebody asks for all. */
const shownServices = 14

interface AbilitiesProps {
  readonly answer: WhatCanAnswer
  /** What was used of it, where somebody knows. */
  readonly usage?: ServiceUsage | undefined
  readonly service: string | undefined
  readonly action: string | undefined
  /** Beside the title, and below the grid. */
  readonly tools?: ReactNode
  readonly note?: ReactNode
  /** Who it is, for files. */
  readonly name?: string
  readonly onService: (service: string | undefined) => void
  readonly onAction: (action: string) => void
}

/** Rows services, columns access levels; a service opens its actions, an action its grounds. */
export function Abilities(props: AbilitiesProps) {
  const { answer, usage } = props
  const use = useMemo(() => serviceUses(usage), [usage])
  const granted = useMemo(() => inTellingOrder(answer.services, use), [answer.services, use])
  const [all, setAll] = useState(false)
  const [filter, setFilter] = useState('')
  const frame = useRef<HTMLDivElement>(null)
  if (granted.length === 0) return null
  const wanted = filter.trim().toLowerCase()
  const fitting = granted.filter(({ service, name = '' }) => `${service} ${name}`.toLowerCase().includes(wanted))
  const chosen = granted.find(({ service }) => service === props.service)
  const isWhole = all || fitting.length <= shownServices + 1 || fitting.indexOf(chosen ?? never) >= shownServices
  const shown = isWhole ? fitting : fitting.slice(0, shownServices)
  const rest = fitting.slice(shown.length)
  const rows = [...shown.map((one) => rowOf(one, use)), ...(rest.length > 0 ? [restRow(rest, use)] : [])]
  const heat = {
    label: use === undefined ? 'Granted actions' : 'Granted and used actions',
    rowHead: 'Service',
    columns: heatLevels.map((level) => levelNames[level]),
    ...(use !== undefined && { lastHead: 'Last used' }),
    rows,
  }
  const file = `access-of-${props.name ?? shortName(answer.principal)}`
  return (
    <>
      <Section
        title={use === undefined ? 'Granted' : 'Granted and used'}
        aside={`${counted(granted.length, 'service')}, number of actions by kind of access`}
        plain
        more={props.tools}
      >
        {granted.length > shownServices && (
          <div style={{ paddingBottom: 4 }}>
            <SearchField label="Filter the services" placeholder="Service" value={filter} onChange={setFilter} />
          </div>
        )}
        <div ref={frame}>
          <HeatMap
            {...heat}
            open={props.service}
            onOpen={(key) => {
              if (key === restKey) setAll(true)
              else props.onService(key === props.service ? undefined : key)
            }}
          />
          <HeatLegend keys={keysOf(use !== undefined)} />
        </div>
        {props.note}
        {fitting.length === 0 && <p className={text('muted')}>No service fits “{filter}”.</p>}
        <div className={cx('foot')}>
          <Button
            look="quiet"
            size="small"
            onClick={() => download(`${file}.csv`, 'text/csv', csvOf(csvOfServices(granted, use)))}
          >
            <Icon name="download" size={14} />
            CSV
          </Button>
          <PictureExport
            name={file}
            title={heat.label}
            question={`What may ${props.name ?? shortName(answer.principal)} do?`}
            at={answer.at}
            draw={() => drawHeatMap({ ...heat, ...(use !== undefined && { lastOf: (row) => lastText(row.key, use) }) })}
            legend={() => frame.current?.querySelector<HTMLElement>('[data-legend]') ?? null}
          />
        </div>
      </Section>
      {chosen !== undefined && <ServiceActions {...props} of={chosen} />}
    </>
  )
}

/** Stands for "none chosen" where a place is looked up. */
const never: ServiceAbilities = { service: '', levels: summed([]) }
const restKey = 'rest'

type Use = ReturnType<typeof serviceUses>

function rowOf(one: ServiceAbilities, use: Use): HeatRow {
  const own = use === undefined ? undefined : (use.get(one.service) ?? null)
  return {
    key: one.service,
    name: shortService(one),
    title: one.name ?? one.service,
    cells: heatLevels.map((level) => cellOf(one.levels[level], level, own)),
    last: own === undefined ? undefined : own === null ? 'never' : <Moment at={own.at} />,
  }
}

/** Used services come first, so of the rest all or none is idle. */
function restRow(rest: readonly ServiceAbilities[], use: Use): HeatRow {
  const sum = summed(rest)
  const isIdle = use !== undefined && rest.every(({ service }) => !use.has(service))
  return {
    key: restKey,
    name: `${figure(rest.length)} more`,
    title: 'Show them',
    cells: heatLevels.map((level) => cellOf(sum[level], level, isIdle ? null : undefined)),
    last: isIdle ? 'never' : undefined,
  }
}

const lastText = (service: string, use: NonNullable<Use>): string => {
  const at = use.get(service)?.at
  return at === undefined ? 'never' : shortMoment(at)
}

/** The actions of one service, and the ruling about the chosen one. */
function ServiceActions(props: AbilitiesProps & { readonly of: ServiceAbilities }) {
  const { answer, of } = props
  const detail = useQuery(whatCanQuery({ principal: answer.principal, service: of.service }))
  const [filter, setFilter] = useState('')
  const actions = detail.data?.services.find((service) => service.service === of.service)?.actions ?? []
  const wanted = filter.toLowerCase()
  const shown = actions.filter((ability) => ability.action.toLowerCase().includes(wanted))
  const chosen = actions.find((ability) => ability.action === props.action) ?? actions[0]
  return (
    <Section
      title={`What it may do in ${shortService(of)}`}
      aside={counted(actionsIn(of.levels), 'action')}
      more={
        <>
          <SearchField label="Filter the actions" placeholder="Filter" value={filter} onChange={setFilter} />
          <Button look="quiet" size="small" onClick={() => props.onService(undefined)}>
            Close
          </Button>
        </>
      }
    >
      {detail.error && <ProblemNotice error={detail.error} onRetry={() => void detail.refetch()} />}
      {detail.isPending && (
        <div style={{ paddingTop: 16 }}>
          <Loading lines={8} />
        </div>
      )}
      {detail.data !== undefined && (
        <div className={cx('actions')}>
          <div className={cx('actionList')}>
            {shown.map((ability) => (
              <AbilityRow
                key={ability.action}
                ability={ability}
                chosen={ability.action === chosen?.action}
                onChoose={() => props.onAction(ability.action)}
              />
            ))}
            {shown.length === 0 && (
              <p className={text('muted')} style={{ padding: '10px 0' }}>
                No action fits “{filter}”.
              </p>
            )}
          </div>
          {chosen && (
            <Explanation
              question={{ principal: answer.principal, action: chosen.action, resource: chosen.resources[0] ?? '*' }}
            />
          )}
        </div>
      )}
    </Section>
  )
}

function AbilityRow(props: { readonly ability: Ability; readonly chosen: boolean; readonly onChoose: () => void }) {
  const { ability } = props
  const [first = '*', ...more] = ability.resources
  return (
    <button type="button" className={cx('ability')} aria-pressed={props.chosen} onClick={props.onChoose}>
      <Decision tone={ability.decision === 'Allowed' ? 'allowed' : 'conditional'} bare />
      <span>
        <span className={text('mono', 'inkMono')}>{ability.action}</span>
        <br />
        <span className={text('s12', 'faint', 'breakable')} title={ability.resources.join('\n')}>
          {first === '*' ? 'on anything' : shortArn(first, 46)}
          {more.length > 0 && `, ${figure(more.length)} more`}
        </span>
      </span>
    </button>
  )
}
