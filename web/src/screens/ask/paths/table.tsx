import { Fragment, useState } from 'react'
import type { AccessPath } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Icon } from '../../../parts/icon.tsx'
import { layout } from '../../../parts/layout.tsx'
import { Decision } from '../../../parts/marks.tsx'
import { table } from '../../../parts/table.ts'
import { Term } from '../../../parts/term.tsx'
import { text } from '../../../parts/text.ts'
import styles from './paths.module.css'
import { StepList } from './step-list.tsx'
import { kindOf, pathKey, placeOf, stepsWords, toneOfPath } from './words.ts'

const cx = classesOf(styles)

/** The picture’s content as a table: one row per path, opened to its steps and what proves them. */
export function PathsTable(props: {
  readonly paths: readonly AccessPath[]
  readonly chosen: number
  readonly onChoose: (path: AccessPath) => void
}) {
  const [opened, setOpened] = useState<string | undefined>()
  const [step, setStep] = useState<number | undefined>()
  const toggle = (key: string, path: AccessPath) => {
    setOpened(opened === key ? undefined : key)
    setStep(undefined)
    props.onChoose(path)
  }
  return (
    <div className={layout('scroll')}>
      <table className={`${table('table')} ${cx('table')}`} aria-label="Access paths">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Steps</th>
            <th scope="col">To</th>
            <th scope="col">
              <Term of="decision">Decision</Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.paths.map((path, at) => {
            const key = pathKey(path)
            return (
              <Fragment key={key}>
                <tr data-current={at === props.chosen}>
                  <td style={{ paddingLeft: 10 }}>
                    <button
                      type="button"
                      className={cx('expander')}
                      aria-expanded={opened === key}
                      onClick={() => toggle(key, path)}
                    >
                      <Icon name={opened === key ? 'down' : 'right'} size={14} />
                      <span>
                        <span className={text('m', 'breakable')}>{path.from.name}</span>
                        <br />
                        <span className={text('s12', 'faint')}>
                          {[kindOf(path.from), placeOf(path.from)].filter(Boolean).join(' in ')}
                        </span>
                      </span>
                    </button>
                  </td>
                  <td className={text('muted')}>{stepsWords(path.steps)}</td>
                  <td className={text('breakable')}>{path.to.name}</td>
                  <td>
                    <Decision tone={toneOfPath[path.decision]} />
                    {path.conditionText !== undefined && (
                      <p className={text('s12', 'muted', 'breakable')}>if {path.conditionText}</p>
                    )}
                  </td>
                </tr>
                {opened === key && (
                  <tr>
                    <td colSpan={4}>
                      <div className={cx('detail')}>
                        <StepList
                          steps={path.steps}
                          open={step}
                          onOpen={(next) => setStep(next === step ? undefined : next)}
                        />
                      </div>
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
