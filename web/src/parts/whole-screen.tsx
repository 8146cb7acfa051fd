/** What a whole screen shows instead of its content: a problem, or that it is on its way. */
import { ScreenPage } from './layout.tsx'
import { Loading, ProblemNotice } from './notice.tsx'

interface Asked {
  readonly error: unknown
  readonly refetch: () => unknown
}

/** The first problem of those that were asked; trying again asks them all. */
export function ProblemScreen(props: { readonly of: readonly Asked[] }) {
  return (
    <ScreenPage>
      <ProblemNotice
        error={props.of.find((one) => one.error)?.error}
        onRetry={() => {
          for (const one of props.of) void one.refetch()
        }}
      />
    </ScreenPage>
  )
}

export function LoadingScreen() {
  return (
    <ScreenPage>
      <Loading lines={8} />
    </ScreenPage>
  )
}
