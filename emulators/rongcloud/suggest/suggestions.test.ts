import { describe, expect, it } from 'vitest'
import type { Turn } from '../messages/store.ts'
import { suggest, type SuggestInput } from './suggestions.ts'

const turn = (who: Turn['who'], text: string | undefined): Turn => ({ who, objectName: 'RC:TxtMsg', text })
const input = (changes: Partial<SuggestInput> = {}): SuggestInput => ({
  agentId: 'helper',
  turns: [turn('self', '你好'), turn('peer', '明天八点见？')],
  variables: {},
  metadata: {},
  rules: [],
  ...changes,
})

describe('suggestions', () => {
  it('R-18 are the same for the same history', () => {
    expect(suggest(input())).toEqual(suggest(input()))
    expect(suggest(input({ variables: { a: '1', b: '2' } }))).toEqual(suggest(input({ variables: { b: '2', a: '1' } })))
  })

  it('R-18 are two or three, and the first quotes the last words of the peer', () => {
    const found = suggest(input())
    expect(found.length).toBeGreaterThanOrEqual(2)
    expect(found.length).toBeLessThanOrEqual(3)
    expect(found[0]![0]).toContain('明天八点见？')
    expect(new Set(found.flat()).size).toBe(found.flat().length)
  })

  it.each<[string, Partial<SuggestInput>]>([
    ['the agent', { agentId: 'other_agent' }],
    ['an older turn', { turns: [turn('self', '再见'), turn('peer', '明天八点见？')] }],
    ['the last turn', { turns: [turn('self', '你好'), turn('peer', '后天见')] }],
    ['variables', { variables: { tone: 'formal' } }],
    ['metadata', { metadata: { trace: '77' } }],
  ])('R-18 depend on %s', (_what, changes) => {
    expect(suggest(input(changes))).not.toEqual(suggest(input()))
  })

  it('R-18 speak the language of the peer', () => {
    expect(suggest(input({ turns: [turn('peer', 'see you at 8?')] }))[0]![0]).toMatch(/see you at 8\?/)
    expect(JSON.stringify(suggest(input({ turns: [turn('peer', 'see you at 8?')] })))).not.toMatch(/\p{Script=Han}/u)
  })

  it('R-18 follow the first rule that fits', () => {
    const rules = [
      { when: '订单', says: [['单号是多少？']] },
      { when: '八点', says: [['好的', '八点见'], ['改九点行吗？']] },
      { says: [['嗯']] },
    ]
    expect(suggest(input({ rules }))).toEqual([['好的', '八点见'], ['改九点行吗？']])
    expect(suggest(input({ rules, turns: [turn('peer', '在吗')] }))).toEqual([['嗯']])
  })

  it('R-19 are none without a history, or the opening where one is set', () => {
    expect(suggest(input({ turns: [] }))).toEqual([])
    expect(suggest(input({ turns: [], opening: '您好，请问需要什么？' }))).toEqual([['您好，请问需要什么？']])
  })

  it('R-18 cope with a history without words and cut long quotes', () => {
    expect(suggest(input({ turns: [turn('peer', undefined)] })).length).toBeGreaterThanOrEqual(2)
    expect(suggest(input({ turns: [turn('peer', '长'.repeat(200))] }))[0]![0]).toContain(`${'长'.repeat(30)}…`)
    expect(suggest(input({ turns: [turn('peer', '$& $1')] }))[0]![0]).toContain('$& $1')
  })
})
