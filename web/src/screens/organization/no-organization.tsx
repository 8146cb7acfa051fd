import { Link } from '@tanstack/react-router'
import { buttonClass } from '../../parts/button.tsx'
import { Empty } from '../../parts/notice.tsx'

export function NoOrganization(props: { readonly as?: 'h1' | 'p' }) {
  return (
    <Empty
      as={props.as ?? 'p'}
      example="“Nine of forty accounts have more than five standing administrators.”"
      action={
        <Link className={buttonClass('main')} to="/integrations" search={{ add: 'aws', scope: 'organization' }}>
          Connect an organization
        </Link>
      }
    >
      <p>
        Here stands AWS Organizations as a map: its units, their accounts, what could be read in each and who
        administers it. It appears when accounts have been read; with the management account, the units too.
      </p>
    </Empty>
  )
}
