import type { Account } from '../../api/schema.ts'
import { State } from '../../parts/marks.tsx'
import { figure } from '../../parts/verdict.tsx'

/** How much of an account was read, in a mark and a few words. */
export function Coverage(props: { readonly of: Pick<Account, 'coverage' | 'reading'> }) {
  const { coverage, reading } = props.of
  if (coverage.missing > 0) {
    return (
      <State tone="warn" shape="triangle">
        {figure(coverage.missing)} of {figure(coverage.missing + coverage.ok)} parts not read
      </State>
    )
  }
  if (coverage.ok === 0 || reading !== 'read') {
    return (
      <State tone="idle" shape="ring">
        {coverage.ok === 0 && coverage.total > 0 ? 'left out' : 'not read'}
      </State>
    )
  }
  return (
    <State tone="ok" shape="dot">
      all {figure(coverage.ok)} parts
    </State>
  )
}
