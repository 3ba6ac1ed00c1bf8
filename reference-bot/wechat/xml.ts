import { XMLParser } from 'fast-xml-parser'

/** One XML element's children by name; text is text, even when it looks like a number. */
export type Elements = Readonly<Record<string, unknown>>

const parser = new XMLParser({
  // A MsgId has more digits than a JavaScript number can hold, and "0012" is not 12.
  parseTagValue: false,
  // A user's leading space is part of what they said.
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

const CDATA = /<!\[CDATA\[[\s\S]*?\]\]>/g
// eslint-disable-next-line no-control-regex -- WeChat lets these through in user text, XML does not allow them
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g

/**
 * Reads the `<xml>` element of a push. Entities and document types are refused: nothing WeChat sends has them, and they are how
 * XML attacks a server.
 *
 * @throws when it is not an `<xml>` document
 */
export function readXml(text: string): Elements {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text.replace(CDATA, ''))) throw new Error('a document type is not allowed')
  const document: unknown = parser.parse(text.replace(FORBIDDEN, ''), true)
  const root = typeof document === 'object' && document !== null && 'xml' in document ? document.xml : undefined
  if (typeof root !== 'object' || root === null) throw new Error('there is no <xml> element')
  return { ...root }
}

/** `<Name>value</Name>` for each entry, strings as CDATA and numbers bare, as WeChat's own documents do. */
export function writeXml(elements: Readonly<Record<string, string | number>>): string {
  const children = Object.entries(elements).map(([name, value]) => `<${name}>${writeValue(value)}</${name}>`)
  return `<xml>${children.join('')}</xml>`
}

function writeValue(value: string | number): string {
  // `]]>` would end the section early, so it is shared out between two.
  return typeof value === 'number' ? String(value) : `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
