import { readXml, type XmlElement, type XmlRead } from '../reply/xml-reader.ts'

/** Characters XML does not allow, and WeChat pushes all the same when people have typed them. */
const CONTROL = /[^\P{Cc}\t\n\r\u007f-\u009f]/gu
const STAND_IN = 0xf000
const STOOD_IN = /[\uf000-\uf01f]/g

/** Reads a push as it is, control characters and all. */
export function readPush(text: string): XmlRead {
  const masked = text
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(CONTROL, (character) => String.fromCharCode(STAND_IN + character.charCodeAt(0)))
  const read = readXml(masked)
  return read.ok ? { ...read, root: unmask(read.root) } : read
}

function unmask(element: XmlElement): XmlElement {
  const text = element.text.replace(STOOD_IN, (character) => String.fromCharCode(character.charCodeAt(0) - STAND_IN))
  return { ...element, text, children: element.children.map(unmask) }
}
