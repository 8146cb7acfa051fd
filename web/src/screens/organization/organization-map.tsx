/** The organization as a picture (treemap or tree) and its table; the same account is chosen in all of them. */
import { useCallback, useMemo, useRef } from 'react'
import type { OrganizationMap as MapAnswer } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { Facet, SearchField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { PictureExport } from '../../parts/picture-export.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import { AccountFacts } from './account-facts.tsx'
import { AccountTable } from './account-table.tsx'
import { CanvasMap, type Drawn } from './canvas-map.tsx'
import { LookFirst } from './look-first.tsx'
import { MapLegend } from './map-legend.tsx'
import styles from './organization.module.css'
import type { MapColour } from './shades.ts'
import { accountsUnder, type MapSize, type UnitNode, unitsTo, unitTree } from './treemap.ts'
import { UnitTree } from './unit-tree.tsx'

const cx = classesOf(styles)

export interface MapView {
  readonly picture: 'treemap' | 'tree'
  readonly colour: MapColour
  readonly size: MapSize
  readonly account: string | undefined
  /** The unit that fills the picture; absent: all of them. */
  readonly unit: string | undefined
  readonly find: string
}

/** What the address says, and what it leaves out when it is as usual. */
export type MapSearch = { readonly [K in keyof MapView]?: MapView[K] | undefined }
export const viewOf = (search: MapSearch): MapView => ({
  picture: search.picture ?? 'treemap',
  colour: search.colour ?? 'risk',
  size: search.size ?? 'principals',
  account: search.account,
  unit: search.unit,
  find: search.find ?? '',
})

export function OrganizationMap(props: {
  readonly map: MapAnswer
  readonly view: MapView
  readonly onView: (view: MapSearch) => void
}) {
  const { map, view, onView } = props
  const root = useMemo(() => unitTree(map), [map])
  const way = view.unit === undefined ? [root] : unitsTo(root, view.unit)
  const unit = way.at(-1) ?? root
  const within = useMemo(() => accountsUnder(unit), [unit])
  const wanted = view.find.trim().toLowerCase()
  const found = useMemo(
    () => within.filter((one) => `${one.name ?? ''} ${one.accountId}`.toLowerCase().includes(wanted)),
    [within, wanted],
  )
  const shown = useMemo(() => new Set(found.map((one) => one.accountId)), [found])
  const chosen = map.accounts.find((account) => account.accountId === view.account)
  const choose = (account: string) => onView({ account: account === view.account ? undefined : account })
  const legend = useRef<HTMLDivElement>(null)
  const drawn = useRef<Drawn | undefined>(undefined)
  const keepDrawn = useCallback((next: Drawn) => {
    drawn.current = next
  }, [])
  const outer = way.at(-2)
  return (
    <div className={layout('stack')}>
      <div className={cx('pair')}>
        <Section
          title="Map"
          aside={`${counted(within.length, 'account')}, ${counted(unitsUnder(unit), 'OU')}`}
          plain
          more={
            <>
              <Segments
                label="Picture"
                value={view.picture}
                options={[
                  { value: 'treemap', label: 'Treemap' },
                  { value: 'tree', label: 'Tree' },
                ]}
                onChange={(picture) => onView({ picture })}
              />
              <Segments
                label="Colour"
                value={view.colour}
                options={[
                  { value: 'risk', label: 'Risk' },
                  { value: 'coverage', label: 'Coverage' },
                ]}
                onChange={(colour) => onView({ colour })}
              />
            </>
          }
        >
          <div className={cx('tools')}>
            <Way way={way} onUnit={(id) => onView({ unit: id === root.id ? undefined : id })} />
            <span className={layout('push')} />
            {view.picture === 'treemap' && (
              <Facet
                label="Area"
                any="Area: principals"
                value={view.size === 'principals' ? '' : view.size}
                options={[
                  { value: 'resources', label: 'Area: resources' },
                  { value: 'even', label: 'Area: all alike' },
                ]}
                onChange={(size) => onView({ size: size === 'resources' || size === 'even' ? size : undefined })}
              />
            )}
            <SearchField
              label="Search accounts"
              placeholder="Account name or number"
              value={view.find}
              onChange={(find) => onView({ find: find === '' ? undefined : find })}
            />
          </div>
          {view.picture === 'treemap' ? (
            <CanvasMap
              root={unit}
              count={within.length}
              colour={view.colour}
              size={view.size}
              shown={shown}
              chosen={view.account}
              onChoose={choose}
              onZoom={(id) => onView({ unit: id })}
              onZoomOut={outer && (() => onView({ unit: outer === root ? undefined : outer.id }))}
              onDrawn={keepDrawn}
            />
          ) : (
            <UnitTree
              root={unit}
              colour={view.colour}
              shown={shown}
              isSearching={wanted !== ''}
              chosen={view.account}
              onChoose={choose}
            />
          )}
          <div ref={legend}>
            <MapLegend view={view} accounts={within} />
          </div>
        </Section>
        <div className={layout('stack', 'tight')}>
          {chosen !== undefined && (
            <AccountFacts of={chosen} map={map} onClose={() => onView({ account: undefined })} />
          )}
          <Section title="Where to look first">
            <LookFirst accounts={within} onChoose={(account) => onView({ account })} />
          </Section>
        </div>
      </div>
      <Section
        title="Accounts"
        aside={counted(found.length, 'account')}
        plain
        more={
          <>
            {view.picture === 'treemap' && map.at !== null && (
              <PictureExport
                name="organization"
                title={unit === root ? 'Organization map' : `Organization map, ${unit.name}`}
                question={view.colour === 'risk' ? 'Where is power?' : 'How much of each account was read?'}
                at={map.at}
                draw={async () => {
                  if (drawn.current === undefined) return null
                  const { svgOf } = await import('./map-file.ts')
                  return svgOf(drawn.current.shapes, drawn.current)
                }}
                legend={() => legend.current}
              />
            )}
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
        {found.length === 0 ? (
          <p className={text('muted')}>No account fits. Empty the search, or choose another unit.</p>
        ) : (
          <AccountTable accounts={found} map={map} chosen={view.account} colour={view.colour} onChoose={choose} />
        )}
      </Section>
    </div>
  )
}

const unitsUnder = (unit: UnitNode): number => unit.units.reduce((sum, one) => sum + 1 + unitsUnder(one), 0)

/** From the whole organization to the unit that fills the picture. */
function Way(props: { readonly way: readonly UnitNode[]; readonly onUnit: (id: string) => void }) {
  const last = props.way.at(-1)
  return (
    <nav className={cx('way')} aria-label="Unit that fills the picture">
      {props.way.map((unit) =>
        unit === last ? (
          <span key={unit.id} className={text('m')} aria-current="true">
            {unit.name}
          </span>
        ) : (
          <span key={unit.id}>
            <button type="button" className={cx('wayStep')} onClick={() => props.onUnit(unit.id)}>
              {unit.name}
            </button>
            <span className={text('faint')}> / </span>
          </span>
        ),
      )}
    </nav>
  )
}

const accountRows = (map: MapAnswer): readonly (readonly string[])[] => [
  [
    'account',
    'name',
    'unit',
    'status',
    'principals',
    'resources',
    'administrators',
    'can_become_administrator',
    'open_to_anybody',
    'worst',
    'read',
    'not_read',
  ],
  ...map.accounts.map((one) => [
    one.accountId,
    one.name ?? '',
    map.units.find((unit) => unit.id === one.unitId)?.name ?? '',
    one.status,
    String(one.principals),
    String(one.resources),
    String(one.administrators),
    String(one.becoming),
    String(one.open),
    one.worst?.arn ?? '',
    String(one.coverage.ok),
    String(one.coverage.missing),
  ]),
]
