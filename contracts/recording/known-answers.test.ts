import { expect, it } from 'vitest'
import { arrangeKnown } from './known-answers.ts'

const said = (when: string, says: string) => ({ when, says, times: 1 })

it.each<[what: string, given: unknown[], expected: unknown[]]>([
  ['one answer serves for good', [said('a', '1')], [{ when: 'a', says: '1' }]],
  ['the same answer again is one', [said('a', '1'), said('a', '1')], [{ when: 'a', says: '1' }]],
  [
    'another answer comes when it came, and stays',
    [said('a', '1'), said('a', '1'), said('a', '2'), said('a', '2')],
    [said('a', '1'), said('a', '1'), { when: 'a', says: '2' }],
  ],
  [
    'a longer question stands before the shorter one it contains',
    [said('你好', '1'), said('你好呀', '2')],
    [
      { when: '你好呀', says: '2' },
      { when: '你好', says: '1' },
    ],
  ],
  ['what is no script is there once, in its order', ['bob', 'alice', 'bob'], ['bob', 'alice']],
])('%s', (_what, given, expected) => {
  expect(arrangeKnown(given)).toEqual(expected)
})
