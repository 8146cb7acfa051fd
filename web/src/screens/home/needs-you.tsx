import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { useWhyOff } from '../../as-of.ts'
import { classesOf } from '../../classes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import styles from './home.module.css'
import type { Task } from './tasks.ts'

const cx = classesOf(styles)

/** Starts the simulated organization; everything that was asked before is asked again. */
export function useSample() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('POST /sample', {}),
    onSuccess: () => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' }),
  })
}

export function NeedsYou(props: { readonly tasks: readonly Task[]; readonly isReading: boolean }) {
  const sample = useSample()
  const whyOff = useWhyOff()
  return (
    <Section title="Needs you" aside={props.tasks.length}>
      {sample.error && <ProblemNotice error={sample.error} onRetry={() => sample.mutate()} />}
      {props.tasks.length === 0 ? (
        <p className={cx('nothing')}>
          {props.isReading
            ? 'Nothing waits for you so far.'
            : 'Nothing waits for you. Everything that was asked of AWS was answered.'}
        </p>
      ) : (
        <ol className={cx('todo')}>
          {props.tasks.map((task) => (
            <li key={task.key}>
              <span className={cx('kind')}>
                <Icon name={task.icon} />
                {task.kind}
              </span>
              <div>
                <p className={cx('what')}>{task.what}</p>
                <p>
                  <Prose>{task.why}</Prose>
                </p>
              </div>
              {task.does === 'wake the sample' ? (
                <Button
                  acts
                  onClick={() => sample.mutate()}
                  disabled={whyOff !== undefined}
                  title={whyOff}
                  aria-disabled={sample.isPending}
                >
                  {sample.isPending ? 'Starting' : task.act}
                </Button>
              ) : (
                <Link className={buttonClass()} {...task.does}>
                  {task.act}
                </Link>
              )}
            </li>
          ))}
        </ol>
      )}
    </Section>
  )
}
