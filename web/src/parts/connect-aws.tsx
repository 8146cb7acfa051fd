import { Link } from '@tanstack/react-router'
import { buttonClass } from './button.tsx'

/** The way out of a screen that has nothing to show, because nothing was read yet. */
export const ConnectAws = () => (
  <Link className={buttonClass('main')} to="/integrations" search={{ add: 'aws' }}>
    Connect AWS
  </Link>
)
