import { describe, expect, test } from 'vitest'
import type { StageReport } from '../api/schema.ts'
import { stageStanding } from './stage-standing.ts'

const none = { ok: 0, denied: 0, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 }
const stage = (state: StageReport['state'], cells: Partial<typeof none> = {}, calls = 9) => ({
  state,
  coverage: { ...none, ...cells },
  calls,
})

describe('a stage that has ended', () => {
  test('is read where every cell was, and where what is left out is left out on purpose', () => {
    const read = { tone: 'ok', word: 'Read', missing: undefined }
    expect(stageStanding(stage('done', { ok: 4 }))).toMatchObject(read)
    expect(stageStanding(stage('done', { ok: 4, skipped: 9, unsupported: 2 }))).toMatchObject(read)
  })

  test('is read in part where cells are missing, with how many, and looks otherwise than by its colour', () => {
    const part = stageStanding(stage('done', { ok: 4, denied: 2, throttled: 1, failed: 3, suspect: 1 }))
    const missing = '2 refused, 1 throttled, 3 failed, 1 doubtful'
    expect(part).toMatchObject({ tone: 'warn', word: 'Read in part', missing })
    expect(part.shape).not.toBe(stageStanding(stage('done', { ok: 4 })).shape)
  })

  test('is not read where nothing was', () => {
    expect(stageStanding(stage('done', { denied: 4 }))).toMatchObject({ tone: 'bad', word: 'Not read' })
  })

  test('claims nothing where it was not counted', () => {
    expect(stageStanding({ state: 'done', calls: 9 })).toMatchObject({ tone: 'idle', word: 'Tried' })
  })

  test('is told apart where its run ended before it did', () => {
    expect(stageStanding(stage('stopped', { ok: 1 }))).toMatchObject({ tone: 'warn', word: 'Not finished' })
    expect(stageStanding(stage('stopped', {}, 0))).toMatchObject({ tone: 'idle', word: 'Not begun' })
  })
})

test('a stage that goes on already tells what is missing', () => {
  expect(stageStanding(stage('running', { ok: 1, denied: 1 }))).toMatchObject({ word: 'Reading', missing: '1 refused' })
})
