import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import type { FoundFile } from '../cli/context.ts'
import { AppError } from '../core/fault.ts'

/** Links are followed for the path itself and not below it: a folder that leads into itself has no end. */
export async function findFiles(path: string): Promise<readonly FoundFile[]> {
  if (path === '-') return [{ path, name: 'standard input', bytes: 0 }]
  const facts = await stat(path).catch((cause: unknown) => {
    throw new AppError('bad_input', `There is no file ${path}.`, {}, { cause })
  })
  if (!facts.isDirectory()) return [{ path, name: basename(path), bytes: facts.size }]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    files.sort().map(async (file) => ({
      path: file,
      name: relative(path, file).split(sep).join('/'),
      bytes: (await stat(file)).size,
    })),
  )
}
