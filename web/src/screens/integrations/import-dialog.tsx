import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { type ImportProgress, importFiles } from '../../api/client.ts'
import type { ImportResult } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { ProgressStrip } from '../../parts/coverage.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, Verdict } from '../../parts/verdict.tsx'

export function ImportDialog(props: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [files, setFiles] = useState<readonly File[]>([])
  const [name, setName] = useState('')
  const [asked, setAsked] = useState(false)
  const [progress, setProgress] = useState<ImportProgress>()
  const input = useRef<HTMLInputElement>(null)
  const bring = useMutation({
    mutationFn: (chosen: readonly File[]) => importFiles(chosen, { name: name.trim() || undefined }, setProgress),
    onSettled: () => setProgress(undefined),
    onSuccess: () => client.invalidateQueries(),
  })
  const result = bring.data
  const start = () => {
    setAsked(true)
    if (files.length === 0) input.current?.focus()
    else bring.mutate(files)
  }
  return (
    <Dialog title="Import files" onClose={props.onClose}>
      <DialogBody>
        {result === undefined ? (
          <>
            <Verdict as="p" size="small">
              Answers from files, without any connection to AWS.
            </Verdict>
            <TextField
              ref={input}
              label="Files"
              hint="One or several of what the AWS CLI printed: account dumps, credential reports, organizations, policies."
              type="file"
              multiple
              accept=".json,.jsonl,.ndjson,.csv"
              error={asked && files.length === 0 ? 'Choose a file.' : undefined}
              onChange={(event) => {
                setFiles([...(event.target.files ?? [])])
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
            {bring.isPending && <HowFar progress={progress} />}
            <p className={text('muted')}>
              A script makes a whole folder of them, and the command line reads it:{' '}
              <span className={text('mono', 'inkMono')}>bailiwick import --script</span>
            </p>
          </>
        ) : (
          <Imported result={result} />
        )}
      </DialogBody>
      <DialogFoot says={result === undefined ? footSays(bring.isPending) : undefined}>
        <Button onClick={props.onClose}>{result === undefined && !bring.isPending ? 'Cancel' : 'Close'}</Button>
        {result === undefined ? (
          <Button look="main" aria-disabled={bring.isPending} acts onClick={start}>
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

const footSays = (isPending: boolean): string =>
  isPending ? 'It goes on when this is closed.' : 'They are read on this server and go nowhere else.'

/** While the browser sends, nobody says how much of it has come. */
function HowFar({ progress }: { readonly progress: ImportProgress | undefined }) {
  const says = progress === undefined ? 'Sending the files' : progressSays(progress)
  return (
    <>
      <p className={text('m')} role="status">
        {says}
      </p>
      {progress && <ProgressStrip done={progress.done} total={progress.total} label={says} />}
    </>
  )
}

function progressSays({ phase, done, total }: ImportProgress): string {
  switch (phase) {
    case 'waiting':
      return 'Waiting for another import to end'
    case 'reading':
      return `Reading: ${megabytes(done)} of ${megabytes(total)} MB`
    case 'accounts':
      return `Reading the answers of account ${done} of ${total}`
    case 'writing':
      return `Writing: ${figure(done)} of ${counted(total, 'object')}`
    case 'publishing':
      return 'Publishing'
  }
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)

function Imported(props: { readonly result: ImportResult }) {
  const { counts, skipped, account, accounts = [] } = props.result
  const principals = (counts['users'] ?? 0) + (counts['roles'] ?? 0)
  return (
    <>
      <Verdict as="p" size="small">
        <Bold>{counted(principals, 'principal')}</Bold> and {counted(counts['policies'] ?? 0, 'policy', 'policies')} of{' '}
        {accounts.length > 1 ? counted(accounts.length, 'account') : `account ${account}`} are in.
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
      <p className={text('muted')}>What the files do not hold is not known: answers that need it name the gap.</p>
    </>
  )
}
