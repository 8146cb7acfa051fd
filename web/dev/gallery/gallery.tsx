import { useState } from 'react'
import { classesOf } from '../../src/classes.ts'
import { Segments } from '../../src/parts/button.tsx'
import { Section } from '../../src/parts/layout.tsx'
import { Verdict } from '../../src/parts/verdict.tsx'
import styles from './gallery.module.css'
import { parts } from './parts.tsx'

const cx = classesOf(styles)

/** `?alone` is the page inside of the phone. */
const isAlone = new URLSearchParams(window.location.search).has('alone')

const views = [
  { value: 'colour', label: 'In colour' },
  { value: 'grey', label: 'In grey' },
  { value: 'phone', label: '390 px' },
] as const
type View = (typeof views)[number]['value']

export function Gallery() {
  const [view, setView] = useState<View>('colour')
  if (isAlone) return <Pane theme="light" />
  return (
    <div className={cx('page')}>
      <header className={cx('bar')}>
        <Verdict size="small">{parts.length} parts, each in all its states.</Verdict>
        <Segments label="Show" value={view} options={views} onChange={setView} />
      </header>
      {view === 'phone' ? (
        <div className={cx('bar')}>
          <iframe className={cx('phone')} src="?alone" title="390 px" />
        </div>
      ) : (
        <div className={cx('panes', view === 'grey' && 'grey')}>
          <Pane theme="light" />
          <Pane theme="dark" />
        </div>
      )}
    </div>
  )
}

function Pane(props: { readonly theme: 'light' | 'dark' }) {
  return (
    <div className={cx('pane', props.theme)}>
      {parts.map(({ name, Show }) => (
        <Section key={name} title={name}>
          <div className={cx('part')}>
            <Show theme={props.theme} />
          </div>
        </Section>
      ))}
    </div>
  )
}
