import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { AccessPath, PathCut, PathStep } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { accountGroups } from '../../../parts/arn.ts'
import { Button } from '../../../parts/button.tsx'
import { fit } from '../../../parts/fit-text.ts'
import { grantOf, statementWords } from '../names.ts'
import picture from '../path.module.css'
import { EdgeMark, focusNode, Legend, NodeBox } from '../picture-parts.tsx'
import { type Grounds, HintCard, type ShowHint, useHint } from '../statement-hint.tsx'
import { behindBundle } from './ends-tree.ts'
import { type DrawnBand, type DrawnEdge, type DrawnNode, layPaths, type PathsDrawing } from './layout.ts'
import styles from './paths.module.css'
import { decisionWords, fullName, iconOfNode, sameStep, shapeOf, stepWords } from './words.ts'

const cx = classesOf(picture)
const own = classesOf(styles)

export interface Choice {
  /** Index of the path. */
  readonly path: number
  readonly step: number
}

/** Wide pictures shrink to this, then they scroll. */
const smallest = 0.86

export function PathsPicture(props: {
  readonly paths: readonly AccessPath[]
  readonly cuts: readonly PathCut[]
  readonly chosen: Choice
  /** Somebody has chosen it: then the others step back. */
  readonly isPicked: boolean
  /** On a phone: whole, and it scrolls. */
  readonly isWhole?: boolean
  readonly onChoose: (choice: Choice) => void
  /** Tries on paper what cuts a step; undefined where nothing does. */
  readonly cutOf: (step: PathStep) => (() => void) | undefined
}) {
  const { paths, cuts, chosen, isPicked } = props
  const [opened, setOpened] = useState<string | undefined>()
  const drawing = layPaths(paths, cuts, { chosen: chosen.path, opened })
  const svg = useRef<SVGSVGElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const { hint, show } = useHint(frame)
  const choose = (through: readonly number[], edge: DrawnEdge | undefined) =>
    props.onChoose(choiceOf(paths, chosen, through, edge))
  const isOn = (one: { readonly paths: readonly number[] }) => one.paths.includes(chosen.path)
  const order = focusOrder(drawing, chosen.path)
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || (opened === undefined && hint === undefined)) return
    event.stopPropagation()
    show(undefined)
    setOpened(undefined)
  }
  return (
    <div className={cx('large', props.isWhole && 'whole')} ref={frame}>
      <div className={own('scroller')}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture */}
        <svg
          ref={svg}
          className={cx('picture')}
          data-picture
          style={{ minWidth: drawing.width * smallest }}
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
          role="group"
          aria-label="Access paths. Arrows follow the lines. The same stands in the list below."
          onKeyDown={close}
        >
          {drawing.bands.map((band) => (
            <BandShape key={`${band.account} ${band.x} ${band.y}`} band={band} />
          ))}
          {[...drawing.edges]
            .sort((a, b) => Number(isOn(a)) - Number(isOn(b)))
            .map((edge) => (
              <EdgeShape
                key={edge.key}
                edge={edge}
                on={isOn(edge)}
                dim={isPicked && !isOn(edge)}
                canCut={edge.step !== undefined && props.cutOf(edge.step) !== undefined}
                onChoose={() => choose(edge.paths, edge)}
                onHint={show}
              />
            ))}
          {order.map((node) => (
            <NodeShape
              key={node.key}
              node={node}
              drawing={drawing}
              chosen={chosen.path}
              onOpen={() => setOpened(node.key)}
              onChoose={() =>
                choose(
                  node.paths,
                  drawing.edges.find((edge) => edge.from === node.key && isOn(edge)) ??
                    drawing.edges.find((edge) => edge.from === node.key),
                )
              }
              dim={isPicked && !isOn(node)}
              cutOf={props.cutOf}
              onMove={(to) => focusNode(svg.current, to)}
              onHint={show}
            />
          ))}
          {drawing.edges.map((edge) => (
            <EdgeWords key={edge.key} edge={edge} on={isOn(edge)} />
          ))}
          {drawing.edges.flatMap((edge) =>
            edge.pins.map((number) => (
              <Pin
                key={`${edge.key} ${number}`}
                edge={edge}
                number={number}
                cut={cuts[number - 1]}
                onCut={edge.step && props.cutOf(edge.step)}
              />
            )),
          )}
        </svg>
      </div>
      <HintCard hint={hint} />
      {opened !== undefined && (
        <Button look="quiet" size="small" onClick={() => setOpened(undefined)}>
          Fold the bundle again
        </Button>
      )}
      <PathsLegend drawing={drawing} />
      <Reopen opened={opened} drawing={drawing} onFocus={(key) => focusNode(svg.current, key)} />
    </div>
  )
}

/** After a bundle has opened, the focus stands on the first of what was in it. */
function Reopen(props: {
  readonly opened: string | undefined
  readonly drawing: PathsDrawing
  readonly onFocus: (key: string) => void
}) {
  const { opened, drawing, onFocus } = props
  const was = useRef(opened)
  useEffect(() => {
    if (opened === was.current) return
    const parent = behindBundle(opened ?? was.current ?? '')
    was.current = opened
    const target = drawing.edges.find((edge) => edge.to === parent)?.from ?? drawing.nodes[0]?.key
    if (target !== undefined) onFocus(target)
  }, [opened, drawing, onFocus])
  return null
}

