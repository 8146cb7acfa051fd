import type { AccessPath } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Icon } from '../../../parts/icon.tsx'
import { text } from '../../../parts/text.ts'
import styles from '../path.module.css'
import { decisionWords, iconOfNode, kindOf, placeOf, stepWords } from './words.ts'

const cx = classesOf(styles)

/** On a phone the picture becomes a numbered list of steps. */
export function PathAsSteps(props: { readonly path: AccessPath }) {
  const { steps, to } = props.path
  return (
    <ol className={cx('steps')} aria-label="The chosen path">
      {[...steps.map((step) => step.from), to].map((node, at) => {
        const step = steps[at]
        const place = placeOf(node)
        return (
          <li key={node.id}>
            <span className={cx('bubble')}>
              <Icon name={iconOfNode(node)} size={14} />
            </span>
            <span>
              <span className={text('m', 'breakable')}>{node.name}</span>
              {node.kind !== 'administrator' && (
                <span className={text('s12', 'faint')}>
                  {' '}
                  {kindOf(node)}
                  {place !== undefined && ` in ${place}`}
                </span>
              )}
              {step !== undefined && (
                <>
                  <br />
                  <span className={text('s12', 'muted')}>
                    {at + 1}. {stepWords(step)}
                    {step.decision !== 'Allowed' &&
                      `, ${step.conditionText === undefined ? decisionWords[step.decision] : `if ${step.conditionText}`}`}
                  </span>
                </>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
