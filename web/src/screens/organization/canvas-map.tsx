/**
 * The treemap on a canvas: a thousand accounts are a thousand shapes, not a thousand elements. What the pointer finds by looking, the
 * keyboard and the screen reader find as a list of which one line is there at a time.
 */
import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { classesOf } from '../../classes.ts'
import { text } from '../../parts/text.ts'
import { tokenColours } from '../../parts/token-colours.ts'
import styles from './canvas-map.module.css'
import { paint } from './paint.ts'
import { mapTokens, type Shape, sceneOf } from './scene.ts'
import { factsOf, type MapColour, tileWords } from './shades.ts'
import {
  accountName,
  type Box,
  type Direction,
  hitAt,
  type Laid,
  layMap,
  type MapSize,
  neighbour,
  type UnitNode,
} from './treemap.ts'

const cx = classesOf(styles)
const useMapColours = tokenColours(mapTokens)

/** Of a screen of 1000, with the head above it and the legend below (px); more accounts get more of it. */
const heightOf = (accounts: number): number => (accounts > 120 ? 600 : 440)

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** What is drawn at this moment, for whoever wants to take it away. */
export interface Drawn {
  readonly shapes: readonly Shape[]
  readonly width: number
  readonly height: number
}

export function CanvasMap(props: {
  /** The unit that fills the picture. */
  readonly root: UnitNode
  /** How many accounts are in it. */
  readonly count: number
  readonly colour: MapColour
  readonly size: MapSize
  readonly shown: ReadonlySet<string>
  readonly chosen: string | undefined
  readonly onChoose: (account: string) => void
  readonly onZoom: (unit: string) => void
  readonly onZoomOut: (() => void) | undefined
  readonly onDrawn: (drawn: Drawn) => void
}) {
  const { root, colour, size, shown, chosen, onDrawn } = props
  const { ref, width } = useElementSize<HTMLDivElement>()
  const height = heightOf(props.count)
  const laid = useMemo(() => layMap(root, { x: 0, y: 0, width, height }, size), [root, width, height, size])
  const shapes = useMemo(() => sceneOf(laid, { colour, shown }), [laid, colour, shown])
  const canvas = useCanvas(shapes, width, height)
  useEffect(() => onDrawn({ shapes, width, height }), [onDrawn, shapes, width, height])
  const [active, setActive] = useState<string | undefined>()
  const [hovered, setHovered] = useState<number | undefined>()
  const [isFocused, setFocused] = useState(false)
  const optionId = useId()
  const at = Math.max(
    0,
    laid.accounts.findIndex(({ account }) => account.accountId === (active ?? chosen)),
  )
  const current = laid.accounts[at]
  const chosenTile = laid.accounts.find(({ account }) => account.accountId === chosen)
  const told = hovered ?? (isFocused ? at : undefined)
  const keys = (event: KeyboardEvent) => {
    const handled = keyActs({ laid, at, ...props }, event.key)
    if (handled === undefined) return
    event.preventDefault()
    if (handled.moveTo !== undefined) setActive(laid.accounts[handled.moveTo]?.account.accountId)
    handled.act?.()
  }
  const hit = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    return hitAt(laid, event.clientX - box.left, event.clientY - box.top)
  }
  const click = (event: MouseEvent) => {
    const found = hit(event)
    if (found === undefined) return
    if ('unit' in found) props.onZoom(found.unit.id)
    else {
      const account = laid.accounts[found.account]?.account.accountId
      setActive(account)
      if (account !== undefined) props.onChoose(account)
    }
  }
  const hover = (event: MouseEvent<HTMLElement>) => {
    const found = hit(event)
    event.currentTarget.style.cursor = found === undefined ? '' : 'pointer'
    setHovered(found !== undefined && 'account' in found ? found.account : undefined)
  }
  return (
    <div ref={ref} className={cx('frame')} style={{ height }}>
      <div
        className={cx('picture')}
        role="listbox"
        tabIndex={0}
        aria-label="Accounts as a map. Arrow keys move, Enter chooses, Page Down goes into a unit, Page Up out of it."
        aria-activedescendant={current === undefined ? undefined : optionId}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onKeyDown={keys}
        onClick={click}
        onMouseMove={hover}
        onMouseLeave={() => setHovered(undefined)}
      >
        <canvas ref={canvas} style={{ width, height }} />
        {chosenTile !== undefined && <i className={cx('chosen')} style={place(chosenTile.box)} />}
        {current !== undefined && (
          <>
            {isFocused && <i className={cx('focus')} style={place(current.box)} />}
            <div
              id={optionId}
              role="option"
              tabIndex={-1}
              className={text('hidden')}
              aria-selected={current.account.accountId === chosen}
              aria-setsize={laid.accounts.length}
              aria-posinset={at + 1}
            >
              {tileWords(current.account)}
            </div>
          </>
        )}
      </div>
      {told !== undefined && <Tip laid={laid} at={told} colour={colour} width={width} height={height} />}
    </div>
  )
}

