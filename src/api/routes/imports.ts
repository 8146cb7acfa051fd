/** Files are taken as they are, not as JSON of ours: so an error can name its line, and no parser has touched a hostile one. */
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { IncomingFile } from '../../app/imports/receive-files.ts'
import { AppError } from '../../core/fault.ts'
import { signedIn } from '../access-rules.ts'
import { filesInBody } from '../files-in-body.ts'
import { ImportBegun, Imported, ImportState } from '../schemas/imports.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

/** Several files, each after a line that names it; of any size. */
const files = 'application/vnd.bailiwick.files'
/** The same as text in one JSON document, which is read into memory. */
const filesAsJson = 'application/vnd.bailiwick.files+json'
const maxJsonBytes = 160 * 1024 * 1024

const text = z.string().max(200).optional()
const querystring = z.object({ name: text, account: text, asOf: text })
const params = z.object({ import: z.string().max(100) })
const consumes = ['application/json', files, filesAsJson]

const Files = z.strictObject({
  files: z.array(z.strictObject({ name: z.string().max(1_000), text: z.string() })).min(1),
})

export const importRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  api.removeAllContentTypeParsers()
  // The files go to disk as they come: they may be larger than memory.
  api.addContentTypeParser('*', (_request, body, done) => done(null, body))

  api.post(
    '/imports',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Import an export of AWS; the body is the file, or several after each other or as a list',
        consumes,
        querystring,
        response: { 201: Imported, ...faulty },
      },
    },
    async (request, reply) => {
      const input = { ...request.query, files: filesOf(request) }
      return reply.code(201).send(await app.imports.importFiles(signedIn(request), input))
    },
  )

  api.post(
    '/imports/begin',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'The same, answered as soon as all files are here: what becomes of them is asked for by the id',
        consumes,
        querystring,
        response: { 202: ImportBegun, ...faulty },
      },
    },
    async (request, reply) => {
      const input = { ...request.query, files: filesOf(request) }
      return reply.code(202).send(await app.imports.begin(signedIn(request), input))
    },
  )

  api.get(
    '/imports/:import',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'How far an import has come, or its result; one that failed answers with what went wrong',
        params,
        response: { 200: ImportState, ...faulty },
      },
    },
    async (request) => app.imports.show(signedIn(request), request.params.import),
  )
}

function filesOf({ headers, body }: FastifyRequest): AsyncIterable<IncomingFile> {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const content = bytesOf(body)
  if (type === files) return filesInBody(content)
  if (type === filesAsJson) return filesInJson(content)
  return oneFile({ name: nameFrom(headers['x-file-name']), content })
}

async function* oneFile(file: IncomingFile): AsyncIterable<IncomingFile> {
  yield file
}

/** A request without a body has none to parse. */
async function* bytesOf(body: unknown): AsyncIterable<Uint8Array> {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return
  yield* body as AsyncIterable<Uint8Array>
}

/** Header values are ASCII, so the console sends the name as a URI component. Only the last part: paths are nobody's business. */
function nameFrom(header: string | readonly string[] | undefined): string {
  if (typeof header !== 'string') return 'the file'
  try {
    return decodeURIComponent(header).split(/[\\/]/).at(-1)?.slice(0, 255) || 'the file'
  } catch {
    return header.slice(0, 255)
  }
}

async function* filesInJson(body: AsyncIterable<Uint8Array>): AsyncIterable<IncomingFile> {
  for (const { name, text: own } of await listIn(body)) yield { name, content: [new TextEncoder().encode(own)] }
}

async function listIn(body: AsyncIterable<Uint8Array>): Promise<z.infer<typeof Files>['files']> {
  const problem = { places: [{ path: 'files', message: 'Send {"files": [{"name": "…", "text": "…"}]}.' }] }
  let json: unknown
  try {
    json = JSON.parse(await wholeText(body))
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('bad_input', 'The list of files is not valid JSON.', problem)
  }
  const parsed = Files.safeParse(json)
  if (parsed.success) return parsed.data.files
  throw new AppError('bad_input', 'The list of files does not have the form that it must have.', problem)
}

async function wholeText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body) {
    length += piece.length
    if (length > maxJsonBytes) {
      throw new AppError('limit_exceeded', `A list of files takes ${maxJsonBytes / 2 ** 20} MB.`, {
        effect: 'Nothing was imported.',
        fix: `Send the files after each other, as ${files}.`,
      })
    }
    pieces.push(piece)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
}
