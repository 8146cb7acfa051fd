import { type ComponentProps, type ReactNode, useRef, useState } from 'react'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { useTableKey } from '../ask/answer-keys.ts'
import { PictureHead, type PictureView } from '../ask/picture-head.tsx'
import { ColumnsPicture } from './columns-picture.tsx'
import styles from './identities.module.css'

const cx = classesOf(styles)

/** What the address says of the picture. */
export interface ColumnsView {
  readonly view?: PictureView | undefined
  readonly node?: string | undefined
}

/** A picture in columns with its table beside it; a phone shows the table first. */
export function ColumnsSection(
  props: Pick<ComponentProps<typeof ColumnsPicture>, 'plans' | 'graph' | 'gap' | 'danger'> & {
    readonly title: string
    readonly csv: ComponentProps<typeof PictureHead>['csv']
    /** What the picture answers, and of when. */
    readonly about: { readonly sentence: string; readonly at: string }
    readonly table: ReactNode
    readonly search: ColumnsView
    readonly onSearch: (change: ColumnsView) => void
  },
) {
  const { title, csv, about, table, search, onSearch, ...drawn } = props
  const view = search.view ?? 'picture'
  const frame = useRef<HTMLElement>(null)
  const [shown, setShown] = useState(false)
  const show = (next: PictureView) => onSearch({ view: next === 'picture' ? undefined : next })
  useTableKey(() => show(view === 'picture' ? 'table' : 'picture'))
  return (
    <section aria-label={title} ref={frame}>
      <PictureHead
        title={title}
        view={view}
        onView={show}
        csv={csv}
        picture={{ question: about.sentence, at: about.at, frame }}
      />
      {view === 'table' ? (
        table
      ) : (
        <>
          <div className={cx(!shown && 'folded')}>
            <ColumnsPicture {...drawn} label={title} chosen={search.node} onChoose={(node) => onSearch({ node })} />
          </div>
          <div className={cx('show')}>
            <Button look="quiet" size="small" onClick={() => setShown(!shown)}>
              {shown ? 'Hide the picture' : 'Show the picture'}
            </Button>
          </div>
          <div className={cx('narrow')}>{table}</div>
        </>
      )}
    </section>
  )
}
