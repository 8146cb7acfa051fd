/** The built console: files with a hash in their name never change, the page that names them is asked for every time. */
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../core/fault.ts'

const forEver = 'public, max-age=31536000, immutable'

export async function serveConsole(api: FastifyInstance, folder: string | null): Promise<void> {
  const isBuilt = folder !== null && existsSync(join(folder, 'index.html'))
  if (isBuilt) {
    await api.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        reply.header('cache-control', path.includes(`${folder}/assets/`) ? forEver : 'no-cache')
      },
    })
  }
  api.setNotFoundHandler((request, reply) => {
    if (isBuilt && isScreen(request)) return sendPage(reply)
    throw new AppError('not_found', isBuilt || !isScreen(request) ? `There is nothing here.` : notBuilt)
  })
}

const notBuilt = 'The console has not been built: npm run build makes it. The API works without it.'

/** Screens have addresses of their own, which no file answers to. ARNs stand in them, so a dot says nothing; a browser asks for a page. */
const isScreen = (request: FastifyRequest): boolean => {
  const path = request.url.split('?')[0] ?? ''
  const asksForPage = extname(path) === '' || (request.headers.accept ?? '').includes('text/html')
  return request.method === 'GET' && !path.startsWith('/api/') && !path.startsWith('/assets/') && asksForPage
}

const sendPage = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'no-cache').sendFile('index.html')
