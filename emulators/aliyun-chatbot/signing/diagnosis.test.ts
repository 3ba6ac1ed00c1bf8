import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256, type SignedRequest } from './acs3.ts'
import { differenceOf } from './compare.ts'
import { diagnoseAcs3 } from './diagnose-acs3.ts'
import { diagnoseRpc } from './diagnose-rpc.ts'
import { rpcStringToSign, signRpc } from './rpc.ts'
import type { Pairs } from './percent.ts'

const secret = 'testsecret'
const pairs: Pairs = [
  ['Version', '2017-10-11'],
  ['Action', 'Chat'],
  ['Utterance', "a b*c~d!'()+/=&中文🙂"],
  ['Tag', ''],
  ['Perspective.2', 'b'],
  ['Perspective.1', 'a'],
  ['Perspective.10', 'j'],
]
const hmac = (key: string, text: string, algorithm = 'sha1', digest: 'base64' | 'hex' = 'base64'): string =>
  createHmac(algorithm, key).update(text, 'utf8').digest(digest)
const right = rpcStringToSign('POST', pairs)
const explainRpc = (signature: string, changes: object = {}) => {
  const found = diagnoseRpc({ method: 'POST', pairs, queryPairs: [], signature, ...changes }, secret)
  return found === undefined ? undefined : { ...found, says: found.mistakes.map((mistake) => mistake.en).join('; ') }
}

describe('RPC', () => {
  it.each<[string, string, RegExp]>([
    ['the key without &', hmac(secret, right), /lacks the &/],
    ['a line break behind the secret', hmac(`${secret}\n&`, right), /line break behind it/],
    ['another method', hmac(`${secret}&`, rpcStringToSign('GET', pairs)), /signed for GET and sent by POST/],
    ['a lower-case method', hmac(`${secret}&`, right.replace('POST', 'post')), /signed for post/],
    [
      'no second encoding',
      hmac(`${secret}&`, `POST&%2F&${decodeURIComponent(right.slice('POST&%2F&'.length))}`),
      /second time/,
    ],
    ['a plain path', hmac(`${secret}&`, right.replace('%2F', '/')), /path was not encoded/],
    ['a stray line break', hmac(`${secret}&`, `${right}\n`), /line break behind the string/],
    ['HMAC-SHA256', hmac(`${secret}&`, right, 'sha256'), /HMAC-SHA256/],
    ['hex', hmac(`${secret}&`, right, 'sha1', 'hex'), /it is hex/],
    [
      'empty values left out',
      signRpc(
        secret,
        rpcStringToSign(
          'POST',
          pairs.filter(([, value]) => value !== ''),
        ),
      ),
      /left out/,
    ],
    ['a signature encoded twice', encodeURIComponent(signRpc(secret, right)), /encoded twice/],
  ])('A-09 knows %s', (_what, signature, says) => {
    expect(explainRpc(signature)?.says).toMatch(says)
  })

  it.each<[string, (text: string) => string, RegExp]>([
    ['encodeURIComponent', encodeURIComponent, /encodeURIComponent/],
    ['a form encoder', (text) => new URLSearchParams([['', text]]).toString().slice(1), /form encoder/],
    ['+ for a blank', (text) => strict(text).replaceAll('%20', '+'), /written as \+/],
    ['~ encoded', (text) => strict(text).replaceAll('~', '%7E'), /%7E/],
    ['lower-case hex', (text) => strict(text).replace(/%../g, (code) => code.toLowerCase()), /lower-case/],
  ])('A-09 knows %s in the canonical query, and the byte where it parts', (_what, encode, says) => {
    const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1))
    const canonical = sorted.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
    const text = `POST&%2F&${strict(canonical)}`
    const found = explainRpc(signRpc(secret, text))
    expect(found?.says).toMatch(says)
    expect(found?.text).toBe(text)
    expect(differenceOf(right, found!.text)?.offset).toBeGreaterThan(0)
  })

  it.each<[string, Pairs, RegExp]>([
    ['no sorting', pairs, /not sorted/],
    [
      'lists spread out after sorting',
      [pairs[1]!, pairs[5]!, pairs[4]!, pairs[6]!, pairs[3]!, pairs[2]!, pairs[0]!],
      /Perspective\.10 belongs before/,
    ],
  ])('A-09 knows %s', (_what, order, says) => {
    const canonical = order.map(([name, value]) => `${strict(name)}=${strict(value)}`).join('&')
    expect(explainRpc(signRpc(secret, `POST&%2F&${strict(canonical)}`))?.says).toMatch(says)
  })

  it('A-09 knows a + that arrived as a blank', () => {
    const found = [...'abcdefghijklmnop']
      .map((tag) => [...pairs, ['Tag2', tag] as const])
      .find((changed) => signRpc(secret, rpcStringToSign('POST', changed)).includes('+'))!
    const spoilt = signRpc(secret, rpcStringToSign('POST', found)).replaceAll('+', ' ')
    expect(spoilt).toContain(' ')
    expect(explainRpc(spoilt, { pairs: found })?.says).toMatch(/arrived as a blank/)
  })

  it('A-09 knows two mistakes at once', () => {
    const says = explainRpc(hmac(secret, rpcStringToSign('GET', pairs)))?.says
    expect(says).toMatch(/lacks the &.*signed for GET/)
  })

  it('A-09 knows a SecurityToken or a body that was left out', () => {
    const token = ['SecurityToken', 'sts'] as const
    const withToken = { pairs: [...pairs, token] }
    expect(explainRpc(signRpc(secret, right), withToken)?.says).toMatch(/SecurityToken was left out/)
    const queryPairs = pairs.slice(0, 3)
    expect(explainRpc(signRpc(secret, rpcStringToSign('POST', queryPairs)), { queryPairs })?.says).toMatch(
      /body were left out/,
    )
  })

  it('A-09 says nothing about another secret', () => {
    expect(explainRpc(signRpc('another', right))).toBeUndefined()
  })
})

