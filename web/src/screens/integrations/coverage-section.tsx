import { useQuery } from '@tanstack/react-query'
import { coverageQuery } from '../../api/queries.ts'
import type { Coverage } from '../../api/schema.ts'
import { download } from '../../download.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { CoverageGrid, type GridOrder } from '../../parts/coverage.tsx'
import { coverageCsv, gridTypes } from '../../parts/coverage-cells.ts'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'

export function CoverageSection(props: {
  readonly integration?: string
  readonly order: GridOrder
  readonly chosen: string | undefined
  readonly onOrder: (order: GridOrder) => void
  readonly onChoose: (key: string | undefined) => void
}) {
  const coverage = useQuery(coverageQuery(props.integration))
  if (coverage.error) return <ProblemNotice error={coverage.error} onRetry={() => void coverage.refetch()} />
  if (coverage.data === undefined) return <Loading lines={8} />
  if (coverage.data.items.length === 0)
    return <p className={text('muted')}>Nothing has been read yet, so there is nothing to show.</p>
  return <Grid {...props} coverage={coverage.data} />
}

function Grid(props: {
  readonly coverage: Coverage
  readonly order: GridOrder
  readonly chosen: string | undefined
  readonly onOrder: (order: GridOrder) => void
  readonly onChoose: (key: string | undefined) => void
}) {
  const { items } = props.coverage
  const accounts = new Set(items.map((cell) => cell.accountId)).size
  return (
    <Section
      title="Coverage"
      aside={`${counted(accounts, 'account')}, ${counted(gridTypes(items).length, 'capability', 'capabilities')}`}
      plain
      more={
        <>
          <Segments
            label="Order"
            value={props.order}
            options={[
              { value: 'trouble', label: 'Trouble first' },
              { value: 'name', label: 'By name' },
            ]}
            onChange={props.onOrder}
          />
          <Button look="quiet" size="small" onClick={() => download('coverage.csv', 'text/csv', coverageCsv(items))}>
            <Icon name="download" size={14} />
            CSV
          </Button>
        </>
      }
    >
      <CoverageGrid cells={items} order={props.order} chosen={props.chosen} onChoose={props.onChoose} />
    </Section>
  )
}
