import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock } from '../../../test/fakes/clock-and-log.ts'
import { createMemoryStore } from '../../../test/fakes/memory-store.ts'
import { operator } from '../../../test/fakes/small-world.ts'
import { toConnectionId } from '../../core/ids.ts'
import { openSecretBox } from '../../identity/secret-box.ts'
import { rotateSecrets } from './rotate-secrets.ts'
import { sealAgainIfRotated } from './seal-again.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bailiwick-rotation-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const placeOf = (owner: string) => ({ owner: toConnectionId(owner), field: 'secretAccessKey' })

function started() {
  const clock = manualClock()
  const deps = { store: createMemoryStore(clock), secretBox: openSecretBox({ home, env: {} }), clock }
  const { secrets } = deps.store
  const openOf = async (owner: string): Promise<string> => {
    const sealed = (await secrets.get(toConnectionId(owner), 'secretAccessKey')) ?? ''
    return deps.secretBox.open({ ...placeOf(owner), sealed })
  }
  return { deps, secrets, openOf, rotate: () => rotateSecrets(deps)(operator) }
}

test('one that was kept while the others were sealed again is sealed again too', async () => {
  const { deps, secrets, openOf, rotate } = started()
  const { secretBox } = deps
  await secrets.put({ ...placeOf('first'), sealed: await secretBox.seal('planted 1', placeOf('first')) })
  const late = { ...placeOf('late'), sealed: await secretBox.seal('planted 2', placeOf('late')) }
  const { reseal } = secrets
  secrets.reseal = async (secret, sealed) => {
    await reseal(secret, sealed)
    if (secret.owner === 'first') await secrets.put(late)
  }
  expect(await rotate()).toEqual({ secrets: 2 })
  expect([await openOf('first'), await openOf('late')]).toEqual(['planted 1', 'planted 2'])
})

test('one that was sealed before a rotation and kept after it is sealed again by whoever keeps it', async () => {
  const { deps, secrets, openOf, rotate } = started()
  const sealed = await deps.secretBox.seal('planted', placeOf('late'))
  await rotate()
  await secrets.put({ ...placeOf('late'), sealed })
  await expect(openOf('late')).rejects.toMatchObject({ code: 'secret_unreadable' })
  await sealAgainIfRotated(deps, placeOf('late'), 'planted')
  expect(await openOf('late')).toBe('planted')
})