const strict = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

const request: SignedRequest = {
  method: 'POST',
  path: '/',
  query: [
    ['Utterance', '你好 *~'],
    ['InstanceId', 'chatbot-cn-emu0000001'],
  ],
  headers: [
    ['host', '127.0.0.1:8080'],
    ['x-acs-action', 'Chat'],
    ['x-acs-date', '2025-03-06T08:10:03Z'],
  ],
  payloadHash: sha256(''),
}
const query = 'InstanceId=chatbot-cn-emu0000001&Utterance=%E4%BD%A0%E5%A5%BD%20%2A~'
const canonical = (
  changes: { method?: string; path?: string; query?: string; host?: string; gap?: string; hash?: string } = {},
): string =>
  [
    changes.method ?? 'POST',
    changes.path ?? '/',
    changes.query ?? query,
    `host:${changes.host ?? '127.0.0.1:8080'}\nx-acs-action:Chat\nx-acs-date:2025-03-06T08:10:03Z\n${changes.gap ?? '\n'}host;x-acs-action;x-acs-date`,
    changes.hash ?? sha256(''),
  ].join('\n')
const sign3 = (text: string, key = secret): string => hmac(key, `ACS3-HMAC-SHA256\n${sha256(text)}`, 'sha256', 'hex')
const explain3 = (signature: string): string | undefined =>
  diagnoseAcs3(request, { signature, bodyHash: sha256(''), statedHash: sha256('other') }, secret)
    ?.mistakes.map((mistake) => mistake.en)
    .join('; ')

describe('ACS3', () => {
  it.each<[string, string, RegExp]>([
    ['the key with &', sign3(canonical(), `${secret}&`), /& behind the AccessKeySecret/],
    ['another method', sign3(canonical({ method: 'GET' })), /signed for GET/],
    ['host without port', sign3(canonical({ host: '127.0.0.1' })), /without its port/],
    ['no empty line', sign3(canonical({ gap: '' })), /empty line/],
    ['* left as it is', sign3(canonical({ query: query.replace('%2A', '*') })), /in the query/],
    ['an unsorted query', sign3(canonical({ query: query.split('&').reverse().join('&') })), /not sorted/],
    ['no query', sign3(canonical({ query: '' })), /query were left out/],
    ['another hash', sign3(canonical({ hash: sha256('other') })), /hash of the body/],
    ['upper-case hex', sign3(canonical()).toUpperCase(), /upper-case/],
    ['no path', sign3(canonical({ path: '' })), /path was left out/],
  ])('A-09 knows %s', (_what, signature, says) => {
    expect(explain3(signature)).toMatch(says)
  })

  it('A-09 says nothing about another secret', () => {
    expect(explain3(sign3(canonical(), 'another'))).toBeUndefined()
  })
})
