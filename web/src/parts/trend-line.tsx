import { classesOf } from '../classes.ts'
import styles from './trend-line.module.css'

const cx = classesOf(styles)

const width = 84
const height = 26
/** Room for the mark at the end. */
const margin = 4

/** A small line without axes, with the brand mark at its end: now. The figure and its change stand beside it as text. */
export function TrendLine(props: { readonly values: readonly number[]; readonly label: string }) {
  const { values } = props
  const least = Math.min(...values)
  const range = Math.max(...values) - least
  const placeOf = (value: number, at: number) => {
    const x = values.length < 2 ? width - margin : margin + ((width - 2 * margin) * at) / (values.length - 1)
    // A line that never moved lies at the foot.
    const y = range === 0 ? height - margin : height - margin - ((height - 2 * margin) * (value - least)) / range
    return [x, y] as const
  }
  const points = values.map(placeOf)
  const last = points.at(-1)
  if (last === undefined) return null
  return (
    <svg className={cx('trend')} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.label}>
      <polyline points={points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
      <circle cx={last[0]} cy={last[1]} r="2.6" />
    </svg>
  )
}
