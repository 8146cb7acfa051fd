import { Link } from '@tanstack/react-router'
import type { AccessPath, PathStep } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Decision } from '../../../parts/marks.tsx'
import { text } from '../../../parts/text.ts'
import { Emphasized, Verdict } from '../../../parts/verdict.tsx'
import type { AskSearch } from '../../../search.ts'
import ask from '../ask.module.css'
import { StepList } from './step-list.tsx'
import { toneOfPath } from './words.ts'

const cx = classesOf(ask)

/** One path: the sentence, its condition, then the steps with what proves each. */
export function PathExplained(props: {
  readonly path: AccessPath
  /** The what-if that cuts a step; undefined where nothing does. */
  readonly cutOf: (step: PathStep) => AskSearch | undefined
  /** The page has said it already. */
  readonly isSaid: boolean
  readonly step: number | undefined
  readonly onStep: (at: number | undefined) => void
}) {
  const { path } = props
  return (
    <div>
      <div className={cx('decisionLine')}>
        <Decision tone={toneOfPath[path.decision]} />
        <span className={text('faint', 'breakable')}>
          {path.from.name} to {path.to.name}
        </span>
      </div>
      {!props.isSaid && (
        <Verdict as="p" size="small" live>
          <Emphasized sentence={path.sentence} names={[path.from.name, path.to.name]} />
        </Verdict>
      )}
      {path.conditionText !== undefined && !path.sentence.includes(path.conditionText) && (
        <p className={text('muted')} style={{ marginTop: 8 }}>
          If {path.conditionText}.
        </p>
      )}
      <StepList
        steps={path.steps}
        cutOf={props.cutOf}
        open={props.step}
        onOpen={(at) => props.onStep(at === props.step ? undefined : at)}
      />
      {path.from.kind === 'principal' && (
        <p className={text('s12', 'muted')}>
          <Link
            to="/access/ask"
            search={{ ask: 'paths', from: path.from.id, ...(path.to.kind !== 'administrator' && { to: path.to.id }) }}
          >
            Every way of {path.from.name} to {path.to.kind === 'administrator' ? 'administrator' : path.to.name}
          </Link>
        </p>
      )}
    </div>
  )
}
