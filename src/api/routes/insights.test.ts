import { beforeAll, describe, expect, test } from 'vitest'
import { type ApiHarness, createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'
import { lakeForm, lakeScript } from '../../../test/fakes/small-world.ts'
import type { App } from '../../app/app.ts'
import { parseAccountId } from '../../core/ids.ts'

const as = theOperator

describe('insights', () => {
  let harness: ApiHarness
  beforeAll(async () => {
    harness = await createApiHarness({ aws: lakeScript })
  })

  test('before anything was read there is nothing to tell, and no empty list', async () => {
    expect(await harness.ask('GET /insights', { as })).toMatchObject({ status: 409, body: { code: 'nothing_read' } })
  })

  test('are of the snapshot that stands, with what was looked at', async () => {
    await harness.ask('POST /integrations', { as, body: lakeForm })
    await harness.ask('POST /integrations/AWS/sync', { as })
    await harness.work()
    const { status, body } = await harness.ask('GET /insights', { as })
    expect(status).toBe(200)
    expect(body).toMatchObject({ snapshot: '3', complete: false, examined: { principals: 4, resources: 1 } })
    expect(body['rules']).toHaveLength(19)
    expect(String(body['notes'])).toContain('No organization was read')
    expect(await harness.ask(`GET /insights?at=${String(body['snapshot'])}`, { as })).toMatchObject({ body })
  })

  test('are a file, too', async () => {
    const { headers, text } = await harness.ask('GET /insights?format=csv', { as })
    expect(headers['content-disposition']).toBe('attachment; filename="insights.csv"')
    expect(text.split('\r\n')[0]).toBe('severity,rule,sentence,why,subject,account,accountName')
  })
})

describe('the sample', () => {
  const management = parseAccountId('111122223333')
  async function startSample(app: App): Promise<void> {
    if (!management) throw new TypeError('no account id')
    const { externalId, since } = await app.connections.sampleIdentity()
    await app.connections.connectSample({
      endpoint: 'http://127.0.0.1:1',
      externalId,
      since,
      managementAccountId: management,
      trustPrincipalArn: 'arn:aws:iam::333344445555:user/bailiwick',
      identityCenterRegion: 'eu-west-1',
      regions: ['eu-west-1'],
    })
  }

  test('is started beside the server, and again when it sleeps', async () => {
    const harness = await createApiHarness({ startSample })
    expect((await harness.ask('GET /status', { as })).body).toMatchObject({ sample: false })
    const first = await harness.ask('POST /sample', { as })
    expect(first).toMatchObject({ status: 202, body: { name: 'AWS' } })
    expect((await harness.ask('GET /status', { as })).body).toMatchObject({ sample: true, integrations: 2 })
    expect((await harness.ask('POST /sample', { as })).body).toEqual(first.body)
  })

  test('does not stand among what is real', async () => {
    const harness = await createApiHarness({ aws: lakeScript, startSample })
    await harness.ask('POST /integrations', { as, body: lakeForm })
    expect(await harness.ask('POST /sample', { as })).toMatchObject({ status: 409, body: { code: 'wrong_state' } })
    expect((await harness.ask('GET /status', { as })).body).toMatchObject({ sample: false })
  })
})
