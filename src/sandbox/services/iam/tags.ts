import type { Tag } from '@aws-sdk/client-iam'
import type { ContextKeys } from '../../service.ts'
import type { TagMap } from '../../world/model.ts'
import { invalidInput, limitExceeded } from './entities.ts'

const tagsPerEntity = 50

export function tagsOf(tags: readonly Tag[] | undefined): TagMap {
  const map: TagMap = {}
  for (const { Key = '', Value = '' } of tags ?? []) {
    if (Key.toLowerCase().startsWith('aws:')) throw invalidInput('Tag keys with the prefix aws: are reserved.')
    if (Object.keys(map).some((known) => known.toLowerCase() === Key.toLowerCase())) {
      throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
    }
    map[Key] = Value
  }
  if (Object.keys(map).length > tagsPerEntity)
    throw limitExceeded(`Cannot exceed quota for TagsPerEntity: ${tagsPerEntity}`)
  return map
}

/** Adds the tags, or refuses all of them. A key is one key whatever its case. */
export function addTags(tags: TagMap, given: readonly Tag[] | undefined): void {
  const added = tagsOf(given)
  const lower = new Set(Object.keys(added).map((key) => key.toLowerCase()))
  const staying = Object.keys(tags).filter((key) => !lower.has(key.toLowerCase()))
  if (staying.length + lower.size > tagsPerEntity)
    throw limitExceeded(`Cannot exceed quota for TagsPerEntity: ${tagsPerEntity}`)
  for (const key of Object.keys(tags)) if (!staying.includes(key)) delete tags[key]
  Object.assign(tags, added)
}

export function removeTags(tags: TagMap, keys: readonly string[] | undefined): void {
  for (const key of keys ?? []) delete tags[key]
}

/** Condition keys of a call that sets tags. */
export const tagRequest = (tags: readonly Tag[] | undefined): ContextKeys =>
  tags === undefined || tags.length === 0
    ? {}
    : {
        ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
        'aws:TagKeys': tags.flatMap(({ Key }) => Key ?? []),
      }
