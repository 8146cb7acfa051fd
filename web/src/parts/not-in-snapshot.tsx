import { Link } from '@tanstack/react-router'
import { nameInArn } from './arn.ts'
import { buttonClass } from './button.tsx'
import { ScreenPage } from './layout.tsx'
import { Empty } from './notice.tsx'

/** The address names something that the snapshot has not: that is no proof that it does not exist. */
export function NotInSnapshot(props: {
  readonly arn: string
  readonly list: '/access/principals' | '/access/resources'
}) {
  const name = nameInArn(props.arn)
  return (
    <ScreenPage>
      <Empty
        as="h1"
        example={`${name} was not read.`}
        action={
          <Link className={buttonClass()} to={props.list} search={{ search: name }}>
            Search for it
          </Link>
        }
      >
        <p>
          Whether it exists is not known: it may have been deleted, its account could not be read, or the address holds
          a slip of the pen.
        </p>
      </Empty>
    </ScreenPage>
  )
}
