import { describe, expect, test } from 'vitest'
import type { PlainChange } from '../../../search.ts'
import { changeForms, fill, filled, formOf, gapsOf, isComplete } from './change-forms.ts'

describe('forms of change', () => {
  test.each(changeForms.map((form) => [form.name, form] as const))(
    '%s: complete when its gaps are filled',
    (_, form) => {
      let change: PlainChange = { op: form.op, ...form.fixed }
      for (const gap of gapsOf(form)) {
        expect(isComplete(change)).toBe(false)
        change = fill(change, gap, `a ${gap.label}`, undefined)
        expect(filled(change, gap)).toBe(`a ${gap.label}`)
      }
      // What opens an editor is complete only with its document.
      expect(isComplete(change)).toBe(form.opensEditor === undefined)
      expect(formOf(change)?.name).toBe(form.name)
    },
  )

  test('an assignment is of a person or of a group, never of both', () => {
    const form = changeForms.find((one) => one.op === 'add-assignment')
    const [assignee] = form ? gapsOf(form) : []
    if (assignee === undefined) throw new Error('an assignment has an assignee')
    const person = fill({ op: 'add-assignment' }, assignee, 'mateo@larkfield.example', 'person')
    expect(person).toEqual({ op: 'add-assignment', user: 'mateo@larkfield.example' })
    const group = fill(person, assignee, 'g-1', 'group')
    expect(group).toEqual({ op: 'add-assignment', group: 'g-1' })
    expect(filled(group, assignee)).toBe('g-1')
  })

  test('a change that no form has is not complete', () => {
    expect(isComplete({ op: 'burn-everything', on: 'x' })).toBe(false)
    expect(isComplete({ op: 'attach-organization-policy', type: 'tag', policy: 'p', target: 't' })).toBe(false)
  })
})
