import { Link } from '@tanstack/react-router'
import type { OrganizationMap } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { Severity } from '../../parts/marks.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import styles from './organization.module.css'
import { isKnown, readingOf, readingWords, worstWords } from './shades.ts'
import { accountName, type MapAccount } from './treemap.ts'
import { unitPath } from './unit-path.ts'

const cx = classesOf(styles)

export function AccountFacts(props: {
  readonly of: MapAccount
  readonly map: OrganizationMap
  readonly onClose: () => void
}) {
  const { of } = props
  const reading = readingOf(of)
  const known = isKnown(of)
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
        <dt>Can become</dt>
        <dd>{known ? figure(of.becoming) : 'not known'}</dd>
        <dt>Open</dt>
        <dd>{known ? `${counted(of.open, 'resource')} to anybody` : 'not known'}</dd>
      </dl>
      {of.worst !== null && <Worst of={of.worst} />}
      <p className={cx('links')}>
        <Link to="/access/accounts/$account" params={{ account: of.accountId }}>
          Open the account
        </Link>
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

/** The gravest thing by name, with the way to the picture that proves it. */
function Worst(props: { readonly of: NonNullable<MapAccount['worst']> }) {
  const { kind, arn } = props.of
  return (
    <p className={cx('worst')}>
      <Severity level={kind === 'open' ? 'critical' : 'high'}>
        {kind === 'open' ? (
          <Link to="/access/resources/$" params={{ _splat: arn }}>
            {worstWords({ worst: props.of })}
          </Link>
        ) : (
          <Link to="/access/ask" search={{ ask: 'paths', from: arn }}>
            {worstWords({ worst: props.of })}
          </Link>
        )}
      </Severity>
    </p>
  )
}
