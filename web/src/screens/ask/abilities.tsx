import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { whatCanQuery } from '../../api/queries.ts'
import type { Ability, ServiceAbilities, WhatCanAnswer } from '../../api/schema.ts'
import { type AccessLevel, accessLevels } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { shortArn } from '../../parts/arn.ts'
import { Button } from '../../parts/button.tsx'
import { SearchField } from '../../parts/field.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import styles from './abilities.module.css'
import { actionsIn } from './ability-verdict.tsx'
import { Explanation } from './explanation.tsx'

const cx = classesOf(styles)

const levelNames: Readonly<Record<AccessLevel, string>> = {
  List: 'List',
  Read: 'Read',
  Write: 'Write',
  'Permissions management': 'Permis\u00adsions',
  Tagging: 'Tagging',
}

/** Where one shade of the grid ends and the next begins, in actions. */
const shades = [10, 50] as const
const shadeOf = (count: number): 'one' | 'two' | 'three' =>
  count < shades[0] ? 'one' : count < shades[1] ? 'two' : 'three'

/** Services shown before somebody asks for all. */
const shownServices = 14

/** As people say it, and so that a narrow column tells two apart: `S3`, `Glue`, `IAM`. */
const shortService = ({ name, service }: ServiceAbilities): string =>
  name === undefined ? service : (/\(([^)]+)\)$/.exec(name)?.[1] ?? name.replace(/^(?:Amazon|AWS) /, ''))

interface AbilitiesProps {
  readonly answer: WhatCanAnswer
  readonly service: string | undefined
  readonly action: string | undefined
  readonly onService: (service: string | undefined) => void
  readonly onAction: (action: string) => void
}

/** Rows services, columns access levels; a service opens its actions, an action its grounds. */
export function Abilities(props: AbilitiesProps) {
  const { answer } = props
  const [all, setAll] = useState(false)
  const granted = answer.services
    .filter((service) => actionsIn(service.levels) > 0)
    .sort((a, b) => actionsIn(b.levels) - actionsIn(a.levels))
  const chosenAt = granted.findIndex((service) => service.service === props.service)
  const shown = all || chosenAt >= shownServices ? granted : granted.slice(0, shownServices)
  const chosen = granted[chosenAt]
  if (granted.length === 0) return null
  return (
    <>
      {chosen !== undefined && <ServiceActions {...props} of={chosen} />}
      <Section
        title="Granted"
        aside={`${counted(granted.length, 'service')}, number of actions by kind of access`}
        plain
      >
        <div className={layout('scroll')}>
          <table className={cx('heat')}>
            <thead>
              <tr>
                <th scope="col">Service</th>
                {accessLevels.map((level) => (
                  <th key={level} scope="col">
                    {levelNames[level]}
                  </th>
                ))}
                <th scope="col" className={cx('total')}>
                  All
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((service) => (
                <tr key={service.service}>
                  <th scope="row">
                    <button
                      type="button"
                      className={cx('service')}
                      aria-expanded={service.service === props.service}
                      title={service.name ?? service.service}
                      onClick={() => props.onService(service.service === props.service ? undefined : service.service)}
                    >
                      {shortService(service)}
                    </button>
                  </th>
                  {accessLevels.map((level) => {
                    const count = service.levels[level] ?? 0
                    return (
                      <td key={level} className={cx(count > 0 ? shadeOf(count) : 'none')}>
                        {count > 0 ? figure(count) : '·'}
                      </td>
                    )
                  })}
                  <td className={cx('total')}>{figure(actionsIn(service.levels))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className={cx('legend')}>
          <span>
            <i className={cx('key', 'one')} />
            under {shades[0]} actions
          </span>
          <span>
            <i className={cx('key', 'two')} />
            under {shades[1]}
          </span>
          <span>
            <i className={cx('key', 'three')} />
            more
          </span>
          <span>· not granted</span>
        </p>
        {granted.length > shown.length && (
          <div style={{ paddingTop: 10 }}>
            <Button look="quiet" size="small" onClick={() => setAll(true)}>
              Show {figure(granted.length - shown.length)} more services
            </Button>
          </div>
        )}
      </Section>
    </>
  )
}

/** Where it comes from: the actions of one service, and the ruling about the chosen one. */
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
      title={`Where it comes from, ${of.name ?? of.service}`}
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
