import { Link } from '@tanstack/react-router'
import { nameInArn } from './arn.ts'
import { buttonClass } from './button.tsx'
import { ScreenPage } from './layout.tsx'
import { Empty } from './notice.tsx'

/** The address names something that the snapshot has not. */
export function NotInSnapshot(props: {
  readonly arn: string
  readonly list: '/access/principals' | '/access/resources'
}) {
  const name = nameInArn(props.arn)
  return (
    <ScreenPage>
      <Empty
        as="h1"
        example={`${name} is not in the current snapshot.`}
        action={
          <Link className={buttonClass()} to={props.list} search={{ search: name }}>
            Search for it
          </Link>
        }
      >
        <p>It may have been deleted, or its account could not be read.</p>
      </Empty>
    </ScreenPage>
  )
}
