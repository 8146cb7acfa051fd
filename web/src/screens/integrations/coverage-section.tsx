import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { allCells, coverageQuery, organizationQuery } from '../../api/queries.ts'
import type { AccountCoverage } from '../../api/schema.ts'
import type { OrganizationMap } from '../../api/types.ts'
import { download } from '../../download.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { coverageCsv, gridRows, gridTypes } from '../../parts/coverage-cells.ts'
import { CoverageGrid } from '../../parts/coverage-grid.tsx'
import type { GridOrder } from '../../parts/coverage-lines.ts'
import { SearchField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { FailedAct, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import { unitPath } from '../organization/unit-path.ts'

interface Props {
  readonly integration?: string
  readonly order: GridOrder
  readonly chosen: string | undefined
  readonly onOrder: (order: GridOrder) => void
  readonly onChoose: (key: string | undefined) => void
}

export function CoverageSection(props: Props) {
  const coverage = useQuery(coverageQuery(props.integration))
  if (coverage.error) return <ProblemNotice error={coverage.error} onRetry={() => void coverage.refetch()} />
  if (coverage.data === undefined) return <Loading lines={8} />
  if (coverage.data.length === 0)
    return <p className={text('muted')}>Nothing has been read yet, so there is nothing to show.</p>
  return <Grid {...props} coverage={coverage.data} />
}

/** Fewer accounts than this are found by looking. */
const worthSearching = 12

function Grid(props: Props & { readonly coverage: readonly AccountCoverage[] }) {
  const [search, setSearch] = useState('')
  const [troubled, setTroubled] = useState(false)
  const rows = useMemo(() => gridRows(props.coverage), [props.coverage])
  const save = useMutation({
    mutationFn: async () => download('coverage.csv', 'text/csv', coverageCsv(await allCells(props.integration))),
  })
  const wanted = search.trim().toLowerCase()
  const shown = useMemo(
    () =>
      rows.filter(
        (row) =>
          (wanted === '' || `${row.name} ${row.accountId}`.toLowerCase().includes(wanted)) &&
          (!troubled || row.trouble > 0),
      ),
    [rows, wanted, troubled],
  )
  const map = useQuery({ ...organizationQuery, enabled: props.order === 'unit' })
  const unitOf = useMemo(() => unitNames(map.data), [map.data])
  const trouble = rows.filter((row) => row.trouble > 0).length
  return (
    <Section
      title="Coverage"
      term="coverage"
      aside={`${counted(rows.length, 'account')}, ${counted(gridTypes(rows).length, 'capability', 'capabilities')}`}
      plain
      more={
        <>
          {rows.length > worthSearching && (
            <SearchField label="Search accounts" placeholder="Name or number" value={search} onChange={setSearch} />
          )}
          {trouble > 0 && trouble < rows.length && (
            <Button size="small" aria-pressed={troubled} onClick={() => setTroubled(!troubled)}>
              {troubled ? 'Show all' : `Only the ${trouble} in trouble`}
            </Button>
          )}
          <Segments
            label="Order"
            value={props.order}
            options={[
              { value: 'trouble', label: 'Trouble first' },
              { value: 'unit', label: 'By OU' },
            ]}
            onChange={props.onOrder}
          />
          <Button
            look="quiet"
            size="small"
            aria-disabled={save.isPending}
            onClick={() => !save.isPending && save.mutate()}
          >
            <Icon name="download" size={14} />
            {save.isPending ? 'Fetching' : 'CSV'}
          </Button>
        </>
      }
    >
      <FailedAct of={save} />
      {shown.length === 0 ? (
        <p className={text('muted')}>No account fits what you ask for.</p>
      ) : (
        <CoverageGrid
          rows={shown}
          order={props.order}
          unitOf={unitOf}
          chosen={props.chosen}
          onChoose={props.onChoose}
        />
      )}
    </Section>
  )
}

/** The way to each account's unit, without the root that all of them have: `Production / Payments`. */
function unitNames(map: OrganizationMap | undefined): (accountId: string) => string | undefined {
  const names = new Map<string, string>()
  if (map !== undefined) {
    for (const { accountId, unitId } of map.accounts) {
      const way = unitPath(map, unitId)
      if (way.length > 0) names.set(accountId, way.slice(1).join(' / ') || (way[0] ?? ''))
    }
  }
  return (accountId) => names.get(accountId)
}
