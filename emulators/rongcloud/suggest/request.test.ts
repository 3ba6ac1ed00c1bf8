import { describe, expect, it } from 'vitest'
import { refusalOfFields } from '../refusals.ts'
import { SuggestRequest } from './request.ts'

const good = { agentId: 'reply_helper', provider: { type: 'chatHistory', userId: 'u_1', targetId: 'u_2' } }

function answerTo(body: unknown): string {
  const read = SuggestRequest.safeParse(body)
  if (read.success) return 'ok'
  const refusal = refusalOfFields(read.error.issues)
  return `${refusal.status}/${refusal.code} ${refusal.errorMessage}`
}

const withProvider = (changes: object) => ({ ...good, provider: { ...good.provider, ...changes } })
const mapOf = (size: number, value = 'v') =>
  Object.fromEntries(Array.from({ length: size }, (_, at) => [`k${at}`, value]))

describe('suggest request', () => {
  it('R-12 R-13 fills in the documented defaults', () => {
    expect(SuggestRequest.parse(good).provider).toEqual({
      type: 'chatHistory',
      userId: 'u_1',
      targetId: 'u_2',
      limit: 10,
      conversationType: 1,
    })
  })

  it.each<[string, unknown]>([
    ['R-10 the shortest id', { ...good, agentId: 'abc' }],
    ['R-10 the longest id', { ...good, agentId: 'a'.repeat(64) }],
    [
      'R-11 ids of 64 characters, counted as code points',
      withProvider({ userId: '😀'.repeat(64), targetId: '中'.repeat(64) }),
    ],
    ['R-12 the least limit', withProvider({ limit: 1 })],
    ['R-12 the greatest limit', withProvider({ limit: 100 })],
    ['R-12 a limit as text, as the Go SDK sends it', withProvider({ limit: '10', conversationType: '1' })],
    ['R-14 empty maps', { ...good, variables: {}, metadata: {} }],
    ['R-14 16 pairs', { ...good, variables: mapOf(16), metadata: mapOf(16) }],
    ['R-14 the longest key', { ...good, variables: { ['k'.repeat(32)]: '' } }],
    ['R-14 the longest values', { ...good, variables: { a: '中'.repeat(128) }, metadata: { a: '中'.repeat(512) } }],
    ['R-10 unknown keys', { ...good, surprise: 1 }],
    ['R-11 the same id twice', withProvider({ targetId: 'u_1' })],
  ])('%s: accepted', (_what, body) => {
    expect(answerTo(body)).toBe('ok')
  })

  it.each<[string, unknown, string]>([
    ['R-10 no agentId', { provider: good.provider }, '400/1002 agentId is required.'],
    ['R-10 a number for agentId', { ...good, agentId: 7 }, '400/1002 agentId must be a string.'],
    ['R-10 an empty agentId', { ...good, agentId: '' }, '400/1002 agentId is required.'],
    ['R-10 a short agentId', { ...good, agentId: 'ab' }, '400/1002 agentId is too short, at least 3 characters.'],
    [
      'R-10 a long agentId',
      { ...good, agentId: 'a'.repeat(65) },
      '400/1005 agentId is too long, at most 64 characters.',
    ],
    ['R-10 no provider', { agentId: good.agentId }, '400/1002 provider is required.'],
    ['R-10 provider null', { ...good, provider: null }, '400/1002 provider is required.'],
    ['R-10 provider a list', { ...good, provider: [] }, '400/1002 provider must be an object.'],
    ['R-10 provider empty', { ...good, provider: {} }, '400/1002 provider.type is required.'],
    ['R-10 another provider', withProvider({ type: 'dify' }), '400/1002 provider.type must be chatHistory.'],
    ['R-11 no userId', withProvider({ userId: undefined }), '400/1002 provider.userId is required.'],
    ['R-11 userId empty', withProvider({ userId: '' }), '400/1002 provider.userId is required.'],
    [
      'R-11 userId of 65',
      withProvider({ userId: 'u'.repeat(65) }),
      '400/1005 provider.userId is too long, at most 64 characters.',
    ],
    ['R-11 no targetId', withProvider({ targetId: undefined }), '400/1002 provider.targetId is required.'],
    [
      'R-11 targetId of 65',
      withProvider({ targetId: 'u'.repeat(65) }),
      '400/1005 provider.targetId is too long, at most 64 characters.',
    ],
    ...[0, 101, -1, 1.5, '1.5', 'ten', true, null].map((limit): [string, unknown, string] => [
      `R-12 limit ${JSON.stringify(limit)}`,
      withProvider({ limit }),
      limit === null
        ? '400/1002 provider.limit is required.'
        : limit === true
          ? '400/1002 provider.limit must be an integer.'
          : '400/1002 provider.limit must be an integer from 1 to 100.',
    ]),
    [
      'R-13 a group',
      withProvider({ conversationType: 3 }),
      '400/1002 provider.conversationType must be an integer from 1 to 1.',
    ],
    ['R-14 17 variables', { ...good, variables: mapOf(17) }, '400/1002 variables takes at most 16 pairs.'],
    ['R-14 17 metadata', { ...good, metadata: mapOf(17) }, '400/1002 metadata takes at most 16 pairs.'],
    ['R-14 an empty key', { ...good, variables: { '': 'x' } }, '400/1002 variables has an empty key.'],
    [
      'R-14 a key of 33',
      { ...good, variables: { ['k'.repeat(33)]: 'x' } },
      '400/1005 variables has a key that is too long, at most 32 characters.',
    ],
    [
      'R-14 a value of 129',
      { ...good, variables: { a: 'v'.repeat(129) } },
      '400/1005 variables.a is too long, at most 128 characters.',
    ],
    [
      'R-14 metadata of 513',
      { ...good, metadata: { a: 'v'.repeat(513) } },
      '400/1005 metadata.a is too long, at most 512 characters.',
    ],
    ['R-14 a value that is no string', { ...good, variables: { a: 1 } }, '400/1002 variables.a must be a string.'],
    ['R-14 variables a list', { ...good, variables: ['a'] }, '400/1002 variables must be an object.'],
    ['R-10 the first wrong field decides', { provider: [], variables: 1 }, '400/1002 agentId is required.'],
    ['R-38 a body that is no object', [], '400/1002 body must be an object.'],
  ])('%s: refused', (_what, body, answer) => {
    expect(answerTo(body)).toBe(answer)
  })
})
