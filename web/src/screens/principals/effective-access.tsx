import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { PrincipalDetail, WhatCanAnswer } from '../../api/schema.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { shortArn } from '../../parts/arn.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { HeatLegend, HeatMap } from '../../parts/heat-map.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Loading } from '../../parts/notice.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { heatViews, type parsePrincipal } from '../../search.ts'
import { Abilities } from '../ask/abilities.tsx'
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
} from '../ask/heat-rows.ts'
import { WhereItComesFrom } from './where-it-comes-from.tsx'

type Search = ReturnType<typeof parsePrincipal>
type View = (typeof heatViews)[number]

interface EffectiveAccessProps {
  readonly answer: WhatCanAnswer
  readonly detail: PrincipalDetail | undefined
  readonly name: string
  readonly search: Search
  readonly onSearch: (part: Search) => void
}

const viewNames: Readonly<Record<View, string>> = { service: 'Service', resource: 'Resource', table: 'Table' }

/** What it may do and what it did, by service, by resource or as a list; then which policy it comes from. */
export function EffectiveAccess(props: EffectiveAccessProps) {
  const { answer, detail, search, onSearch } = props
  const view = search.view ?? 'service'
  const tools = (
    <Segments
      label="Show by"
      value={view}
      options={heatViews.map((value) => ({ value, label: viewNames[value] }))}
      onChange={(next) => onSearch({ view: next === 'service' ? undefined : next })}
    />
  )
  return (
    <>
      {view === 'service' && (
        <Abilities
          answer={answer}
          usage={detail?.usage}
          service={search.service}
          action={search.action}
          tools={tools}
          note={<UseNote of={detail} />}
          name={props.name}
          onService={(service) => onSearch({ service, action: undefined })}
          onAction={(action) => onSearch({ action })}
        />
      )}
      {view === 'resource' &&
        (detail === undefined ? <Loading lines={8} /> : <ByResource of={detail} name={props.name} tools={tools} />)}
      {view === 'table' && <AsTable {...props} tools={tools} />}
      {detail !== undefined && <WhereItComesFrom of={detail} answer={answer} search={search} onSearch={onSearch} />}
    </>
  )
}

/** What is known of its use, and from where. */
function UseNote(props: { readonly of: PrincipalDetail | undefined }) {
  const { of } = props
  if (of === undefined) return null
  const { usage } = of
  return (
    <p className={text('s12', 'faint')} style={{ marginTop: 6, maxWidth: '86ch' }}>
      {usage.known ? (
        <>
          Last use is AWS’s own report
          {usage.askedAt !== undefined && (
            <>
              , asked <Moment at={usage.askedAt} />
            </>
          )}
          : service by service over its tracking period, and of a few actions by name. Other use is read with
          CloudTrail; not connected yet.
        </>
      ) : (
        `${usage.reason ?? 'It is not known what was used.'} Use is read with CloudTrail; not connected yet.`
      )}
    </p>
  )
}

/* ------------------------------------------------------------------ by resource */

const shownAtFirst = 20

function patternName(pattern: string): string {
  if (pattern === '*') return 'Anything'
  if (pattern === 'none') return 'Actions without a resource'
  return shortArn(pattern.replace(/^arn:[^:]*:/, ''), 34)
}

function ByResource(props: { readonly of: PrincipalDetail; readonly name: string; readonly tools: ReactNode }) {
  const { of } = props
  const [all, setAll] = useState(false)
  const shown = all ? of.resources : of.resources.slice(0, shownAtFirst)
  const total = of.resources.length + of.moreResources
  return (
    <Section
      title="Granted, by resource"
      aside={`${counted(total, 'resource')} as its policies name them`}
      plain
      more={props.tools}
    >
      <HeatMap
        label="Granted actions by resource"
        rowHead="Resource"
        columns={heatLevels.map((level) => levelNames[level])}
        rows={shown.map(({ pattern, levels }) => ({
          key: pattern,
          name: patternName(pattern),
          title: pattern === 'none' ? 'These actions take no resource' : pattern,
          cells: heatLevels.map((level) => cellOf(levels[level], level, undefined)),
        }))}
        wideNames
      />
      <HeatLegend keys={keysOf(false)} />
      <div className={layout('row')} style={{ paddingTop: 10 }}>
        {of.resources.length > shown.length && (
          <Button look="quiet" size="small" onClick={() => setAll(true)}>
            Show {figure(of.resources.length - shown.length)} more
          </Button>
        )}
        {of.moreResources > 0 && all && (
          <span className={text('faint', 's12')}>and {figure(of.moreResources)} that are not listed</span>
        )}
        <Button
          look="quiet"
          size="small"
          onClick={() =>
            download(
              `resources-of-${props.name}.csv`,
              'text/csv',
              csvOf([
                ['resource', ...heatLevels.map((level) => level.toLowerCase())],
                ...of.resources.map(({ pattern, levels }) => [
                  pattern,
                  ...heatLevels.map((level) => String(levels[level])),
                ]),
              ]),
            )
          }
        >
          <Icon name="download" size={14} />
          CSV
        </Button>
      </div>
    </Section>
  )
}

/* ------------------------------------------------------------------ as a table */

function AsTable(props: EffectiveAccessProps & { readonly tools: ReactNode }) {
  const { answer, detail } = props
  const use = serviceUses(detail?.usage)
  const services = inTellingOrder(answer.services, use)
  const [all, setAll] = useState(false)
  const shown = all ? services : services.slice(0, shownAtFirst)
  return (
    <Section title="Granted, service by service" aside={counted(services.length, 'service')} more={props.tools}>
      <div className={layout('scroll')}>
        <table className={table('table')}>
          <thead>
            <tr>
              <th scope="col">Service</th>
              {heatLevels.map((level) => (
                <th key={level} scope="col" className={table('num')}>
                  {levelNames[level]}
                </th>
              ))}
              <th scope="col" className={table('num')}>
                All
              </th>
              <th scope="col" className={table('num')}>
                Last used
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => {
              const last = use?.get(one.service)
              return (
                <tr key={one.service}>
                  <td>
                    <Link
                      className={text('m', 'ink')}
                      to="/access/principals/$"
                      params={{ _splat: answer.principal }}
                      search={{ service: one.service }}
                    >
                      {shortService(one)}
                    </Link>
                    <br />
                    <span className={text('mono')}>{one.service}</span>
                  </td>
                  {heatLevels.map((level) => (
                    <td key={level} className={table('num')}>
                      {one.levels[level] === 0 ? '·' : figure(one.levels[level])}
                    </td>
                  ))}
                  <td className={table('num')}>{figure(actionsIn(one.levels))}</td>
                  <td className={table('num')}>
                    {use === undefined ? 'not known' : last === undefined ? 'never' : <Moment at={last.at} />}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <UseNote of={detail} />
      <div className={layout('row')} style={{ paddingTop: 10 }}>
        {services.length > shown.length && (
          <Button look="quiet" size="small" onClick={() => setAll(true)}>
            Show {figure(services.length - shown.length)} more services
          </Button>
        )}
        <Button
          look="quiet"
          size="small"
          onClick={() => download(`access-of-${props.name}.csv`, 'text/csv', csvOf(csvOfServices(services, use)))}
        >
          <Icon name="download" size={14} />
          CSV
        </Button>
      </div>
    </Section>
  )
}
