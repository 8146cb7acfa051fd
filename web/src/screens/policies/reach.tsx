/** Where a policy hangs and whom it concerns: the picture, and the same as tables. */
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { PolicyDetail } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { layout } from '../../parts/layout.tsx'
import { Empty } from '../../parts/notice.tsx'
import { PictureExport } from '../../parts/picture-export.tsx'
import { text } from '../../parts/text.ts'
import type { PolicySearch } from '../../search.ts'
import drawingStyles from '../ask/path.module.css'
import { curve, focusNode, NodeBox } from '../ask/picture-parts.tsx'
import { bundleOf, columnGap, layReach, type ReachDrawing, type ReachEdge, type ReachNode } from './picture-layout.ts'
import styles from './policies.module.css'
import { ReachTables } from './reach-tables.tsx'

const cx = classesOf(styles)
const drawingOf = classesOf(drawingStyles)

/** Phones read the table first (look.md §10). */
const isNarrow = (): boolean => window.matchMedia('(max-width: 720px)').matches

interface ReachProps {
  readonly detail: PolicyDetail
  readonly at: string
  readonly search: PolicySearch
  readonly onSearch: (change: Partial<PolicySearch>) => void
}

export function Reach(props: ReachProps) {
  const { detail, at, search } = props
  const view = search.view ?? (isNarrow() ? 'table' : 'picture')
  const svg = useRef<SVGSVGElement>(null)
  const legend = useRef<HTMLParagraphElement>(null)
  const title = detail.kind === 'trust' || detail.kind === 'resource' ? 'Whom it names' : 'Whom it concerns'
  return (
    <section aria-label={title}>
      <div className={cx('bar')}>
        <h2 className={text('h2')}>{title}</h2>
        <Segments
          label="Show as"
          value={view}
          options={[
            { value: 'picture', label: 'Picture' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(next) => props.onSearch({ view: next })}
        />
        <span className={layout('push')} />
        {view === 'picture' && (
          <PictureExport
            name={`policy ${detail.name}`}
            title={detail.name}
            question={detail.sentence}
            at={at}
            draw={() => svg.current}
            legend={() => legend.current}
          />
        )}
      </div>
      {view === 'picture' ? <Picture detail={detail} svg={svg} legend={legend} /> : <ReachTables {...props} />}
    </section>
  )
}

/* ------------------------------------------------------------------ picture */

function Picture(props: {
  readonly detail: PolicyDetail
  readonly svg: React.RefObject<SVGSVGElement | null>
  readonly legend: React.RefObject<HTMLParagraphElement | null>
}) {
  const { detail, svg } = props
  const navigate = useNavigate()
  const [opened, setOpened] = useState<string | undefined>()
  const drawing = layReach(detail, opened)
  const refocus = useFocusKept(svg, drawing, opened)
  if (drawing.nodes.length === 1)
    return (
      <Empty example="It hangs on nothing.">
        <p>Nobody is concerned by it until it is attached to somebody.</p>
      </Empty>
    )
  const act = (node: ReachNode) => {
    if (node.opens)
      return {
        expanded: false,
        run: () => {
          refocus(node.y)
          setOpened(bundleOf(node.id))
        },
      }
    const { principal, resource } = node
    if (principal !== undefined)
      return { run: () => void navigate({ to: '/access/principals/$', params: { _splat: principal } }) }
    if (resource !== undefined)
      return { run: () => void navigate({ to: '/access/resources/$', params: { _splat: resource } }) }
    return undefined
  }
  const move = (event: KeyboardEvent, node: ReachNode) => {
    const next = neighbour(drawing, node, event.key)
    if (next === undefined) return
    event.preventDefault()
    focusNode(svg.current, next)
  }
  return (
    <div className={cx('frame')}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture */}
      <svg
        ref={svg}
        className={drawingOf('picture')}
        style={{ minWidth: drawing.width * 0.72, maxWidth: drawing.width }}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        role="group"
        aria-label={`Whom ${detail.name} concerns. Arrows follow the lines. The same stands in the table.`}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || opened === undefined) return
          event.stopPropagation()
          const focused = document.activeElement?.getAttribute('data-node')
          refocus(drawing.nodes.find(({ id }) => id === focused)?.y ?? 0)
          setOpened(undefined)
        }}
      >
        {drawing.columns.map(({ name, x }) => (
          <text key={name} className={drawingOf('small')} x={x} y={12}>
            {name}
          </text>
        ))}
        {drawing.edges.map(({ from, to, isBoundary, start, end }) => (
          <path
            key={`${from} ${to}`}
            className={`${drawingOf('edge')} ${isBoundary ? cx('boundaryLine') : ''}`}
            d={lineBetween(start, end)}
          />
        ))}
        {drawing.nodes.map((node) => (
          <NodeBox
            key={node.id}
            id={node.id}
            box={node}
            icon={node.icon}
            label={node.label}
            below={node.below}
            shape={node.shape}
            wrap={node.below === undefined}
            bundle={node.count > 1}
            look={node.id === 'policy' ? drawingOf('on') : ''}
            spoken={[
              node.label,
              node.below,
              `${node.column + 1} of ${drawing.columns.length}`,
              node.opens && 'opens in place',
            ]
              .filter(Boolean)
              .join(', ')}
            act={act(node)}
            onKeyDown={(event) => move(event, node)}
          />
        ))}
      </svg>
      {opened !== undefined && (
        <Button look="quiet" size="small" onClick={() => setOpened(undefined)}>
          Fold it again
        </Button>
      )}
      {drawing.edges.some(({ isBoundary }) => isBoundary) && (
        <p ref={props.legend} className={drawingOf('legend')}>
          {(['concerns', 'bounds'] as const).map((word) => (
            <span key={word}>
              <svg viewBox="0 0 26 10" aria-hidden="true">
                <path className={`${drawingOf('edge')} ${word === 'bounds' ? cx('boundaryLine') : ''}`} d="M0 5h26" />
              </svg>
              {word}
            </span>
          ))}
        </p>
      )}
    </div>
  )
}