/** The chosen path stays chosen where it goes through; else the first of those that do. */
function choiceOf(
  paths: readonly AccessPath[],
  before: Choice,
  through: readonly number[],
  edge: DrawnEdge | undefined,
): Choice {
  const path = through.includes(before.path) ? before.path : (through[0] ?? before.path)
  const steps = paths[path]?.steps ?? []
  const { step } = edge ?? {}
  const at = step === undefined ? steps.length - 1 : steps.findIndex((one) => sameStep(one, step))
  return { path, step: Math.max(0, at) }
}

/** The chosen path from left to right, then the others from top to bottom (look.md §9). */
function focusOrder(drawing: PathsDrawing, chosen: number): readonly DrawnNode[] {
  const on = (node: DrawnNode): boolean => node.paths.includes(chosen) && node.bundled === 0
  return [
    ...drawing.nodes.filter(on).sort((a, b) => a.column - b.column),
    ...drawing.nodes.filter((node) => !on(node)).sort((a, b) => a.row - b.row || a.column - b.column),
  ]
}

function BandShape(props: { readonly band: DrawnBand }) {
  const { band } = props
  const groups = accountGroups(band.account)
  const numberWidth = 88
  const alone = band.name === band.account
  return (
    <g>
      <rect className={own('band')} x={band.x} y={band.y} width={band.width} height={band.height} rx="8" />
      <text className={cx('fact', 'halo')} x={band.x + 10} y={band.y + 18}>
        {alone ? groups.join(' ') : fit(band.name, band.width - 20 - (band.width > 220 ? numberWidth : 0), 11)}
        <title>{`${band.name} ${band.account}`}</title>
      </text>
      {!alone && band.width > 220 && (
        <text className={cx('small', 'halo')} x={band.x + band.width - 10} y={band.y + 18} textAnchor="end">
          {groups.join(' ')}
        </text>
      )}
    </g>
  )
}

const edgeClass = { Allowed: undefined, Conditional: 'conditional', Unknown: 'unknown' } as const

/** Steps by which somebody takes power that was not meant for them (look.md §9: dangerous). */
const isDangerous = (step: PathStep | undefined): boolean =>
  step?.decision === 'Allowed' && (step.kind === 'escalates' || step.kind === 'passesRole')

/** What proves a step: the first of its permissions that a policy grants. */
function groundsOf(step: PathStep, canCut: boolean): Grounds {
  const granted = step.permissions.find(({ reasons }) => grantOf(reasons) !== undefined)
  const reason = granted && grantOf(granted.reasons)
  return {
    says: step.text,
    decision: step.decision,
    ...(granted !== undefined && { action: granted.action, resource: granted.resource }),
    ...(reason !== undefined && { reason }),
    keys: `Enter explains it, arrows follow the lines${canCut ? ', c tries a cut here' : ''}`,
  }
}

function EdgeShape(props: {
  readonly edge: DrawnEdge
  readonly on: boolean
  readonly dim: boolean
  readonly canCut: boolean
  readonly onChoose: () => void
  readonly onHint: ShowHint
}) {
  const { edge, on, dim, onHint } = props
  const { step } = edge
  const lit = isDangerous(step) ? 'danger' : on && (edge.decision === 'Allowed' ? 'on' : 'strong')
  return (
    // The node before it is the keyboard’s way to the same step.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <g
      className={own('line')}
      onClick={props.onChoose}
      data-on={on}
      onPointerEnter={(event) => step && onHint(groundsOf(step, props.canCut), event.currentTarget)}
      onPointerLeave={() => onHint(undefined)}
    >
      <path className={own('grip')} d={edge.line} />
      <path className={cx('edge', edgeClass[edge.decision], dim ? 'dim' : lit)} d={edge.line} />
    </g>
  )
}

function EdgeWords(props: { readonly edge: DrawnEdge; readonly on: boolean }) {
  const { edge, on } = props
  const { label } = edge
  const mark = edge.decision === 'Conditional' ? 'conditional' : edge.decision === 'Unknown' ? 'unknown' : undefined
  return (
    <g className={own('words')}>
      {mark !== undefined && <EdgeMark x={edge.mark.x} y={edge.mark.y} tone={mark} />}
      {label.above.length > 0 && (
        <text className={cx('fact', 'halo', on && 'name')}>
          {label.above.map((line, at) => (
            <tspan key={line} x={label.x} y={label.y - 7 - (label.above.length - 1 - at) * 13}>
              {line}
            </tspan>
          ))}
          {label.below !== undefined && (
            <tspan className={own('id')} x={label.x} y={label.y + 16}>
              {fit(label.below, label.room, 11)}
            </tspan>
          )}
        </text>
      )}
    </g>
  )
}

