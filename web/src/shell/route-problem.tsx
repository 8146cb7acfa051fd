import { ScreenPage } from '../parts/layout.tsx'
import { ProblemNotice } from '../parts/notice.tsx'

/** What a route shows when it could not be opened at all. */
export function RouteProblem(props: { readonly error: unknown; readonly reset: () => void }) {
  return (
    <ScreenPage>
      <ProblemNotice error={props.error} onRetry={() => window.location.reload()} />
    </ScreenPage>
  )
}
