import { expect, it } from 'vitest'
import { readPush } from './push-xml.ts'

it.each([
  ['control characters', '<xml><Content><![CDATA[a\u0002b\u001f\tc]]></Content></xml>', 'a\u0002b\u001f\tc'],
  ['blanks at its ends', '<xml><Content><![CDATA[ 你好 \n]]></Content></xml>', ' 你好 \n'],
  ['a mark before it', '\uFEFF\n<xml><Content>x</Content></xml>\n', 'x'],
])('reads a text with %s', (_what, given, text) => {
  const read = readPush(given)
  expect(read.ok && read.root.children[0]?.text).toBe(text)
})

it('refuses what is no XML, and entities', () => {
  expect(readPush('no xml').ok).toBe(false)
  expect(readPush('<!DOCTYPE x><xml/>').ok).toBe(false)
})
