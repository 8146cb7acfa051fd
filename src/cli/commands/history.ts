/** `history`: one thing through time. */
import type { Command } from 'commander'
import type { ObjectHistoryAnswer, ObjectHistoryView, VersionView } from '../../app/history/object-history.ts'
import { kindText, printFields } from '../configuration-text.ts'
import type { CommandContext } from '../context.ts'
import { count, type Output } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface HistoryOptions {
  readonly limit?: string
}

export function historyCommand(program: Command, run: Run): void {
  program
    .command('history')
    .description('one thing through time: its versions, and what changed between them')
    .argument('<arn>', 'ARN of anything that was read, or the name of a principal')
    .option('--limit <versions>', 'how many of each (50)')
    .action(run((context, arn: string, own: HistoryOptions) => history(context, arn, own)))
}

async function history({ out, reach }: CommandContext, arn: string, own: HistoryOptions): Promise<number> {
  const answer = await reach((transport) =>
    call<ObjectHistoryAnswer>(transport, {
      method: 'GET',
      path: '/objects/history',
      query: { arn, limit: own.limit },
    }),
  )
  out.document(answer)
  out.line(answer.arn)
  for (const object of answer.objects) printObject(out, object)
  if (answer.more > 0) {
    out.line()
    out.line(out.colours.dim(`${count(answer.more, 'further object')} with this ARN.`))
  }
  return 0
}

function printObject(out: Output, object: ObjectHistoryView): void {
  const { kind, nativeId, accountId, integration, versions, moreVersions } = object
  out.line()
  const by = integration === '' ? '' : `, by ${integration}`
  out.line(`${kindText({ kind })} ${nativeId} in ${accountId}${by}: ${statusText(object)}`)
  for (const [place, version] of versions.entries()) printVersion(out, version, versions[place + 1], moreVersions > 0)
  if (moreVersions > 0) out.line(out.colours.dim(`  ${count(moreVersions, 'older version')}; --limit shows more.`))
}

function statusText({ status, missingSince }: ObjectHistoryView): string {
  if (status === 'present') return 'present'
  return status === 'missing' ? `missing since ${missingSince}` : `deleted by ${missingSince}`
}

function printVersion(
  out: Output,
  { validFrom, observedAfter, changes, moreChanges, policyStale }: VersionView,
  before: VersionView | undefined,
  hasOlder: boolean,
): void {
  const when = observedAfter === null ? `by ${validFrom}` : `between ${observedAfter} and ${validFrom}`
  const isFirst = before === undefined && !hasOlder
  out.line(`${isFirst ? 'first seen' : 'changed'} ${when}`)
  if (before && before.validTo !== null && before.validTo < validFrom)
    out.line(out.colours.dim(`  It was gone from ${before.validTo} on, and came again.`))
  if (policyStale) out.line(out.colours.dim('  Its policy could not be read and stands from before.'))
  printFields(out, changes, moreChanges)
}
