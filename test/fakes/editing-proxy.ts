/** Stands before a server and changes what it answers: for answers that the simulated AWS would never give. */
import { createServer, request } from 'node:http'

export interface EditingProxy {
  readonly url: string
  stop(): Promise<void>
}

/** `edit` is handed each answer's text and gives the text that the client gets. */
export async function startEditingProxy(target: string, edit: (text: string) => string): Promise<EditingProxy> {
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    // The headers as they are, `host` among them: it is part of what the client signed.
    const forwarded = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const body = edit(Buffer.concat(chunks).toString())
        outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'content-length': Buffer.byteLength(body) })
        outgoing.end(method === 'HEAD' ? undefined : body)
      })
    })
    forwarded.on('error', () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
