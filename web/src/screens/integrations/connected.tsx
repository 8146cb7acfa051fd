import { useQuery } from '@tanstack/react-query'
import { organizationQuery } from '../../api/queries.ts'
import type { Integration } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import type { GridOrder } from '../../parts/coverage-lines.ts'
import { SearchField } from '../../parts/field.tsx'
import { Section } from '../../parts/layout.tsx'
import { isRunning, progressOf } from '../../parts/reading.ts'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { byTrouble, IntegrationCard } from './card.tsx'
import { CoverageSection } from './coverage-section.tsx'
import { DeletedSection } from './deleted-section.tsx'
import styles from './integrations.module.css'
import { LiveAccounts } from './live-accounts.tsx'
import { MapLink } from './map-link.tsx'
import { RecommendedApps } from './recommended.tsx'
import { UnfinishedForms } from './unfinished-forms.tsx'
import { scopeWords } from './words.ts'

const cx = classesOf(styles)

/** Fewer cards than this are found by looking. */
const worthSearching = 4

interface Search {
  readonly search?: string | undefined
  readonly order?: GridOrder | undefined
  readonly cell?: string | undefined
}

export function Connected(props: {
  readonly of: readonly Integration[]
  readonly search: Search
  readonly onSearch: (part: Search) => void
}) {
  const { search, onSearch } = props
  const map = useQuery(organizationQuery)
  const wanted = (search.search ?? '').trim().toLowerCase()
  const fits = (one: Integration) =>
    [
      one.name,
      one.owner ?? '',
      scopeWords(one),
      ...one.accounts.flatMap((account) => [account.name ?? '', account.accountId]),
    ]
      .join(' ')
      .toLowerCase()
      .includes(wanted)
  const cards = [...props.of].filter(fits).sort(byTrouble)
  const running = props.of.filter((one) => one.kind === 'aws' && isRunning(one.run))
  return (
    <>
      <UnfinishedForms />
      <div className={cx('connected')}>
        {(props.of.length > worthSearching || wanted !== '') && (
          <SearchField
            label="Search integrations"
            placeholder="Name, owner or account"
            value={search.search ?? ''}
            onChange={(typed) => onSearch({ search: typed === '' ? undefined : typed })}
          />
        )}
        {cards.length === 0 ? (
          <p className={text('muted')}>No integration fits “{search.search}”.</p>
        ) : (
          <div className={cx('cards')}>
            {cards.map((one) => (
              <IntegrationCard key={one.id} of={one} />
            ))}
          </div>
        )}
      </div>
      {running.map((one) =>
        one.run === null ? null : (
          <Section
            key={one.id}
            title={`Reading ${one.name}`}
            aside={`${figure(progressOf(one.run).objects)} objects so far`}
          >
            <LiveAccounts run={one.run} />
          </Section>
        ),
      )}
      <RecommendedApps />
      {map.data !== undefined && map.data.units.length > 0 && (
        <MapLink accounts={counted(map.data.accounts.length, 'account')} />
      )}
      <CoverageSection
        order={search.order ?? 'trouble'}
        chosen={search.cell}
        onOrder={(order) => onSearch({ order })}
        onChoose={(cell) => onSearch({ cell })}
      />
      <DeletedSection />
    </>
  )
}
