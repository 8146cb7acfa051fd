import { Worker } from 'node:worker_threads'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, expect, test } from 'vitest'
import type { SampleListening } from './worker.ts'

const externalId = '0e0f7a3c-2f61-4a53-9d55-2a1c3f1b7d10'
const worker = new Worker(new URL('./worker.ts', import.meta.url), {
  workerData: { seed: 'worker', size: 'tiny', externalId },
})
afterAll(async () => {
  await worker.terminate()
})

test('serves the organization from its own thread, with the external id that it was given', async () => {
  const listening = await new Promise<SampleListening>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  expect(listening.accounts).toHaveLength(3)
  expect(listening.externalId).toBe(externalId)
  const sts = new STSClient({ endpoint: listening.url, region: 'us-east-1', credentials: listening.credentials })
  const { AssumedRoleUser } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${listening.managementAccountId}:role/${listening.roleName}`,
      RoleSessionName: 'worker',
      ExternalId: externalId,
    }),
  )
  expect(AssumedRoleUser?.Arn).toContain(':assumed-role/')
})
