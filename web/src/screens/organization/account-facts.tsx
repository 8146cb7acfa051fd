import { Link } from '@tanstack/react-router'
import type { OrganizationMap } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import styles from './organization.module.css'
import { readingOf, readingWords } from './shades.ts'
import { accountName, type MapAccount } from './treemap.ts'

const cx = classesOf(styles)

/** OUs from the top to an account. */
export function unitPath(map: OrganizationMap, unitId: string | null): readonly string[] {
  const unit = map.units.find((one) => one.id === unitId)
  return unit === undefined ? [] : [...unitPath(map, unit.parentId), unit.name]
}

export function AccountFacts(props: {
  readonly of: MapAccount
  readonly map: OrganizationMap
  readonly onClose: () => void
}) {
  const { of } = props
  const reading = readingOf(of)
  const known = reading === 'read' || reading === 'partly'
  return (
    <section className={cx('account')} aria-label={accountName(of)}>
      <header className={cx('accountHead')}>
        <div>
          <h2 className={text('h2')}>{accountName(of)}</h2>
          <p className={text('s12', 'faint')}>
            <AccountId value={of.accountId} />
          </p>
        </div>
        <Button look="quiet" size="small" square aria-label="Close" onClick={props.onClose}>
          <Icon name="x" size={14} />
        </Button>
      </header>
      <dl className={cx('facts')}>
        <dt>Unit</dt>
        <dd>{unitPath(props.map, of.unitId).join(' / ') || 'none'}</dd>
        <dt>Status</dt>
        <dd>{of.status.toLowerCase().replaceAll('_', ' ')}</dd>
        <dt>Read</dt>
        <dd>
          {readingWords[reading]}
          {of.coverage.missing > 0 && `, ${figure(of.coverage.missing)} not`}
        </dd>
        <dt>Principals</dt>
        <dd>{known ? figure(of.principals) : 'not known'}</dd>
        <dt>Resources</dt>
        <dd>{known ? figure(of.resources) : 'not known'}</dd>
        <dt>Administrators</dt>
        <dd>{known ? `${figure(of.administrators)} standing` : 'not known'}</dd>
      </dl>
      <p className={cx('links')}>
        <Link to="/access/principals" search={{ account: of.accountId, admin: 'true' }}>
          Its administrators
        </Link>
        <Link to="/access/resources" search={{ account: of.accountId }}>
          Its resources
        </Link>
      </p>
    </section>
  )
}