/** Paints when the shapes, the theme or the fonts have changed. */
function useCanvas(shapes: readonly Shape[], width: number, height: number) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useMapColours()
  const [areFontsHere, setFontsHere] = useState(document.fonts.status === 'loaded')
  useEffect(() => {
    let isGone = false
    void document.fonts.ready.then(() => {
      if (!isGone) setFontsHere(true)
    })
    return () => {
      isGone = true
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a font that has come changes what is painted
  useEffect(() => {
    if (canvas.current === null) return
    canvas.current.width = Math.round(width * window.devicePixelRatio)
    canvas.current.height = Math.round(height * window.devicePixelRatio)
    paint(canvas.current, shapes, colours)
  }, [shapes, width, height, colours, areFontsHere])
  return canvas
}

interface KeyAct {
  readonly moveTo?: number | undefined
  readonly act?: (() => void) | undefined
}

/** Undefined: the key means nothing here. */
function keyActs(
  on: {
    readonly laid: Laid
    readonly at: number
    readonly root: UnitNode
    readonly onChoose: (account: string) => void
    readonly onZoom: (unit: string) => void
    readonly onZoomOut: (() => void) | undefined
  },
  key: string,
): KeyAct | undefined {
  const account = on.laid.accounts[on.at]?.account
  const direction = arrows[key]
  if (direction !== undefined) return { moveTo: neighbour(on.laid.accounts, on.at, direction) ?? on.at }
  switch (key) {
    case 'Home':
      return { moveTo: 0 }
    case 'End':
      return { moveTo: on.laid.accounts.length - 1 }
    case 'Enter':
    case ' ':
      return { act: () => account && on.onChoose(account.accountId) }
    case 'PageDown': {
      const inside = on.root.units.find((unit) => holds(unit, account?.accountId))
      return { act: inside && (() => on.onZoom(inside.id)) }
    }
    case 'PageUp':
    case 'Escape':
      return on.onZoomOut && { act: on.onZoomOut }
    default:
      return undefined
  }
}

const holds = (unit: UnitNode, account: string | undefined): boolean =>
  unit.accounts.some(({ accountId }) => accountId === account) || unit.units.some((one) => holds(one, account))

const place = ({ x, y, width, height }: Box) => ({ left: x, top: y, width, height })

const tipWidth = 236
/** Tiles as large as this say everything themselves (px). */
const saysAll = { width: 150, height: 150 }

/** What a tile says in full: beside it, inside the picture. */
function Tip(props: {
  readonly laid: Laid
  readonly at: number
  readonly colour: MapColour
  readonly width: number
  readonly height: number
}) {
  const tile = props.laid.accounts[props.at]
  if (tile === undefined || (tile.box.width >= saysAll.width && tile.box.height >= saysAll.height)) return null
  const { account, box } = tile
  const isRight = box.x + box.width / 2 < props.width / 2
  const x = isRight ? Math.min(box.x + box.width + 6, props.width - tipWidth) : Math.max(0, box.x - tipWidth - 6)
  const isLow = box.y > props.height / 2
  return (
    <div
      className={cx('tip')}
      style={{ left: x, width: tipWidth, ...(isLow ? { bottom: props.height - box.y - box.height } : { top: box.y }) }}
      aria-hidden="true"
    >
      <p className={text('m')}>{accountName(account)}</p>
      {factsOf(account, props.colour).map(({ words }) => (
        <p key={words} className={text('s12', 'muted')}>
          {words}
        </p>
      ))}
    </div>
  )
}
