import { Link } from '@tanstack/react-router'
import { classesOf } from '../../classes.ts'
import { Icon } from '../../parts/icon.tsx'
import { text } from '../../parts/text.ts'
import styles from './integrations.module.css'

const cx = classesOf(styles)

/** The way to the organization as a picture. */
export function MapLink(props: { readonly accounts: string }) {
  return (
    <Link className={cx('mapLink')} to="/organization">
      <Icon name="organization" size={18} />
      <span>
        <span className={text('m')}>Organization map</span>{' '}
        <span className={text('muted')}>{props.accounts} in their units, coloured by risk or by coverage</span>
      </span>
      <Icon name="right" />
    </Link>
  )
}
