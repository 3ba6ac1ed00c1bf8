import { describe, expect, it } from 'vitest'
import { child, readXml } from './xml-reader.ts'

function rootOf(source: string) {
  const read = readXml(source)
  if (!read.ok) throw new Error(`${read.fault}: ${read.what}`)
  return read.root
}

describe('reading the XML of a bot', () => {
  it.each([
    ['CDATA', '<xml><A><![CDATA[1 < 2 & 3]]></A></xml>', '1 < 2 & 3'],
    ['plain text with entities', '<xml><A>1 &lt; 2 &amp; &#20320;&#x597D;</A></xml>', '1 < 2 & 你好'],
    ['two CDATA sections', '<xml><A><![CDATA[a]]]]><![CDATA[>b]]></A></xml>', 'a]]>b'],
    ['a namespace and attributes', '<x:xml xmlns:x="urn:x"><x:A type=\'s\'>v</x:A></x:xml>', 'v'],
    ['a declaration, comments and white space', '<?xml version="1.0"?>\n<xml>\n  <!-- c --><A >v</A >\n</xml>\n', 'v'],
    ['an element that closes itself', '<xml><A/></xml>', ''],
  ])('W-24 reads %s', (_, source, value) => {
    expect(child(rootOf(source), 'A')?.text).toBe(value)
  })

  it.each([
    ['a DOCTYPE', '<!DOCTYPE xml [<!ENTITY a "b">]><xml>&a;</xml>', 'doctype', 1, 1],
    ['an unknown entity', '<xml>\n<A>&nbsp;</A></xml>', 'entity', 2, 4],
    ['a bare ampersand', '<xml><A>a & b</A></xml>', 'malformed', 1, 11],
    ['a bare less-than', '<xml><A>1 < 2</A></xml>', 'malformed', 1, 11],
    ['a missing end tag', '<xml><A>', 'malformed', 1, 9],
    ['crossed tags', '<xml><A></xml></A>', 'malformed', 1, 9],
    ['two roots', '<xml></xml><xml></xml>', 'malformed', 1, 12],
    ['bytes after the root', '<xml></xml>success', 'malformed', 1, 12],
    ['an unfinished CDATA', '<xml><A><![CDATA[你好</A></xml>', 'malformed', 1, 9],
    ['a control character', '<xml><A>\u0002</A></xml>', 'control-character', 1, 9],
    ['a reference to a control character', '<xml><A>&#2;</A></xml>', 'entity', 1, 9],
    ['nesting without end', '<a>'.repeat(5000), 'malformed', 1, 97],
    ['nothing', '', 'malformed', 1, 1],
  ])('W-24 refuses %s and says where', (_, source, fault, line, column) => {
    expect(readXml(source)).toMatchObject({ ok: false, fault, line, column })
  })
})
