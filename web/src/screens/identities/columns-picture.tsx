import { Link as RouteLink } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { classesOf } from '../../classes.ts'
import { text } from '../../parts/text.ts'
import path from '../ask/path.module.css'
import paths from '../ask/paths/paths.module.css'
import { curve, focusNode, Legend, NodeBox } from '../ask/picture-parts.tsx'
import {
  bandRoom,
  bundleOf,
  type ColumnPlan,
  connectedWith,
  type Drawing,
  type DrawnNode,
  type Graph,
  headHeight,
  type Link,
  layColumns,
  neighbourOf,
} from './columns.ts'
import styles from './identities.module.css'

const cx = classesOf(path)
const band = classesOf(paths)
const own = classesOf(styles)

/** Wide pictures shrink to this, then they scroll; those of few nodes grow no further, or they would be all letters. */
const smallest = 0.86
const largest = 1.05

export function ColumnsPicture(props: {
  readonly label: string
  readonly plans: readonly ColumnPlan[]
  readonly graph: Graph
  /** Between columns, where the lines need more room than usual. */
  readonly gap?: number
  readonly chosen: string | undefined
  readonly onChoose: (node: string | undefined) => void
  /** What the red lines mean. */
  readonly danger: string
}) {
  const { onChoose } = props
  const [opened, setOpened] = useState<string | undefined>()
  const [toFocus, setToFocus] = useState<string | undefined>()
  const svg = useRef<SVGSVGElement>(null)
  const drawing = layColumns(props.plans, props.graph, { opened, gap: props.gap })
  const chosen = drawing.nodes.find((node) => node.key === props.chosen)
  const on = chosen === undefined ? undefined : connectedWith(drawing, chosen.key)
  /** The focus goes on with the first of what was in the bundle. */
  const open = (bundle: DrawnNode) => {
    setOpened(bundle.column)
    setToFocus(bundle.stands[0])
  }
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || (opened === undefined && chosen === undefined)) return
    event.stopPropagation()
    if (chosen !== undefined) onChoose(undefined)
    else if (opened !== undefined) {
      setOpened(undefined)
      setToFocus(bundleOf(opened))
    }
  }
  useEffect(() => {
    if (toFocus !== undefined) focusNode(svg.current, toFocus)
  }, [toFocus])
  const act = (node: DrawnNode) =>
    node.bundled === 0
      ? { pressed: node === chosen, run: () => onChoose(node === chosen ? undefined : node.key) }
      : opened === node.column
        ? undefined
        : { expanded: false, run: () => open(node) }
  return (
    <div>
      <div className={own('scroller')}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture */}
        <svg
          ref={svg}
          className={cx('picture')}
          data-picture
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
          style={{ minWidth: drawing.width * smallest, maxWidth: drawing.width * largest }}
          role="group"
          aria-label={`${props.label}. Arrows follow the lines. The same stands in the table.`}
          onKeyDown={close}
        >
          {drawing.columns.map((column) => (
            <Head key={column.id} column={column} height={drawing.height} />
          ))}
          {[...drawing.edges]
            .sort((a, b) => Number(isOn(on, a)) - Number(isOn(on, b)))
            .map((edge) => (
              <Line key={`${edge.from} ${edge.to}`} edge={edge} drawing={drawing} on={on} />
            ))}
          {drawing.nodes.map((node) => (
            <NodeBox
              key={node.key}
              id={node.key}
              box={node}
              icon={node.icon}
              label={node.label}
              below={node.bundled > 0 && opened === node.column ? `${node.below}, in the table` : node.below}
              wrap
              shape={node.shape}
              bundle={node.bundled > 0}
              look={cx(
                node === chosen && 'on',
                node.unread && 'unread',
                on !== undefined && !on.has(node.key) && 'dim',
              )}
              spoken={spokenOf(drawing, node, props.danger)}
              act={act(node)}
              onKeyDown={(event) => {
                const next = neighbourOf(drawing, node.key, event.key)
                if (next === undefined) return
                event.preventDefault()
                focusNode(svg.current, next)
              }}
            />
          ))}
        </svg>
      </div>
      <p className={own('chosen')} aria-live="polite">
        {chosen === undefined ? (
          <span className={text('faint')}>Choose a node to see what hangs together with it.</span>
        ) : (
          <Chosen node={chosen} />
        )}
      </p>
      <PictureLegend edges={drawing.edges} danger={props.danger} />
    </div>
  )
}

