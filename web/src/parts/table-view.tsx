/** How somebody likes to see a table: how close its rows stand, which columns he has hidden. Remembered for each table in this browser. */
import { Menu } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { menuLook } from './menu.ts'

/** Rows of 30, 36 and 44 px (look.md §4). */
const densities = [
  { value: 'compact', name: 'Compact rows' },
  { value: 'normal', name: 'Normal rows' },
  { value: 'roomy', name: 'Roomy rows' },
] as const
export type Density = (typeof densities)[number]['value']

export interface TableView {
  readonly density: Density
  readonly hidden: readonly string[]
}

const asFirstSeen: TableView = { density: 'normal', hidden: [] }

/** What an older version, or somebody’s hand, has left in the browser’s memory. */
export function parseTableView(text: string | undefined): TableView {
  try {
    const kept: unknown = JSON.parse(text ?? '')
    if (typeof kept !== 'object' || kept === null) return asFirstSeen
    const density = densities.find(({ value }) => 'density' in kept && value === kept.density)?.value
    const hidden = 'hidden' in kept && Array.isArray(kept.hidden) ? kept.hidden : []
    return { density: density ?? 'normal', hidden: hidden.filter((column) => typeof column === 'string') }
  } catch {
    return asFirstSeen
  }
}

export function useTableView(label: string): readonly [TableView, (change: Partial<TableView>) => void] {
  const [view, setView] = useLocalStorage({
    key: `bw-table-${label}`,
    defaultValue: asFirstSeen,
    getInitialValueInEffect: false,
    deserialize: parseTableView,
  })
  return [view, (change) => setView((before) => ({ ...before, ...change }))]
}

const asDensity = (value: string): Density => densities.find((one) => one.value === value)?.value ?? 'normal'

export function ViewMenu(props: {
  readonly view: TableView
  readonly onView: (change: Partial<TableView>) => void
  /** Those that may be hidden. */
  readonly columns: readonly { readonly id: string; readonly name: string }[]
}) {
  const { view, columns } = props
  return (
    <Menu position="bottom-end" shadow="none" width={220} {...menuLook} closeOnItemClick={false}>
      <Menu.Target>
        <Button look="quiet" square aria-label="Rows and columns" title="Rows and columns">
          <Icon name="view" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={view.density} onChange={(density) => props.onView({ density: asDensity(density) })}>
          {densities.map(({ value, name }) => (
            <Menu.RadioItem key={value} value={value} checkIcon={<Icon name="check" size={14} />}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {columns.length > 0 && <Menu.Label>Columns</Menu.Label>}
        {columns.map(({ id, name }) => (
          <Menu.CheckboxItem
            key={id}
            checked={!view.hidden.includes(id)}
            checkIcon={<Icon name="check" size={14} />}
            onChange={(shown) =>
              props.onView({ hidden: shown ? view.hidden.filter((one) => one !== id) : [...view.hidden, id] })
            }
          >
            {name}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
