/** Where templates lie that the operator has published: their addresses by the SHA-256 of their text. */
import type { Store } from '../ports/store.ts'

/** A setting of the installation: a JSON object from version to address. */
const settingKey = 'templates.published'

export async function publishedTemplates(store: Pick<Store, 'settings'>): Promise<ReadonlyMap<string, string>> {
  const text = await store.settings.get(settingKey)
  return new Map(text === undefined ? [] : Object.entries<string>(JSON.parse(text)))
}

export async function rememberTemplate(store: Pick<Store, 'settings'>, version: string, url: string): Promise<void> {
  const known = await publishedTemplates(store)
  await store.settings.set(settingKey, JSON.stringify({ ...Object.fromEntries(known), [version]: url }))
}
