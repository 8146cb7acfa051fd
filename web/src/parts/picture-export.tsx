import { Menu } from '@mantine/core'
import { useState } from 'react'
import { download } from '../download.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { menuLook } from './menu.ts'
import { wholeMoment } from './moment.tsx'

export interface ExportedPicture {
  /** Name of the file without its ending. */
  readonly name: string
  readonly title: string
  /** What the picture answers, as a sentence or a question. */
  readonly question: string
  /** The moment that it shows. */
  readonly at: string
  /** The drawing, with a `viewBox`; null while there is none. What is HTML or canvas on the screen draws itself as SVG here. */
  readonly draw: () => SVGSVGElement | null | Promise<SVGSVGElement | null>
  /** The element that explains lines and colours. */
  readonly legend?: () => HTMLElement | null
}

type Format = 'svg' | 'png'

async function exportPicture(picture: ExportedPicture, format: Format): Promise<void> {
  const [drawn, { asPng, standalonePicture }] = await Promise.all([picture.draw(), import('./export-picture.ts')])
  if (drawn === null) return
  const { title, question } = picture
  const alone = standalonePicture(drawn, picture.legend?.() ?? null, {
    title,
    question,
    asOf: `As of ${wholeMoment(picture.at)}`,
  })
  if (format === 'svg') download(`${picture.name}.svg`, 'image/svg+xml', alone.svg)
  else download(`${picture.name}.png`, 'image/png', await asPng(alone))
}

/** Takes a picture away as a file, for a report or a ticket. */
export function PictureExport(props: ExportedPicture) {
  const [state, setState] = useState<'idle' | 'drawing' | 'failed'>('idle')
  const run = (format: Format) => {
    setState('drawing')
    exportPicture(props, format).then(
      () => setState('idle'),
      () => setState('failed'),
    )
  }
  const words = { idle: 'Export picture', drawing: 'Drawing', failed: 'The browser could not draw it' } as const
  return (
    <Menu position="bottom-end" shadow="none" width={220} {...menuLook}>
      <Menu.Target>
        <Button look="quiet" size="small" disabled={state === 'drawing'}>
          <Icon name="download" size={14} />
          <span aria-live="polite">{words[state]}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => run('svg')}>SVG, to edit and to print</Menu.Item>
        <Menu.Item onClick={() => run('png')}>PNG, for a ticket or a chat</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
