/** Without a server: the same API, composed in this process for one command. */
import { Readable } from 'node:stream'
import { addressOf, type Transport } from '../cli/transport.ts'
import { readOperatorToken } from '../identity/operator-token.ts'
import { compose } from './compose.ts'
import type { Config } from './config.ts'
import { createLog } from './log.ts'
import { operatorHeaders } from './operator.ts'

export async function composeHere(config: Config, env: NodeJS.ProcessEnv): Promise<Transport> {
  // The command's own output comes first: only what goes wrong is logged.
  const log = createLog(config.log.level === 'debug' ? 'debug' : 'error', process.stderr)
  const bailiwick = await compose({ config, env, log })
  const token = readOperatorToken(config.home)
  let working = false
  return {
    kind: 'here',
    send: async (request) => {
      // Only what changes something can start a job.
      if (request.method !== 'GET' && !working) {
        working = true
        await bailiwick.work()
      }
      const response = await bailiwick.api.inject({
        method: request.method,
        url: addressOf(request),
        headers: {
          host: 'localhost',
          ...operatorHeaders(),
          authorization: `Bearer ${token}`,
          ...((request.body !== undefined || request.content) && {
            'content-type': request.contentType ?? 'application/json',
          }),
          ...request.headers,
        },
        ...(request.body !== undefined && { payload: JSON.stringify(request.body) }),
        ...(request.content && { payload: Readable.from(request.content, { objectMode: false }) }),
      })
      return { status: response.statusCode, body: response.body === '' ? undefined : JSON.parse(response.body) }
    },
    close: async () => {
      try {
        // Where no server runs, nobody else counts what this command has published.
        if (working) {
          await bailiwick.app.access.settled()
          await bailiwick.app.timeline.keepFigures()
        }
      } finally {
        await bailiwick.close()
      }
    },
  }
}
