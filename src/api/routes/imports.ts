/** Files are taken as they are, not as JSON of ours: so an error can name its line, and no parser has touched a hostile one. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/fault.ts'
import { signedIn } from '../access-rules.ts'
import { Imported } from '../schemas/integrations.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

/**
 * What is read stays in memory until it is published, in up to twenty times its size (docs/guides/import.md). The command line
 * sends 128 MB of files at most; as text inside JSON they are a quarter larger.
 */
const maxImportBytes = 160 * 1024 * 1024
const severalFiles = 'application/vnd.bailiwick.files+json'

const text = z.string().max(200).optional()
const querystring = z.object({ name: text, account: text, asOf: text })

const Files = z.strictObject({
  files: z.array(z.strictObject({ name: z.string().max(1_000), text: z.string() })).min(1),
})

export const importRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  api.removeAllContentTypeParsers()
  api.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxImportBytes }, (_request, body, done) => {
    done(null, body)
  })

  api.post(
    '/imports',
    {
      config: { access: 'integrate' },
      bodyLimit: maxImportBytes,
      schema: {
        summary: 'Import an export of AWS; the body is the file, or several as a list',
        consumes: ['application/json', severalFiles],
        querystring,
        response: { 201: Imported, ...faulty },
      },
    },
    async (request, reply) => {
      const several = request.headers['content-type']?.startsWith(severalFiles) ?? false
      const fileName = nameFrom(request.headers['x-file-name'])
      const body = decode(request.body, fileName)
      const files = several ? filesIn(body) : [{ name: fileName, text: body }]
      return reply.code(201).send(await app.imports.importFiles(signedIn(request), { ...request.query, files }))
    },
  )
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

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(body: unknown, fileName: string): string {
  if (!(body instanceof Uint8Array) || body.length === 0) throw new AppError('bad_input', 'There is no file to import.')
  try {
    return utf8.decode(body)
  } catch {
    throw new AppError('not_recognized', `${fileName} is not UTF-8 text.`, { effect: 'Nothing was imported.' })
  }
}

function filesIn(body: string): readonly { name: string; text: string }[] {
  const problem = { places: [{ path: 'files', message: 'Send {"files": [{"name": "…", "text": "…"}]}.' }] }
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw new AppError('bad_input', 'The list of files is not valid JSON.', problem)
  }
  const parsed = Files.safeParse(json)
  if (parsed.success) return parsed.data.files
  throw new AppError('bad_input', 'The list of files does not have the form that it must have.', problem)
}
