import { describe, expect, it } from 'vitest'
import { createJudge } from '../remarks/judge.ts'
import { readRegistration, type Registration } from './read-registration.ts'
import type { Refusal } from '../api/errors.ts'

const ENTRY = { type: 'Message', uri: '/hooks/chat', httpMethod: 'POST' }
const GOOD = {
  name: 'demo bot',
  domain: 'http://127.0.0.1:7001',
  authEnabled: true,
  authentication: { type: 'TOKEN', token: 'tk-demo-1' },
  pushConfigList: [ENTRY],
  platform: 'Default',
  pushType: 'Default',
  responseType: 'Default',
}

function read(
  change: object,
  profile: 'tolerant' | 'strict' = 'tolerant',
): { result: Registration | Refusal; codes: string[] } {
  const judge = createJudge({ profile, lax: false }, 'bad_envelope')
  const result = readRegistration({ ...GOOD, ...change }, judge)
  return { result, codes: judge.noted.map((one) => one.code.slice('livechat/'.length)) }
}

describe('the registration', () => {
  it('L-12 accepts what the document prints', () => {
    expect(read({})).toEqual({
      result: { name: 'demo bot', url: 'http://127.0.0.1:7001/hooks/chat', token: 'tk-demo-1' },
      codes: [],
    })
  })

  it('L-15 pushType and responseType may be left out', () => {
    expect(read({ pushType: undefined, responseType: undefined }).result).toHaveProperty('url')
  })

  it.each([
    ['http://a.example/', '/x', 'http://a.example/x'],
    ['http://a.example///', '//x', 'http://a.example/x'],
    ['https://a.example/base/', '/x?tenant=1', 'https://a.example/base/x?tenant=1'],
  ])('L-20 joins %s and %s', (domain, uri, url) => {
    expect(read({ domain, pushConfigList: [{ ...ENTRY, uri }] }).result).toMatchObject({ url })
  })

  it.each<[string, object, string, string]>([
    ['L-12', { name: undefined }, 'MissingParameter', 'name'],
    ['L-12', { name: ' ' }, 'InvalidParameter', 'name'],
    ['L-12', { name: 5 }, 'InvalidParameter', 'name'],
    ['L-12', { domain: undefined }, 'MissingParameter', 'domain'],
    ['L-12', { domain: 'bot.example' }, 'InvalidParameter', 'domain'],
    ['L-12', { domain: 'ftp://bot.example' }, 'InvalidParameter', 'domain'],
    ['L-12', { authEnabled: undefined }, 'MissingParameter', 'authEnabled'],
    ['L-12', { authEnabled: 1 }, 'InvalidParameter', 'authEnabled'],
    ['L-13', { authentication: undefined }, 'MissingParameter', 'authentication'],
    ['L-13', { authentication: 'tk' }, 'InvalidParameter', 'authentication'],
    ['L-13', { authentication: { token: 'tk' } }, 'MissingParameter', 'authentication.type'],
    ['L-13', { authentication: { type: 'BASIC', token: 'tk' } }, 'InvalidParameter', 'authentication.type'],
    ['L-13', { authentication: { type: 'TOKEN' } }, 'MissingParameter', 'authentication.token'],
    ['L-13', { authentication: { type: 'TOKEN', token: '' } }, 'MissingParameter', 'authentication.token'],
    ['L-13', { authentication: { type: 'TOKEN', token: '密钥' } }, 'InvalidParameter', 'authentication.token'],
    ['L-13', { authentication: { type: 'TOKEN', token: 'a\nb' } }, 'InvalidParameter', 'authentication.token'],
    ['L-14', { pushConfigList: undefined }, 'MissingParameter', 'pushConfigList'],
    ['L-14', { pushConfigList: [] }, 'InvalidParameter', 'pushConfigList'],
    ['L-14', { pushConfigList: ENTRY }, 'InvalidParameter', 'pushConfigList'],
    ['L-14', { pushConfigList: [{ ...ENTRY, type: 'Event' }] }, 'InvalidParameter', 'Message'],
    ['L-14', { pushConfigList: [{ ...ENTRY, uri: undefined }] }, 'MissingParameter', 'pushConfigList[0].uri'],
    [
      'L-14',
      { pushConfigList: [{ ...ENTRY, httpMethod: undefined }] },
      'MissingParameter',
      'pushConfigList[0].httpMethod',
    ],
    ['L-14', { pushConfigList: [{ ...ENTRY, httpMethod: 'GET' }] }, 'InvalidParameter', 'pushConfigList[0].httpMethod'],
    ['L-15', { platform: undefined }, 'MissingParameter', 'platform'],
    ['L-15', { platform: 'Dify' }, 'InvalidParameter', 'platform'],
    ['L-15', { platform: 'Coze' }, 'InvalidParameter', 'platform'],
    ['L-15', { platform: 'Other' }, 'InvalidParameter', 'platform'],
    ['L-15', { pushType: 'Dify' }, 'InvalidParameter', 'pushType'],
    ['L-15', { responseType: 'Coze' }, 'InvalidParameter', 'responseType'],
  ])('%s refuses %j with %s, naming %s', (_row, change, code, field) => {
    const { result } = read(change)
    expect(result).toMatchObject({ code, message: expect.stringContaining(field) })
  })

  it.each<[string, object, string]>([
    ['L-12', { authEnabled: 'true' }, 'boolean-as-string'],
    ['L-13', { authentication: { type: 'token', token: 'tk' } }, 'letter-case'],
    ['L-13', { authEnabled: false }, 'authentication-unused'],
    ['L-13', { authentication: { type: 'TOKEN', token: 'Bearer tk' } }, 'token-with-bearer'],
    ['L-14', { pushConfigList: [{ ...ENTRY, type: 'Event' }, ENTRY] }, 'push-type-unknown'],
    ['L-14', { pushConfigList: [ENTRY, ENTRY] }, 'message-entry-twice'],
    ['L-14', { pushConfigList: [{ ...ENTRY, httpMethod: 'post' }] }, 'letter-case'],
    ['L-20', { pushConfigList: [{ ...ENTRY, uri: 'hooks' }] }, 'uri-without-slash'],
    ['L-12', { timeout: 5 }, 'field-unknown'],
  ])('%s L-74 puts up with %j and says %s; strict refuses it', (_row, change, code) => {
    const tolerant = read(change)
    expect(tolerant.codes).toEqual([code])
    expect(tolerant.result).toHaveProperty('url')
    const expected = code === 'field-unknown' ? 'UnknownParameter' : 'InvalidParameter'
    expect(read(change, 'strict').result).toMatchObject({ code: expected, status: 400 })
  })

  it('L-13 no credential without authEnabled', () => {
    expect(read({ authEnabled: false, authentication: undefined }).result).not.toHaveProperty('token')
  })

  it('L-14 the first Message entry counts', () => {
    const { result } = read({
      pushConfigList: [
        { ...ENTRY, uri: '/one' },
        { ...ENTRY, uri: '/two' },
      ],
    })
    expect(result).toMatchObject({ url: 'http://127.0.0.1:7001/one' })
  })
})
