/**
 * The two facts of a SAML metadata document that name an identity provider: OASIS "Metadata for SAML 2.0", §2.3.2
 * `EntityDescriptor/@entityID` and §2.4.3 `SingleSignOnService/@Location`. They serve for names and are trusted for nothing,
 * so the document is searched and not parsed.
 */

export interface SamlMetadata {
  readonly entityId?: string
  readonly signInUrl?: string
}

export function readSamlMetadata(xml: string): SamlMetadata {
  const entityId = attribute(xml, 'EntityDescriptor', 'entityID')
  const signInUrl = attribute(xml, 'SingleSignOnService', 'Location')
  return { ...(entityId && { entityId }), ...(signInUrl && { signInUrl }) }
}

/** Larger than any start tag that names a provider: a document that never closes one costs no more than this. */
const longestTag = 8_192

/** Of the first element of that name, whatever its namespace prefix. */
function attribute(xml: string, element: string, name: string): string | undefined {
  const at = new RegExp(`<(?:[\\w.-]+:)?${element}\\s`).exec(xml)?.index
  if (at === undefined) return undefined
  const tag = xml.slice(at, at + longestTag)
  const found = new RegExp(`^[^>]*?\\s${name}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`).exec(tag)
  return found ? unescaped(found[1] ?? found[2] ?? '') : undefined
}

/** XML 1.0, §4.6: the five entities that every document has. */
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescaped = (text: string): string => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[name] ?? '')
