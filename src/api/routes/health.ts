import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/fault.ts'
import type { ApiDeps } from '../server.ts'

const answer = z.object({ status: z.literal('ok') })

/** For orchestrators: nothing about the installation, no sign-in. */
export const healthRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { isReady }) => {
  const config = { access: 'public' } as const
  const security: [] = []
  const health = { security, summary: 'The process lives', response: { 200: answer } }
  api.get('/healthz', { config, schema: health }, async () => ({ status: 'ok' as const }))

  const ready = { security, summary: 'It can serve: database open, migrations done', response: { 200: answer } }
  api.get('/readyz', { config, schema: ready }, async () => {
    if (await isReady()) return { status: 'ok' as const }
    throw new AppError('database_unavailable', 'The database is not ready.')
  })
}
