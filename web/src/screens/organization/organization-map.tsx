/** The organization as a picture, its tree and its table; the same account is chosen in all three. */
import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { OrganizationMap as MapAnswer } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { SearchField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import { AccountFacts } from './account-facts.tsx'
import { AccountTable } from './account-table.tsx'
import styles from './organization.module.css'
import { UnitTree } from './ou-tree.tsx'
import { type MapColour, markOf, restWords, shadeOf, tileWords } from './shades.ts'
import { accountName, accountsUnder, type Direction, layMap, neighbour, unitTree } from './treemap.ts'

const cx = classesOf(styles)

export interface MapView {
  readonly colour: MapColour
  readonly account: string | undefined
  readonly unit: string | undefined
}

export function OrganizationMap(props: {
  readonly map: MapAnswer
  readonly view: MapView
  readonly onView: (view: Partial<MapView>) => void
}) {
  const { map, view, onView } = props
  const [filter, setFilter] = useState('')
  const root = useMemo(() => unitTree(map), [map])
  const chosen = map.accounts.find((account) => account.accountId === view.account)
  const wanted = filter.trim().toLowerCase()
  const within = useMemo(() => {
    const unit = view.unit === undefined ? root : (find(root, view.unit) ?? root)
    return new Set(accountsUnder(unit).map((account) => account.accountId))
  }, [root, view.unit])
  const shown = map.accounts.filter(
    (account) =>
      within.has(account.accountId) &&
      (wanted === '' || `${account.name ?? ''} ${account.accountId}`.toLowerCase().includes(wanted)),
  )
  return (
    <div className={layout('stack')}>
      <div className={cx('pair')}>
        <Section
          title="Map"
          aside={`${counted(map.accounts.length, 'account')}, ${counted(map.units.length, 'OU')}`}
          plain
          more={
            <Segments
              label="Colour"
              value={view.colour}
              options={[
                { value: 'coverage', label: 'Coverage' },
                { value: 'administrators', label: 'Standing administrators' },
              ]}
              onChange={(colour) => onView({ colour })}
            />
          }
        >
          <Picture root={root} view={view} shown={new Set(shown.map((one) => one.accountId))} onView={onView} />
          <Legend colour={view.colour} accounts={map.accounts} />
        </Section>
        <div className={layout('stack', 'tight')}>
          <Section title="Units">
            <UnitTree root={root} chosen={view.unit} onChoose={(unit) => onView({ unit })} />
          </Section>
          {chosen !== undefined && (
            <AccountFacts of={chosen} map={map} onClose={() => onView({ account: undefined })} />
          )}
        </div>
      </div>
      <Section
        title="Accounts"
        aside={counted(shown.length, 'account')}
        plain
        more={
          <>
            <SearchField label="Search accounts" placeholder="Name or number" value={filter} onChange={setFilter} />
            <Button
              look="quiet"
              size="small"
              onClick={() => download('organization.csv', 'text/csv', csvOf(accountRows(map)))}
            >
              <Icon name="download" size={14} />
              CSV
            </Button>
          </>
        }
      >
        {shown.length === 0 ? (
          <p className={text('muted')}>No account fits. Empty the search, or choose another unit.</p>
        ) : (
          <AccountTable
            accounts={shown}
            map={map}
            chosen={view.account}
            colour={view.colour}
            onChoose={(account) => onView({ account })}
          />
        )}
      </Section>
    </div>
  )
}

type Node = ReturnType<typeof unitTree>
const find = (node: Node, id: string): Node | undefined =>
  node.id === id ? node : node.units.map((unit) => find(unit, id)).find((one) => one !== undefined)

const accountRows = (map: MapAnswer): readonly (readonly string[])[] => [
  ['account', 'name', 'unit', 'status', 'principals', 'resources', 'administrators', 'read', 'not_read'],
  ...map.accounts.map((one) => [
    one.accountId,
    one.name ?? '',
    map.units.find((unit) => unit.id === one.unitId)?.name ?? '',
    one.status,
    String(one.principals),
    String(one.resources),
    String(one.administrators),
    String(one.coverage.ok),
    String(one.coverage.missing),
  ]),
]

/** Height of the picture (px): of a screen of 1000, the tree and the head beside it. */
const pictureHeight = 440
/** Smaller tiles show only their colour; the name is on hover, on focus and in the table (px). */
const nameFits = { width: 54, height: 22 }
const factFits = 40

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

function Picture(props: {
  readonly root: Node
  readonly view: MapView
  readonly shown: ReadonlySet<string>
  readonly onView: (view: Partial<MapView>) => void
}) {
  const { root, view, onView } = props
  const { ref, width } = useElementSize<HTMLDivElement>()
  const laid = useMemo(() => layMap(root, { x: 0, y: 0, width, height: pictureHeight }), [root, width])
  const most = Math.max(1, ...laid.accounts.map(({ account }) => account.administrators))
  const [focus, setFocus] = useState(0)
  const tiles = useRef<(HTMLButtonElement | null)[]>([])
  const move = (event: KeyboardEvent, at: number) => {
    const direction = arrows[event.key]
    if (direction === undefined) return
    event.preventDefault()
    const next = neighbour(laid.accounts, at, direction)
    if (next !== undefined) tiles.current[next]?.focus()
  }
  return (
    <div ref={ref} className={cx('picture')} style={{ height: pictureHeight }}>
      {laid.units.map(({ unit, box, depth }) => (
        <div key={unit.id} className={cx('unit', depth % 2 === 1 && 'odd')} style={place(box)}>
          <span className={cx('unitName')} title={unit.name}>
            {box.width > 40 ? unit.name : ''}
          </span>
        </div>
      ))}
      <ul aria-label="Accounts of the organization" className={cx('tiles')}>
        {laid.accounts.map(({ account, box }, at) => {
          const shade = shadeOf(account, view.colour, most)
          const fits = box.width >= nameFits.width && box.height >= nameFits.height
          return (
            <li key={account.accountId} style={place(box)}>
              <button
                ref={(element) => {
                  tiles.current[at] = element
                }}
                type="button"
                tabIndex={at === Math.min(focus, laid.accounts.length - 1) ? 0 : -1}
                className={cx('tile', shade, !props.shown.has(account.accountId) && 'aside')}
                aria-pressed={account.accountId === view.account}
                title={tileWords(account)}
                onFocus={() => setFocus(at)}
                onKeyDown={(event) => move(event, at)}
                onClick={() => onView({ account: account.accountId === view.account ? undefined : account.accountId })}
              >
                {fits && <span className={cx('tileName')}>{accountName(account)}</span>}
                {fits && box.height >= factFits && (
                  <span className={cx('tileFact')}>{markOf(account, view.colour)}</span>
                )}
                <span className={text('hidden')}>{fits ? restWords(account) : tileWords(account)}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const place = (box: { x: number; y: number; width: number; height: number }) => ({
  left: box.x,
  top: box.y,
  width: box.width,
  height: box.height,
})

function Legend(props: { readonly colour: MapColour; readonly accounts: MapAnswer['accounts'] }) {
  const most = Math.max(1, ...props.accounts.map((account) => account.administrators))
  return (
    <p className={cx('legend')}>
      {props.colour === 'coverage' ? (
        <>
          <span>
            <i className={cx('swatch', 'read')} /> read in full
          </span>
          <span>
            <i className={cx('swatch', 'partly')} /> read in part
          </span>
          <span>
            <i className={cx('swatch', 'unread')} /> not read: answers are unknown
          </span>
          <span>
            <i className={cx('swatch', 'out')} /> suspended or left out
          </span>
        </>
      ) : (
        <>
          <span>administrators who need no grant:</span>
          <span>
            <i className={cx('swatch', 'heat0')} /> 0
          </span>
          <span>
            <i className={cx('swatch', 'heat2')} />
          </span>
          <span>
            <i className={cx('swatch', 'heat4')} /> {most}
          </span>
          <span>
            <i className={cx('swatch', 'unread')} /> not known
          </span>
        </>
      )}
      <span>Larger: more principals. Arrow keys move, Enter opens.</span>
    </p>
  )
}
