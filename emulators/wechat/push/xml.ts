/**
 * One element of a push. `text` is written as CDATA, `bare` as it stands (numbers, 64-bit ones included, which is why it
 * is a string), `fields` are child elements.
 */
export type XmlField =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly bare: string }
  | { readonly name: string; readonly fields: readonly XmlField[] }

export const text = (name: string, value: string): XmlField => ({ name, text: value })
export const bare = (name: string, value: string | number): XmlField => ({ name, bare: String(value) })
export const group = (name: string, ...fields: readonly XmlField[]): XmlField => ({ name, fields })

/**
 * The body of a plain push, byte for byte: `<xml>` directly before the first element, each element on its own line, no
 * newline after `</xml>`. Children of an element stand in the same shape.
 *
 * Source: captures whose Content-Length matches only this shape, and the official sample of 2014 once decrypted.
 */
export function writePlainXml(fields: readonly XmlField[]): string {
  return `<xml>${fields.map((field) => `${writeFlat(field)}\n`).join('')}</xml>`
}

/** The body of a secure or compatible push: four spaces of indent for each level and a newline at the end. */
export function writeIndentedXml(fields: readonly XmlField[]): string {
  return `<xml>\n${fields.map((field) => writeIndented(field, '    ')).join('')}</xml>\n`
}

function writeFlat(field: XmlField): string {
  if (!('fields' in field)) return writeLeaf(field)
  return `<${field.name}>${field.fields.map((child) => `${writeFlat(child)}\n`).join('')}</${field.name}>`
}

function writeIndented(field: XmlField, indent: string): string {
  if (!('fields' in field)) return `${indent}${writeLeaf(field)}\n`
  if (field.fields.length === 0) return `${indent}<${field.name}></${field.name}>\n`
  const children = field.fields.map((child) => writeIndented(child, `${indent}    `)).join('')
  return `${indent}<${field.name}>\n${children}${indent}</${field.name}>\n`
}

function writeLeaf(field: { readonly name: string } & ({ readonly text: string } | { readonly bare: string })): string {
  const content = 'bare' in field ? field.bare : writeCdata(field.text)
  return `<${field.name}>${content}</${field.name}>`
}

/** A CDATA section; `]]>` inside the value is split over two sections, everything else stands as the user typed it. */
function writeCdata(value: string): string {
  return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
}
