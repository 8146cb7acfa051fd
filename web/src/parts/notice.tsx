/** The three states that are not content: something went wrong, nothing is there yet, something is on its way. */
import type { ReactNode } from 'react'
import { asProblem, mayHelpAgain } from '../api/problem.ts'
import { classesOf } from '../classes.ts'
import { Button, CopyButton } from './button.tsx'
import { Icon } from './icon.tsx'
import styles from './notice.module.css'
import { Prose } from './prose.tsx'
import { text } from './text.ts'
import { Verdict } from './verdict.tsx'

const cx = classesOf(styles)

/** Cause, Effect, Fix, then retry. */
export function ProblemNotice(props: {
  readonly error: unknown
  readonly onRetry?: (() => void) | undefined
  readonly children?: ReactNode
}) {
  const problem = asProblem(props.error)
  return (
    <div className={cx('notice')} role="alert">
      <p className={cx('title')}>{problem.title}</p>
      <dl className={cx('facts')}>
        <dt>Cause</dt>
        <dd>
          <Prose>{problem.message}</Prose>
        </dd>
        {problem.effect !== undefined && (
          <>
            <dt>Effect</dt>
            <dd>{problem.effect}</dd>
          </>
        )}
        {problem.fix !== undefined && (
          <>
            <dt>Fix</dt>
            <dd>{problem.fix}</dd>
          </>
        )}
        {problem.places.some((place) => place.line !== undefined) && (
          <>
            <dt>Where</dt>
            <dd>
              {problem.places
                .filter((place) => place.line !== undefined)
                .map((place) => `line ${place.line}${place.column === undefined ? '' : `, column ${place.column}`}`)
                .join('; ')}
            </dd>
          </>
        )}
        {problem.suggestions.length > 0 && (
          <>
            <dt>Nearest</dt>
            <dd className={text('mono', 'inkMono')}>{problem.suggestions.join(', ')}</dd>
          </>
        )}
      </dl>
      {props.children}
      {props.onRetry !== undefined && (
        <div>
          <Button onClick={props.onRetry}>
            <Icon name="refresh" />
            Try again
          </Button>
        </div>
      )}
    </div>
  )
}

/** What somebody wanted done and was not: nothing while all is well. The form it came from offers another try itself. */
export function FailedAct<V>(props: {
  /** The mutation; what was handed to it is there once it has failed. */
  readonly of: { readonly error: unknown; readonly variables: V; mutate(variables: V): void }
}) {
  const { error, variables, mutate } = props.of
  if (error === null || error === undefined) return null
  const again = mayHelpAgain(asProblem(error)) ? () => mutate(variables) : undefined
  return <ProblemNotice error={error} onRetry={again} />
}

/** Empty pages teach: what will stand here, one example sentence, one button, one command line. */
export function Empty(props: {
  readonly example: ReactNode
  readonly as?: 'h1' | 'p'
  readonly children: ReactNode
  readonly action?: ReactNode
  readonly command?: string
}) {
  return (
    <div className={cx('empty')}>
      <Verdict as={props.as ?? 'p'} {...(props.as !== 'h1' && { size: 'small' })}>
        {props.example}
      </Verdict>
      <div className={cx('prose')}>{props.children}</div>
      {props.action}
      {props.command !== undefined && <CommandLine command={props.command} />}
    </div>
  )
}

export function CommandLine(props: { readonly command: string }) {
  return (
    <span className={cx('command')}>
      {props.command}
      <CopyButton value={props.command} name={`Copy ${props.command}`} />
    </span>
  )
}

const widths = ['62%', '38%', '84%', '71%', '90%', '55%', '78%', '66%']

/** Text-shaped bars in the place of what comes, after 300 ms; after a second a word. `says` counts what is known to take longer. */
export function Loading(props: { readonly lines?: number; readonly says?: string }) {
  const lines = Array.from({ length: props.lines ?? 6 }, (_, at) => widths[at % widths.length] ?? '50%')
  return (
    <div className={cx('loading')} role="status" data-loading>
      {props.says === undefined ? (
        <span className={cx('waits')}>
          <span className={cx('late')}>On its way</span>
          <span className={cx('veryLate')}>
            It takes longer than usual: the server is busy, or the line to it is slow.
          </span>
        </span>
      ) : (
        <span className={text('faint', 's12')}>{props.says}</span>
      )}
      {lines.map((width, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike
        <span key={at} className={cx('bar', at === 0 && 'wide')} style={{ width }} />
      ))}
    </div>
  )
}
