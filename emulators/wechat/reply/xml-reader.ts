/** An element without its namespace prefix. `text` is its own character data, entities and CDATA resolved. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

/** Why a text is not XML that may be read. */
export type XmlFault = 'doctype' | 'entity' | 'malformed' | 'control-character'

/** The root element, or the first fault with its place: `offset` in characters, `line` and `column` from 1. */
export type XmlRead =
  | { readonly ok: true; readonly root: XmlElement }
  | {
      readonly ok: false
      readonly fault: XmlFault
      readonly what: string
      readonly offset: number
      readonly line: number
      readonly column: number
    }

const DEPTH_LIMIT = 32
const NAME = /[\p{L}_][\p{L}\p{N}_.:-]*/uy
const ATTRIBUTE = /\s+[\p{L}_][\p{L}\p{N}_.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*')/uy
const TAG_END = /\s*(\/?)>/y
// eslint-disable-next-line no-control-regex -- XML 1.0 forbids exactly these
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

interface OpenElement {
  readonly prefixed: string
  text: string
  readonly children: XmlElement[]
}

class Fault extends Error {
  readonly fault: XmlFault
  readonly offset: number
  constructor(fault: XmlFault, what: string, offset: number) {
    super(what)
    this.fault = fault
    this.offset = offset
  }
}

/**
 * Reads a small XML document in one pass: order-free, CDATA or plain text, namespaces and attributes ignored. A DOCTYPE
 * and every entity but the five predefined and character references are refused, so nothing can expand.
 * White space around the root is allowed; whether it may stand there is the judge's business.
 */
export function readXml(source: string): XmlRead {
  try {
    return { ok: true, root: parse(source) }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const before = source.slice(0, error.offset)
    const line = before.split('\n').length
    const column = error.offset - before.lastIndexOf('\n')
    return { ok: false, fault: error.fault, what: error.message, offset: error.offset, line, column }
  }
}

function parse(source: string): XmlElement {
  const forbidden = FORBIDDEN.exec(source)
  if (forbidden !== null) {
    const code = forbidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    throw new Fault('control-character', `the character U+${code}, which XML 1.0 does not allow`, forbidden.index)
  }
  const open: OpenElement[] = []
  let root: XmlElement | undefined
  let at = 0

  function close(element: OpenElement): void {
    const done = { name: localName(element.prefixed), text: element.text, children: element.children }
    const parent = open.at(-1)
    if (parent === undefined) root = done
    else parent.children.push(done)
  }

  while (at < source.length) {
    const next = source.indexOf('<', at)
    const until = next === -1 ? source.length : next
    addText(open.at(-1), source, at, until)
    if (next === -1) break
    at = next
    if (source.startsWith('<![CDATA[', at)) {
      const end = endOf(source, ']]>', at, 'a CDATA section is not finished by ]]>')
      const element = open.at(-1)
      if (element === undefined) throw new Fault('malformed', 'a CDATA section stands outside the root element', at)
      element.text += source.slice(at + 9, end - 3)
      at = end
    } else if (source.startsWith('<!--', at)) {
      at = endOf(source, '-->', at, 'a comment is not finished by -->')
    } else if (source.startsWith('<?', at)) {
      at = endOf(source, '?>', at, 'a processing instruction is not finished by ?>')
    } else if (source.startsWith('<!', at)) {
      throw new Fault('doctype', 'a DOCTYPE or another declaration', at)
    } else if (source.startsWith('</', at)) {
      at = readEnd(source, at, open.at(-1))
      const element = open.pop()
      if (element !== undefined) close(element)
    } else {
      if (root !== undefined) throw new Fault('malformed', 'a second root element', at)
      const start = readStart(source, at)
      if (open.length >= DEPTH_LIMIT) throw new Fault('malformed', `elements nested deeper than ${DEPTH_LIMIT}`, at)
      const element: OpenElement = { prefixed: start.prefixed, text: '', children: [] }
      if (start.empty) close(element)
      else open.push(element)
      at = start.end
    }
  }
  const unfinished = open.at(-1)
  if (unfinished !== undefined) throw new Fault('malformed', `<${unfinished.prefixed}> is never closed`, source.length)
  if (root === undefined) throw new Fault('malformed', 'no element at all', 0)
  return root
}

function addText(element: OpenElement | undefined, source: string, from: number, until: number): void {
  if (from === until) return
  const raw = source.slice(from, until)
  if (element !== undefined) {
    element.text += resolveEntities(raw, from)
    return
  }
  const stray = raw.search(/\S/)
  if (stray !== -1) throw new Fault('malformed', 'text outside the root element', from + stray)
}

function resolveEntities(raw: string, from: number): string {
  if (!raw.includes('&')) return raw
  return raw.replace(/&([^;&\s]{0,12};?)/g, (whole, reference: string, index: number) => {
    const name = reference.endsWith(';') ? reference.slice(0, -1) : undefined
    if (name === undefined || name === '') throw new Fault('malformed', 'a bare & outside CDATA', from + index)
    const known = PREDEFINED[name] ?? characterReference(name)
    if (known === undefined) throw new Fault('entity', `the entity ${whole}`, from + index)
    return known
  })
}

function characterReference(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name)
  if (digits === null) return undefined
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
  const character = String.fromCodePoint(code)
  return FORBIDDEN.test(character) ? undefined : character
}

function endOf(source: string, mark: string, at: number, complaint: string): number {
  const found = source.indexOf(mark, at)
  if (found === -1) throw new Fault('malformed', complaint, at)
  return found + mark.length
}

function readStart(
  source: string,
  at: number,
): { readonly prefixed: string; readonly empty: boolean; readonly end: number } {
  const prefixed = match(NAME, source, at + 1)?.[0]
  if (prefixed === undefined) throw new Fault('malformed', 'a bare < outside CDATA', at)
  let end = at + 1 + prefixed.length
  for (let attribute = match(ATTRIBUTE, source, end); attribute !== null; attribute = match(ATTRIBUTE, source, end)) {
    end += attribute[0].length
  }
  const tail = match(TAG_END, source, end)
  if (tail === null) throw new Fault('malformed', `the tag <${prefixed} is not finished by >`, at)
  return { prefixed, empty: tail[1] === '/', end: end + tail[0].length }
}

function readEnd(source: string, at: number, element: OpenElement | undefined): number {
  const prefixed = match(NAME, source, at + 2)?.[0] ?? ''
  const tail = match(TAG_END, source, at + 2 + prefixed.length)
  if (tail === null || tail[1] === '/') throw new Fault('malformed', `the tag </${prefixed} is not finished by >`, at)
  if (element === undefined) throw new Fault('malformed', `</${prefixed}> closes nothing`, at)
  if (element.prefixed !== prefixed)
    throw new Fault('malformed', `</${prefixed}> stands where </${element.prefixed}> must`, at)
  return at + 2 + prefixed.length + tail[0].length
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(source)
}

function localName(prefixed: string): string {
  return prefixed.slice(prefixed.indexOf(':') + 1)
}

/** The first child with this name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name)
}