/** The name of a column, and the band of its account behind it. */
function Head(props: { readonly column: Drawing['columns'][number]; readonly height: number }) {
  const { column, height } = props
  return (
    <g>
      {column.band !== undefined && (
        <rect
          className={band('band')}
          x={column.x - bandRoom}
          y={headHeight - 12}
          width={column.width + 2 * bandRoom}
          height={height - headHeight + 12}
          rx="8"
        />
      )}
      <text className={cx('small')} x={column.x} y={13}>
        {column.band ?? column.name}
      </text>
    </g>
  )
}

const isOn = (on: ReadonlySet<string> | undefined, edge: Link): boolean =>
  on?.has(edge.from) === true && on.has(edge.to)

const edgeClass = { plain: undefined, danger: 'danger', conditional: 'conditional', unknown: 'unknown' } as const

function Line(props: { readonly edge: Link; readonly drawing: Drawing; readonly on: ReadonlySet<string> | undefined }) {
  const { edge, drawing, on } = props
  const from = drawing.nodes.find(({ key }) => key === edge.from)
  const to = drawing.nodes.find(({ key }) => key === edge.to)
  if (from === undefined || to === undefined) return null
  const lit = isOn(on, edge)
  return (
    <path
      className={cx(
        'edge',
        edgeClass[edge.look],
        on !== undefined && !lit && 'dim',
        lit && (edge.look === 'plain' ? 'on' : 'strong'),
      )}
      d={curve({ x: from.x + from.width, y: from.y + from.height / 2 }, { x: to.x, y: to.y + to.height / 2 })}
    />
  )
}

/** `In account prod-payments, 5 of 5, administrator there`. */
function spokenOf({ columns, edges }: Drawing, node: DrawnNode, danger: string): string {
  const at = columns.findIndex(({ id }) => id === node.column)
  return [
    `${columns[at]?.name ?? ''} ${node.label}${node.below === undefined ? '' : `, ${node.below}`}`,
    `${at + 1} of ${columns.length}`,
    ...(edges.some((edge) => edge.to === node.key && edge.look === 'danger') ? [danger] : []),
    ...(node.unread ? ['could not look'] : []),
    ...(node.bundled > 0 ? ['opens in place'] : []),
  ].join(', ')
}

/** What was chosen, and where its page is. */
function Chosen(props: { readonly node: DrawnNode }) {
  const { label, below, page } = props.node
  return (
    <>
      <span className={text('m')}>{label}</span>
      {below !== undefined && <span className={text('faint')}> {below}</span>}{' '}
      {page?.of === 'account' && (
        <RouteLink to="/access/accounts/$account" params={{ account: page.account }}>
          Open the account
        </RouteLink>
      )}
      {page?.of === 'principal' && (
        <RouteLink to="/access/principals/$" params={{ _splat: page.arn }}>
          Open the principal
        </RouteLink>
      )}
      {page?.of === 'policy' && (
        <RouteLink to="/access/policies/$ref" params={{ ref: page.ref }}>
          Open the policy
        </RouteLink>
      )}
    </>
  )
}

function PictureLegend(props: { readonly edges: readonly Link[]; readonly danger: string }) {
  const has = (look: Link['look']) => props.edges.some((edge) => edge.look === look)
  return (
    <Legend
      lines={[
        ...(has('plain') ? (['allowed'] as const) : []),
        ...(has('conditional') ? (['conditional'] as const) : []),
        ...(has('unknown') ? (['unknown'] as const) : []),
      ]}
    >
      {has('danger') && (
        <span>
          <svg viewBox="0 0 26 10" aria-hidden="true">
            <path className={cx('edge', 'danger')} d="M0 5h26" />
          </svg>
          {props.danger}
        </span>
      )}
    </Legend>
  )
}
