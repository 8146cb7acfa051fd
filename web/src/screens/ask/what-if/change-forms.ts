/** The kinds of change that need no editor, each as a sentence with gaps. Pure, tested beside. */
import type { SuggestionKind } from '../../../api/queries.ts'
import type { Change } from '../../../api/schema.ts'
import type { PlainChange } from '../../../search.ts'

type Op = Exclude<Change['op'], 'edit-trust-policy' | 'edit-resource-policy'>

export interface Gap {
  /** What is chosen goes here; one of Identity Center is a person or a group. */
  readonly field: string
  readonly groupField?: string
  readonly kind: SuggestionKind | readonly SuggestionKind[]
  readonly label: string
  readonly missing: string
}

export interface ChangeForm {
  readonly op: Op
  /** As it stands in the menu. */
  readonly name: string
  readonly about: 'policies' | 'people' | 'organization'
  /** Once its gap is filled, an editor opens: the change is then a document. */
  readonly opensEditor?: true
  /** Fixed fields, as which type of policy is meant. */
  readonly fixed?: Readonly<Record<string, string>>
  readonly parts: readonly (string | Gap)[]
}

const policy = (kind: SuggestionKind, missing = 'a policy'): Gap => ({
  field: 'policy',
  kind,
  label: 'Policy',
  missing,
})
const holder = (field: string): Gap => ({
  field,
  kind: ['principal', 'group'],
  label: 'Principal',
  missing: 'somebody',
})
const one = (field: string): Gap => ({ field, kind: 'principal', label: 'Principal', missing: 'a user or role' })
const member: Gap = { field: 'user', kind: ['person', 'principal'], label: 'Member', missing: 'somebody' }
const group: Gap = { field: 'group', kind: 'group', label: 'Group', missing: 'a group' }
const assignee: Gap = {
  field: 'user',
  groupField: 'group',
  kind: ['person', 'group'],
  label: 'Person or group',
  missing: 'somebody',
}
const permissionSet: Gap = {
  field: 'permissionSet',
  kind: 'permission-set',
  label: 'Permission set',
  missing: 'a permission set',
}
const account: Gap = { field: 'account', kind: 'account', label: 'Account', missing: 'an account' }
const target: Gap = { field: 'target', kind: 'target', label: 'Target', missing: 'the root, an OU or an account' }

const organization = (
  type: 'serviceControl' | 'resourceControl',
  kind: 'service-control' | 'resource-control',
  word: 'SCP' | 'RCP',
): readonly ChangeForm[] => [
  {
    op: 'attach-organization-policy',
    name: `Attach an ${word}`,
    about: 'organization',
    fixed: { type },
    parts: [policy(kind, `an ${word}`), 'is attached to', target],
  },
  {
    op: 'detach-organization-policy',
    name: `Detach an ${word}`,
    about: 'organization',
    fixed: { type },
    parts: [policy(kind, `an ${word}`), 'is detached from', target],
  },
]

export const changeForms: readonly ChangeForm[] = [
  {
    op: 'edit-policy',
    name: 'Edit a policy',
    about: 'policies',
    opensEditor: true,
    parts: [policy('policy'), 'is edited'],
  },
  {
    op: 'attach-policy',
    name: 'Attach a policy',
    about: 'policies',
    parts: [policy('managed-policy'), 'is attached to', holder('to')],
  },
  {
    op: 'detach-policy',
    name: 'Detach a policy',
    about: 'policies',
    parts: [policy('managed-policy'), 'is detached from', holder('from')],
  },
  { op: 'delete-policy', name: 'Delete a policy', about: 'policies', parts: [policy('policy'), 'is deleted'] },
  {
    op: 'put-inline-policy',
    name: 'Add an inline policy',
    about: 'policies',
    opensEditor: true,
    parts: [holder('on'), 'gets a new inline policy'],
  },
  {
    op: 'set-boundary',
    name: 'Set a boundary',
    about: 'policies',
    parts: [policy('managed-policy'), 'becomes the boundary of', one('on')],
  },
  { op: 'remove-boundary', name: 'Remove a boundary', about: 'policies', parts: [one('on'), 'has no boundary'] },
  { op: 'add-to-group', name: 'Add to a group', about: 'people', parts: [member, 'joins', group] },
  { op: 'remove-from-group', name: 'Remove from a group', about: 'people', parts: [member, 'leaves', group] },
  {
    op: 'add-assignment',
    name: 'Assign a permission set',
    about: 'people',
    parts: [assignee, 'is assigned', permissionSet, 'in', account],
  },
  {
    op: 'remove-assignment',
    name: 'Remove an assignment',
    about: 'people',
    parts: [assignee, 'is no longer assigned', permissionSet, 'in', account],
  },
  ...organization('serviceControl', 'service-control', 'SCP'),
  ...organization('resourceControl', 'resource-control', 'RCP'),
]

export const formOf = (change: PlainChange): ChangeForm | undefined =>
  changeForms.find((form) => form.op === change.op && (form.fixed?.['type'] ?? change['type']) === change['type'])

export const gapsOf = (form: ChangeForm): readonly Gap[] => form.parts.filter((part) => typeof part !== 'string')

/** What stands in a gap: the chosen value, whichever of its two fields holds it. */
export const filled = (change: PlainChange, gap: Gap): string | undefined =>
  change[gap.field] ?? (gap.groupField === undefined ? undefined : change[gap.groupField])

/** Chosen from the list, a group of Identity Center goes into the field for groups. */
export function fill(change: PlainChange, gap: Gap, value: string, kind: SuggestionKind | undefined): PlainChange {
  const { [gap.field]: _, ...rest } = change
  const others = Object.entries(rest).filter(([name]) => name !== gap.groupField && name !== 'op')
  const field = gap.groupField !== undefined && kind === 'group' ? gap.groupField : gap.field
  return { op: change.op, ...Object.fromEntries(others), [field]: value }
}

/** Every gap of its form is filled, so the server can take it. */
export function isComplete(change: PlainChange): change is PlainChange & Exclude<Change, { document: unknown }> {
  const form = formOf(change)
  return (
    form !== undefined &&
    form.opensEditor === undefined &&
    gapsOf(form).every((gap) => filled(change, gap) !== undefined)
  )
}
