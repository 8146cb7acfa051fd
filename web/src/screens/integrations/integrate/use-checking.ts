import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { call } from '../../../api/client.ts'
import { integrationQuery } from '../../../api/queries.ts'
import type { Integration } from '../../../api/schema.ts'
import { lookedAtAtOnce, nextToLookAt } from '../account-states.ts'

/** `read`: begin to read where the card waits for that. In the dialog that is for Create to do. */
export function useVerify(id: string, { read }: { readonly read: boolean }) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (accounts: readonly string[] | undefined) =>
      call('POST /integrations/{integration}/verify', {
        params: { integration: id },
        body: { read, ...(accounts !== undefined && { accounts: [...accounts] }) },
      }),
    onSuccess: (checked) => {
      client.setQueryData(integrationQuery(id).queryKey, checked)
      void client.invalidateQueries({ queryKey: ['integrations'], exact: true })
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['integrations', id, 'preview'] }),
  })
}

/** How often the dialog looks by itself whether the role has appeared (ms): two calls an account each time. */
const lookAgain = 10_000

/** Looks again, while the dialog is open, at the accounts that are not ready. */
export function useLookAgain(of: Integration | undefined, verify: ReturnType<typeof useVerify>): void {
  const act = useRef(() => {})
  const looks = useRef(0)
  act.current = () => {
    if (of === undefined || verify.isPending || document.hidden) return
    const waiting = of.accounts.filter((account) => account.state !== 'ready' && account.state !== 'excluded')
    if (of.accounts.length > 0 && waiting.length === 0) return
    const isAll = waiting.length === of.accounts.length && waiting.length <= lookedAtAtOnce
    verify.mutate(isAll ? undefined : nextToLookAt(waiting, looks.current++).map((account) => account.accountId))
  }
  useEffect(() => {
    const timer = window.setInterval(() => act.current(), lookAgain)
    return () => window.clearInterval(timer)
  }, [])
}
