import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AccessPath, PathCut } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Button, buttonClass } from '../../../parts/button.tsx'
import { Section } from '../../../parts/layout.tsx'
import { Prose } from '../../../parts/prose.tsx'
import { text } from '../../../parts/text.ts'
import { cutAsSearch } from './cut-change.ts'
import styles from './paths.module.css'

const cx = classesOf(styles)

/** Shown before somebody asks for all. */
const atFirst = 4

/** The fewest steps that cut every path, the one that cuts most first. */
export function Cuts(props: { readonly cuts: readonly PathCut[]; readonly paths: readonly AccessPath[] }) {
  const { cuts, paths } = props
  const [all, setAll] = useState(false)
  if (cuts.length === 0) return null
  const shown = all ? cuts : cuts.slice(0, atFirst)
  const left = cuts.length - shown.length
  return (
    <Section
      title="Cut here"
      term="cut"
      aside={cuts.length === 1 ? 'one cut ends every path above' : `${cuts.length} cuts end every path above`}
    >
      <ol className={cx('cuts')}>
        {shown.map((cut, at) => {
          const search = cutAsSearch(cut, paths)
          return (
            <li key={`${cut.from.id} ${cut.to.id} ${cut.path ?? ''}`}>
              <span className={cx('number')}>{at + 1}</span>
              <span>
                <Prose>{cut.text}</Prose>
                {cut.path !== undefined && <span className={text('mono')}> {cut.path}</span>}
              </span>
              {search !== undefined && (
                <Link className={buttonClass('plain', 'small')} to="/access/ask" search={search}>
                  Try it as a what-if
                </Link>
              )}
            </li>
          )
        })}
      </ol>
      {left > 0 && (
        <div className={cx('tools')}>
          <Button look="quiet" size="small" onClick={() => setAll(true)}>
            Show {left} more
          </Button>
        </div>
      )}
    </Section>
  )
}