/** A numbered pin above the line, filled for the place that cuts most (look.md §9). */
function Pin(props: {
  readonly edge: DrawnEdge
  readonly number: number
  readonly cut: PathCut | undefined
  readonly onCut: (() => void) | undefined
}) {
  const { edge, number, cut } = props
  if (cut === undefined) return null
  const { x, y } = edge.pin
  const run = props.onCut ?? (() => document.getElementById('cuts')?.scrollIntoView())
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button element
    <g
      className={own('pin', number === 1 && 'first')}
      role="button"
      tabIndex={0}
      aria-label={`Cut ${number}: ${cut.text} Try it as a what-if`}
      onClick={run}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        run()
      }}
    >
      <path className={own('stem')} d={`M${x} ${y - 12}V${y}`} />
      <circle className={own('reach')} cx={x} cy={y - 21} r="12" />
      <circle className={own('head')} cx={x} cy={y - 21} r="9" />
      <text x={x} y={y - 17} textAnchor="middle">
        {number}
      </text>
    </g>
  )
}

function NodeShape(props: {
  readonly node: DrawnNode
  readonly drawing: PathsDrawing
  readonly chosen: number
  readonly dim: boolean
  readonly onOpen: () => void
  readonly onChoose: () => void
  readonly cutOf: (step: PathStep) => (() => void) | undefined
  readonly onMove: (key: string) => void
  readonly onHint: ShowHint
}) {
  const { node, drawing, chosen } = props
  const on = node.paths.includes(chosen) && node.bundled === 0
  const step = drawing.edges.find((edge) => edge.from === node.key && (!on || edge.paths.includes(chosen)))?.step
  const cut = step && props.cutOf(step)
  const place = `${node.column + 1} of ${drawing.columns}`
  const spoken =
    node.node === undefined
      ? `${node.label} ${node.below ?? ''}, opens in place`
      : [fullName(node.node), place, ...(step === undefined ? [] : [`${stepWords(step)}, ${decidedWords(step)}`])].join(
          ', ',
        )
  return (
    <NodeBox
      box={node}
      icon={node.node === undefined ? 'people' : iconOfNode(node.node)}
      label={node.label}
      below={node.below}
      shape={node.node === undefined ? 'rounded' : shapeOf(node.node)}
      wrap
      bundle={node.bundled > 0}
      id={node.key}
      look={[cx(on && 'on', props.dim && 'dim'), node.node?.kind === 'administrator' ? own('power') : ''].join(' ')}
      spoken={spoken}
      act={node.bundled > 0 ? { expanded: false, run: props.onOpen } : { pressed: on, run: props.onChoose }}
      onHint={(at, cause) => props.onHint(at && step && groundsOf(step, cut !== undefined), at, cause)}
      onKeyDown={(event) => {
        if (event.key === 'c' && cut !== undefined && !event.metaKey && !event.ctrlKey) {
          cut()
          return
        }
        const next = neighbour(drawing, node, chosen, event.key)
        if (next === undefined) return
        event.preventDefault()
        props.onMove(next)
      }}
    />
  )
}

/** `allowed by statement 2 of release`: what the hint shows, for the ear. */
function decidedWords(step: PathStep): string {
  const { reason } = groundsOf(step, false)
  const decided = decisionWords[step.decision]
  return reason === undefined ? decided : `${decided} by ${statementWords(reason)} of ${reason.policy}`
}

/** Right and left follow the lines, up and down go to the next row of the same column. */
function neighbour(drawing: PathsDrawing, node: DrawnNode, chosen: number, key: string): string | undefined {
  const rather = (edges: readonly DrawnEdge[]): DrawnEdge | undefined =>
    edges.find((edge) => edge.paths.includes(chosen)) ?? edges[0]
  const inColumn = drawing.nodes.filter((one) => one.column === node.column).sort((a, b) => a.row - b.row)
  const at = inColumn.findIndex((one) => one.key === node.key)
  switch (key) {
    case 'ArrowRight':
      return rather(drawing.edges.filter((edge) => edge.from === node.key))?.to
    case 'ArrowLeft':
      return rather(drawing.edges.filter((edge) => edge.to === node.key))?.from
    case 'ArrowDown':
      return inColumn[at + 1]?.key
    case 'ArrowUp':
      return inColumn[at - 1]?.key
    default:
      return undefined
  }
}

function PathsLegend(props: { readonly drawing: PathsDrawing }) {
  const { edges } = props.drawing
  const has = (decision: AccessPath['decision']) => edges.some((edge) => edge.decision === decision)
  return (
    <Legend
      lines={[
        'on',
        ...(edges.some(({ step }) => isDangerous(step)) ? (['danger'] as const) : []),
        ...(has('Allowed') ? (['allowed'] as const) : []),
        ...(has('Conditional') ? (['conditional'] as const) : []),
        ...(has('Unknown') ? (['unknown'] as const) : []),
      ]}
    >
      {edges.some((edge) => edge.pins.length > 0) && (
        <span>
          <svg viewBox="0 0 26 10" aria-hidden="true">
            <circle className={own('legendPin')} cx="13" cy="5" r="4.5" />
          </svg>
          a place to cut
        </span>
      )}
    </Legend>
  )
}
