import { classesOf } from '../../classes.ts'
import { Severity } from '../../parts/marks.tsx'
import { figure } from '../../parts/verdict.tsx'
import styles from './organization.module.css'
import type { MapView } from './organization-map.tsx'
import { isKnown, type Reading, readingOf, readingWords, riskSteps, severityOf } from './shades.ts'
import type { MapAccount, MapSize } from './treemap.ts'

const cx = classesOf(styles)

/** What the colours, the marks and the areas of the picture say; only what it shows. */
export function MapLegend(props: {
  readonly view: Pick<MapView, 'colour' | 'picture' | 'size'>
  readonly accounts: readonly MapAccount[]
}) {
  const { view, accounts } = props
  const readings = new Set(accounts.map(readingOf))
  const severities = new Set(accounts.map(severityOf))
  const gaps = (['unread', 'out'] as const).filter((reading) => readings.has(reading))
  return (
    <p className={cx('legend')}>
      {view.colour === 'risk' ? (
        <>
          <span>administrators, and who can become one:</span>
          {riskSteps.map(({ shade, from }, at) => (
            <span key={shade}>
              <i className={cx('swatch', shade)} /> {rangeWords(from, riskSteps[at + 1]?.from)}
            </span>
          ))}
        </>
      ) : (
        (['read', 'partly'] as const)
          .filter((reading) => readings.has(reading))
          .map((reading) => <Swatch key={reading} of={reading} />)
      )}
      {gaps.map((reading) => (
        <Swatch key={reading} of={reading} />
      ))}
      {severities.has('critical') && (
        <Severity level="critical">
          <span className={cx('legendWords')}>something is open to anybody</span>
        </Severity>
      )}
      {severities.has('high') && (
        <Severity level="high">
          <span className={cx('legendWords')}>somebody can become administrator</span>
        </Severity>
      )}
      {view.picture === 'treemap' && <span>{areaWords(view.size, accounts)}</span>}
    </p>
  )
}

function Swatch(props: { readonly of: Reading }) {
  return (
    <span>
      <i className={cx('swatch', props.of)} />{' '}
      {props.of === 'unread' ? 'not read: answers are unknown' : readingWords[props.of]}
    </span>
  )
}

const rangeWords = (from: number, next: number | undefined): string =>
  next === undefined ? `${from} and more` : next === from + 1 ? String(from) : `${from} to ${next - 1}`

/** In words: two squares beside each other say less of an area than its two ends do. */
function areaWords(size: MapSize, accounts: readonly MapAccount[]): string {
  if (size === 'even') return 'every account has the same area'
  const counts = accounts.filter(isKnown).map((account) => account[size])
  if (counts.length < 2) return ''
  return `area: square root of its ${size}, ${figure(Math.min(...counts))} to ${figure(Math.max(...counts))}`
}
