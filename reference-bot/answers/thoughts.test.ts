import { expect, it } from 'vitest'
import { withoutThoughts } from './thoughts.ts'

async function saidOf(pieces: Iterable<string>): Promise<string> {
  let said = ''
  for await (const piece of withoutThoughts(pieces)) said += piece
  return said
}

const CASES: readonly (readonly [what: string, written: string, said: string])[] = [
  ['nothing to take out', '九点开门。', '九点开门。'],
  ['a thought before the answer', '<think>先查一下。</think>\n\n九点开门。', '九点开门。'],
  ['two thoughts', '<think>一</think>好的，<think>二</think>\n九点。', '好的，九点。'],
  ['a thought that does not end', '好的。<think>还要想', '好的。'],
  ['nothing but a thought', '<think>想不出来</think>\n', ''],
  ['signs that only look like a tag', 'a <thin b </think c <', 'a <thin b </think c <'],
  ['blanks of the answer itself', '  一\n\n二', '  一\n\n二'],
]

it.each(CASES)('says what is left of %s, in one piece or character by character', async (_what, written, said) => {
  expect(await saidOf([written])).toBe(said)
  expect(await saidOf(written)).toBe(said)
})

it('does not hold back what is no tag', async () => {
  const pieces = withoutThoughts(['好', '的<', 'b>'])
  expect((await pieces.next()).value).toBe('好')
  expect((await pieces.next()).value).toBe('的')
  expect((await pieces.next()).value).toBe('<b>')
})
