/** XML 1.0 has no other control characters; a text with one would make the whole document unreadable. */
const NOT_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

const escapeText = (text: string): string =>
  text
    .toWellFormed()
    .replace(NOT_IN_XML, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')

const DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>"

/**
 * Writes a value as XML: a member per element, and for a list as many elements of the same name. Text is escaped, so that
 * nothing in it can open or close an element.
 *
 * Source: https://help.aliyun.com/document_detail/25490.htm (root element); the form of lists is not public.
 */
export function writeXml(root: string, value: unknown): string {
  return `${DECLARATION}${element(root, value)}`
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('')
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return `<${name}>${escapeText(String(value))}</${name}>`
  const members = Object.entries(value).map(([key, held]) => element(elementName(key), held))
  return `<${name}>${members.join('')}</${name}>`
}

/** Keys are ours save in maps of the knowledge base; what cannot be a name becomes one. */
const elementName = (key: string): string =>
  /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(key) ? key : `_${key.replace(/[^\p{L}\p{N}_.-]/gu, '_')}`

/** The envelope of an error. `Recommend` is a URL and stands in a CDATA section. */
export function writeErrorXml(error: Readonly<Record<string, string>>): string {
  const members = Object.entries(error).map(([key, held]) =>
    key === 'Recommend'
      ? `<Recommend><![CDATA[${held.replaceAll(']]>', ']]]]><![CDATA[>')}]]></Recommend>`
      : element(key, held),
  )
  return `${DECLARATION}<Error>${members.join('')}</Error>`
}
