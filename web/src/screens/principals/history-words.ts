/** What changed in one thing, in a few words. Pure, tested beside. */
import type { FieldChange, ObjectHistoryAnswer, ObjectVersion } from '../../api/schema.ts'
import type { HistoryChange } from '../../parts/history-scale.ts'
import { counted } from '../../parts/verdict.tsx'

/** What is read about a thing but is not the thing: when it was last used, its row of the credential report. */
const beside: ReadonlySet<string> = new Set(['lastAccessed', 'credentials'])

export interface VersionOf {
  readonly version: ObjectVersion
  /** It stood before, as far as is known. */
  readonly isFirst: boolean
}

/** Newest first, over all objects that bore the name. */
export function versionsIn({ objects }: ObjectHistoryAnswer): readonly VersionOf[] {
  return objects
    .filter(({ kind }) => !beside.has(kind))
    .flatMap(({ versions, moreVersions }) =>
      versions.map((version, place) => ({ version, isFirst: place === versions.length - 1 && moreVersions === 0 })),
    )
    .sort((a, b) => b.version.validFrom.localeCompare(a.version.validFrom))
}

/** Names of what an ARN or an entry of a list stands for. */
const nameIn = (text: string): string => text.slice(text.lastIndexOf('/') + 1)

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** `LakeWrite attached`, `tag owner changed`, `trust policy changed`. */
export function changeWords({ path, before, after }: FieldChange): string {
  const did = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  const entry = /\[([^\]]*)\]/.exec(path)?.[1] ?? ''
  const field = /^[^.[]+/.exec(path)?.[0] ?? path
  switch (field) {
    case 'attachedPolicies': {
      const name = nameIn(textOf(after) ?? textOf(before) ?? '')
      return `${name} ${after === undefined ? 'detached' : 'attached'}`
    }
    case 'inlinePolicies':
      return `inline policy ${entry} ${path.endsWith(']') ? did : 'changed'}`
    case 'trustPolicy':
      return 'trust policy changed'
    case 'policy':
      return 'its policy changed'
    case 'boundary':
      return after === undefined ? 'boundary removed' : `boundary ${nameIn(textOf(after) ?? '')} set`
    case 'tags':
      return `tag ${path.slice('tags.'.length)} ${did}`
    case 'document':
      return 'its statements changed'
    case 'defaultVersion':
      return after === undefined
        ? 'it has no default version'
        : `${textOf(after) ?? 'another version'} became the default`
    case 'otherVersions':
      return 'its older versions changed'
    case 'groups':
      return after === undefined ? `left group ${textOf(before) ?? ''}` : `joined group ${textOf(after) ?? ''}`
    default:
      return `${path} ${did}`
  }
}

export function versionWords({ version, isFirst }: VersionOf): string {
  const [first, ...others] = version.changes
  if (first === undefined) return isFirst ? 'first seen' : 'came again'
  const more = others.length + version.moreChanges
  return more === 0 ? changeWords(first) : `${changeWords(first)} and ${counted(more, 'more change')}`
}

/** As ticks on a line of time, oldest first. */
export const ticksOf = (versions: readonly VersionOf[]): readonly HistoryChange[] =>
  versions.toReversed().map((one) => ({ at: one.version.validFrom, label: versionWords(one) }))

/** A value of a field, short enough for a line. */
export function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 240 ? `${text.slice(0, 240)}…` : text
}
