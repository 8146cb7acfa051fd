import type { RefObject } from 'react'
import { classesOf } from '../../classes.ts'
import { download } from '../../download.ts'
import { Button, CopyButton, Segments } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout } from '../../parts/layout.tsx'
import { type ExportedPicture, PictureExport } from '../../parts/picture-export.tsx'
import { text } from '../../parts/text.ts'
import styles from './ask.module.css'

const cx = classesOf(styles)

export type PictureView = 'picture' | 'table'

/** Over every picture of an answer: its table beside it, the rows to take away, the address to send. */
export function PictureHead(props: {
  readonly title: string
  readonly view: PictureView
  readonly onView: (view: PictureView) => void
  /** Name of the file without its ending, and what stands in it. */
  readonly csv: { readonly name: string; readonly content: () => string | Promise<string> }
  /** What the picture answers, and when; it stands in the element of `frame`. */
  readonly picture: Pick<ExportedPicture, 'question' | 'at'> & { readonly frame: RefObject<HTMLElement | null> }
}) {
  const { title, view, onView, csv, picture } = props
  const exportRows = async () => download(`${csv.name}.csv`, 'text/csv', await csv.content())
  return (
    <div className={cx('pictureHead')}>
      <h2 className={text('h2')}>{title}</h2>
      <Segments
        label="Show as"
        value={view}
        options={[
          { value: 'picture', label: 'Picture' },
          { value: 'table', label: 'Table' },
        ]}
        onChange={onView}
      />
      <span className={layout('push')} />
      <Button look="quiet" size="small" onClick={() => void exportRows()}>
        <Icon name="download" size={14} />
        Export CSV
      </Button>
      {view === 'picture' && (
        <PictureExport
          name={csv.name}
          title={title}
          question={picture.question}
          at={picture.at}
          draw={() => picture.frame.current?.querySelector<SVGSVGElement>('svg[data-picture]') ?? null}
          legend={() => picture.frame.current?.querySelector<HTMLElement>('[data-legend]') ?? null}
        />
      )}
      <CopyButton value={window.location.href} label="Copy link" name="Copy the address of this question" />
    </div>
  )
}
