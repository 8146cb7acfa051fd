import { Link } from '@tanstack/react-router'
import type { CanAnswer, WouldChange } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Decision, toneOf } from '../../parts/marks.tsx'
import { Prose } from '../../parts/prose.tsx'
import { text } from '../../parts/text.ts'
import styles from './changes.module.css'

const cx = classesOf(styles)

/** What stands in the way, and the smallest changes that turn the answer, each with a way to try it. */
export function Changes(props: { readonly answer: CanAnswer; readonly onAsk: (pairs: readonly string[]) => void }) {
  const { nearestMiss, wouldChange } = props.answer
  if (nearestMiss === undefined && wouldChange.length === 0) return null
  return (
    <section className={cx('changes')} aria-label="What would change it">
      <h3 className={text('h2')}>What would change it</h3>
      {nearestMiss !== undefined && (
        <p>
          <Prose>{nearestMiss}</Prose>
        </p>
      )}
      {wouldChange.length > 0 && (
        <>
          <ul className={cx('list')}>
            {wouldChange.map((change) => (
              <li key={change.text} className={cx('change')}>
                <span className={cx('words')}>
                  <Prose>{change.text}</Prose>
                </span>
                <Decision tone={toneOf[change.decision]} />
                <Try change={change} onAsk={props.onAsk} />
              </li>
            ))}
          </ul>
          <p className={text('s12', 'faint')}>Each was checked by evaluating it.</p>
        </>
      )}
    </section>
  )
}

function Try(props: { readonly change: WouldChange; readonly onAsk: (pairs: readonly string[]) => void }) {
  const { context, policyRef, statement, text: words } = props.change
  if (context !== undefined) {
    return (
      <Button size="small" aria-label={`Ask again with this: ${words}`} onClick={() => props.onAsk(context)}>
        Ask again with this
      </Button>
    )
  }
  if (policyRef === undefined) return <span />
  return (
    <Link
      className={buttonClass('plain', 'small')}
      to="/access/ask"
      search={{ ask: 'what-if', edit: policyRef, statement }}
      aria-label={`Try it as a what-if: ${words}`}
    >
      Try it as a what-if
    </Link>
  )
}
