import { describe, expect, it } from 'vitest'
import { parseJson } from './json-diagnosis.ts'

const diagnose = (text: string): string => {
  const read = parseJson(text)
  return 'wrong' in read ? read.wrong.code : 'fine'
}

describe('L-55 why a text is not JSON', () => {
  it.each([
    ['{"a": 1} // 状态', 'json-comments'],
    ['{"a": /* why */ 1}', 'json-comments'],
    ['{"a": "http://x.example//y"}', 'fine'],
    ['{"a": 1,}', 'json-trailing-comma'],
    ['{"a": [1, 2, ]}', 'json-trailing-comma'],
    ["{'a': 'b'}", 'json-single-quotes'],
    ['{"a": \'b\'}', 'json-single-quotes'],
    ['{"background": "https://x.example"\n "options": []}', 'json-missing-comma'],
    ['{"a": {"b": 1} "c": 2}', 'json-missing-comma'],
    ['{"a": {"b": 1}', 'json-unclosed'],
    ['{"a": "b', 'json-unclosed'],
    ['{"a": "one\ntwo"}', 'json-raw-line-feed'],
    ['', 'body-empty'],
    ['  \n', 'body-empty'],
    ['<html>502</html>', 'json-invalid'],
    ['success', 'json-invalid'],
    ['{a: 1}', 'json-invalid'],
  ])('L-55 names the slip in %j', (text, code) => {
    expect(diagnose(text)).toBe(code)
  })

  it('L-55 points at the place', () => {
    expect(parseJson('{"a": 1, // 状态\n"b": 2}')).toMatchObject({ wrong: { position: 9, near: '// 状态\n"b": 2}' } })
  })

  it('L-55 reads a large text in one pass', () => {
    const large = `{"a": "${'长'.repeat(300_000)}"`
    expect(diagnose(large)).toBe('json-unclosed')
  })
})