/** What somebody stood on is gone when its bundle opens or folds: the focus goes to what stands nearest to its place. */
function useFocusKept(
  svg: React.RefObject<SVGSVGElement | null>,
  drawing: ReachDrawing,
  opened: string | undefined,
): (y: number) => void {
  const wanted = useRef<number | undefined>(undefined)
  const latest = useRef(drawing)
  latest.current = drawing
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when a bundle opens or folds, and then only
  useEffect(() => {
    const y = wanted.current
    wanted.current = undefined
    if (y === undefined) return
    const ends = latest.current.nodes.filter(({ column }) => column === 2)
    const nearest = ends.reduce<ReachNode | undefined>(
      (best, node) => (best === undefined || Math.abs(node.y - y) < Math.abs(best.y - y) ? node : best),
      undefined,
    )
    if (nearest) focusNode(svg.current, nearest.id)
  }, [opened, svg])
  return (y) => {
    wanted.current = y
  }
}

/** What skips a column bends before it and passes it in a row of its own, so that it meets no box. */
function lineBetween(start: ReachEdge['start'], end: ReachEdge['end']): string {
  const skips = end.x - start.x > columnGap
  return skips ? `${curve(start, { x: start.x + columnGap, y: end.y })}H${end.x}` : curve(start, end)
}

/** Right and left follow the lines, up and down go through the column. */
function neighbour({ nodes, edges }: ReachDrawing, node: ReachNode, key: string): string | undefined {
  const inColumn = nodes.filter(({ column }) => column === node.column).sort((a, b) => a.y - b.y)
  const at = inColumn.findIndex(({ id }) => id === node.id)
  switch (key) {
    case 'ArrowRight':
      return edges.find(({ from }) => from === node.id)?.to
    case 'ArrowLeft':
      return edges.find(({ to }) => to === node.id)?.from
    case 'ArrowDown':
      return inColumn[at + 1]?.id
    case 'ArrowUp':
      return inColumn[at - 1]?.id
    default:
      return undefined
  }
}
