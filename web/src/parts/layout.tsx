import type { ReactNode } from 'react'
import { classesOf } from '../classes.ts'
import type { TermName } from '../glossary.ts'
import styles from './layout.module.css'
import { Term } from './term.tsx'
import { text } from './text.ts'

export const layout = classesOf(styles)

/** A screen's content, one column with 32 between its sections. */
export function ScreenPage(props: { readonly children: ReactNode; readonly gap?: 'tight' }) {
  return <div className={layout('page', 'stack', props.gap)}>{props.children}</div>
}

export function Section(props: {
  readonly title: string
  /** What the title means, for whoever does not know. */
  readonly term?: TermName
  readonly aside?: ReactNode
  readonly more?: ReactNode
  readonly plain?: boolean
  readonly children: ReactNode
}) {
  return (
    <section aria-label={props.title}>
      <header className={layout('sectionHead', props.plain && 'plainHead')}>
        <h2 className={text('h2')}>
          {props.term === undefined ? props.title : <Term of={props.term}>{props.title}</Term>}
        </h2>
        {props.aside !== undefined && <span className={text('faint')}>{props.aside}</span>}
        {props.more !== undefined && <span className={layout('more')}>{props.more}</span>}
      </header>
      {props.children}
    </section>
  )
}
