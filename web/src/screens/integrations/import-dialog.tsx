import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { importFile } from '../../api/client.ts'
import type { ImportResult } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, Verdict } from '../../parts/verdict.tsx'

export function ImportDialog(props: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [file, setFile] = useState<File | undefined>()
  const [name, setName] = useState('')
  const [asked, setAsked] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const bring = useMutation({
    mutationFn: (chosen: File) => importFile(chosen, { name: name.trim() || undefined }),
    onSuccess: () => client.invalidateQueries(),
  })
  const result = bring.data
  const start = () => {
    setAsked(true)
    if (file === undefined) input.current?.focus()
    else bring.mutate(file)
  }
  return (
    <Dialog title="Import a file" onClose={props.onClose}>
      <DialogBody>
        {result === undefined ? (
          <>
            <Verdict as="p" size="small">
              Answers from a file, without any connection to AWS.
            </Verdict>
            <TextField
              ref={input}
              label="File"
              hint="What aws iam get-account-authorization-details prints, as JSON."
              type="file"
              accept=".json,application/json"
              error={asked && file === undefined ? 'Choose a file.' : undefined}
              onChange={(event) => {
                setFile(event.target.files?.[0])
                bring.reset()
              }}
            />
            <TextField
              label="Name"
              optional
              hint="How the integration is called; otherwise the account’s number."
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            {bring.error && <ProblemNotice error={bring.error} />}
          </>
        ) : (
          <Imported result={result} />
        )}
      </DialogBody>
      <DialogFoot says={result === undefined ? 'The file is read on this server and goes nowhere else.' : undefined}>
        <Button onClick={props.onClose}>{result === undefined ? 'Cancel' : 'Close'}</Button>
        {result === undefined ? (
          <Button look="main" aria-disabled={bring.isPending} onClick={start}>
            {bring.isPending ? 'Reading' : 'Import'}
          </Button>
        ) : (
          <Button
            look="main"
            onClick={() => void navigate({ to: '/access/principals', search: { account: result.account } })}
          >
            Show its principals
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  )
}

function Imported(props: { readonly result: ImportResult }) {
  const { counts, skipped, account } = props.result
  const principals = (counts['users'] ?? 0) + (counts['roles'] ?? 0)
  return (
    <>
      <Verdict as="p" size="small">
        <Bold>{counted(principals, 'principal')}</Bold> and {counted(counts['policies'] ?? 0, 'policy', 'policies')} of
        account {account} are in.
      </Verdict>
      {skipped.length > 0 && (
        <div>
          <p className={text('m')}>{counted(skipped.length, 'element')} could not be used</p>
          <ul>
            {skipped.slice(0, 6).map((one) => (
              <li key={one.path} className={text('muted')}>
                <span className={text('mono')}>{one.path}</span>: {one.reason}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className={text('muted')}>
        A file holds no organization and no resource policies, so answers name that as a gap.
      </p>
    </>
  )
}
