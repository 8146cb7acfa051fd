/** A server that answers as its script says: for tests of what happens on the wire. It checks nothing. */
import { createServer } from 'node:http'

export interface ScriptedCall {
  /** From the credential scope: `sts`, `organizations`, `sqs`. */
  readonly service: string
  readonly operation: string
  readonly path: string
  /** Access key of the caller. */
  readonly accessKeyId: string
  /** Members of a JSON or a Query body. */
  readonly input: Readonly<Record<string, unknown>>
  readonly userAgent: string
}

/** `code` makes it an error; `body` is an object, or the inner XML of a service that speaks XML. */
export interface ScriptedAnswer {
  readonly status?: number
  readonly code?: string
  readonly message?: string
  readonly body?: string | object
  readonly delayMs?: number
}

export type Script = (call: ScriptedCall) => ScriptedAnswer

export interface ScriptedAws {
  readonly url: string
  readonly calls: ScriptedCall[]
  /** The greatest number of requests that were open at once. */
  mostAtOnce(): number
  stop(): Promise<void>
}

const xmlServices = new Set(['sts', 'iam', 'sns', 'ec2', 's3', 'cloudformation', 'rds', 'elasticloadbalancing'])

export async function startScriptedAws(script: Script): Promise<ScriptedAws> {
  const calls: ScriptedCall[] = []
  let open = 0
  let most = 0
  const server = createServer(async (request, response) => {
    open += 1
    most = Math.max(most, open)
    let body = ''
    for await (const chunk of request) body += chunk
    const call = parseCall(request.url ?? '/', request.headers, body)
    calls.push(call)
    const answer = script(call)
    if (answer.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delayMs))
    open -= 1
    const isXml = xmlServices.has(call.service)
    response.writeHead(answer.status ?? (answer.code === undefined ? 200 : 400), {
      'content-type': isXml ? 'text/xml' : 'application/x-amz-json-1.1',
    })
    response.end(isXml ? xmlOf(call, answer) : jsonOf(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    mostAtOnce: () => most,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function parseCall(
  path: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
): ScriptedCall {
  const header = (name: string): string => String(headers[name] ?? '')
  const [, accessKeyId = '', service = ''] =
    /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(header('authorization')) ?? []
  const target = header('x-amz-target').split('.').at(-1) ?? ''
  const form = new URLSearchParams(target === '' ? body : '')
  return {
    service,
    path,
    accessKeyId,
    operation: target === '' ? (form.get('Action') ?? '') : target,
    input: target === '' ? Object.fromEntries(form) : JSON.parse(body === '' ? '{}' : body),
    userAgent: header('user-agent'),
  }
}

function xmlOf({ service, operation }: ScriptedCall, { code, message, body = '' }: ScriptedAnswer): string {
  const error = `<Error><Code>${code}</Code><Message>${message ?? code}</Message></Error>`
  switch (service) {
    case 's3':
      return code === undefined ? `<Result>${body}</Result>` : error
    case 'ec2':
      return code === undefined
        ? `<${operation}Response>${body}</${operation}Response>`
        : `<Response><Errors>${error}</Errors></Response>`
    default:
      return code === undefined
        ? `<${operation}Response><${operation}Result>${body}</${operation}Result></${operation}Response>`
        : `<ErrorResponse>${error}</ErrorResponse>`
  }
}

const jsonOf = ({ code, message, body }: ScriptedAnswer): string =>
  typeof body === 'string'
    ? body
    : JSON.stringify(code === undefined ? (body ?? {}) : { __type: code, message: message ?? code })
