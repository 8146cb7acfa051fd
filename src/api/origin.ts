/**
 * Who is spoken to, and from where. A page on the internet can give its own name the address 127.0.0.1 (DNS rebinding); then the
 * browser believes it speaks to that page. So only the names by which people reach this server are answered.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../core/fault.ts'

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Probes of an orchestrator use the address of the container. They learn nothing there. */
const open: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

const hostnameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

export function refuseUnknownHosts(api: FastifyInstance, publicUrl: string | null): void {
  const known = publicUrl === null ? loopback : new Set([...loopback, hostnameOf(new URL(publicUrl).host)])
  api.addHook('onRequest', async (request) => {
    if (open.has(request.url) || known.has(hostnameOf(request.headers.host ?? ''))) return
    throw new AppError('unknown_host', 'This server does not answer to the name by which it was called.', {
      fix: 'Set BAILIWICK_PUBLIC_URL to the address people use.',
    })
  })
}

/** Browsers name the page that sends a form or a script's request; anything but this console is refused. */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | null): void {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  const isForeign = origin !== undefined && !isOwn(origin, host, publicUrl)
  if (!isForeign && site !== 'cross-site') return
  throw new AppError('csrf', 'The request was sent by a page that is not this console.')
}

function isOwn(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true
  return new URL(origin).host === host
}
