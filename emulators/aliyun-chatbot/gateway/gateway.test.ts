import { createHmac } from 'node:crypto'
import { request as requestHttp } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAccount, stamp, type Account, type Answer } from '../../../test/support/aliyun-account.ts'
import { describeSkew, parseTimestamp } from './timestamp.ts'

let account: Account
beforeEach(async () => {
  account = await openAccount()
})
afterEach(() => account.close())

const ROBOT = 'chatbot-cn-emu0000001'
const hello = { InstanceId: ROBOT, Utterance: '你好' }
const codeOf = ({ status, body }: Answer): string => `${status} ${(body['Code'] as string | undefined) ?? 'ok'}`
const HOSTILE = "a b*c~d!'()+/=&中文🙂%20"

/** A request with a Host of its own, which fetch does not allow. */
function withHost(host: string, path: string, headers: Record<string, string> = {}, method = 'POST'): Promise<number> {
  const { port } = new URL(account.world.baseUrl)
  return new Promise((resolve, reject) => {
    const request = requestHttp({ port, path, method, headers: { host, ...headers } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', reject)
    request.end()
  })
}

describe('styles', () => {
  it.each(['GET', 'POST'])('A-01 A-02 takes the older style by %s, whatever the characters', async (method) => {
    const more: Record<string, string> = { VendorParam: '{"k":"*~ +"}', Tag: HOSTILE }
    for (let at = 1; at <= 12; at += 1) more[`Extra.${at}`] = String(at)
    const answer = await account.rpc({ ...hello, ...more, Utterance: HOSTILE }, { method })
    expect(codeOf(answer)).toBe('200 ok')
    expect(answer.body['Tag']).toBe(HOSTILE)
  })

  it('A-01 A-03 takes the newer style, whatever the characters', async () => {
    expect(codeOf(await account.acs3({ ...hello, Utterance: HOSTILE }))).toBe('200 ok')
    expect(codeOf(await account.acs3(hello, { method: 'GET' }))).toBe('200 ok')
  })

  it('A-01 tells them apart by Authorization, not by x-acs-action', async () => {
    const headers = { 'x-acs-action': 'Nonsense', 'x-acs-version': '1999-01-01' }
    expect(codeOf(await account.rpc(hello, { headers }))).toBe('200 ok')
  })

  it('A-02 A-03 takes either version in either style', async () => {
    expect(codeOf(await account.rpc({ ...hello, Version: '2022-04-08' }))).toBe('200 ok')
    expect(codeOf(await account.acs3(hello, { version: '2017-10-11' }))).toBe('200 ok')
  })

  it('A-03 takes parameters in a form body', async () => {
    const body = new URLSearchParams(hello).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(codeOf(await account.acs3({}, { body, headers }))).toBe('200 ok')
  })

  it('A-01 refuses other methods', async () => {
    const answer = await account.rpc(hello, { method: 'PUT' })
    expect(codeOf(answer)).toBe('400 UnsupportedHTTPMethod')
  })
})

describe('published requests', () => {
  const V3 =
    'ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=c6e04b6a07dc3596a3c097bc3ee500ac7147d20795a205c3f4e7ddc613982df0'

  it('A-02 A-34 RPC-1 passes with our clock at its date', async () => {
    account.world.patchSettings('aliyun-chatbot', { clock: { at: '2025-03-06T08:12:00Z' } })
    const query =
      'AccessKeyId=testid&Action=Chat&Format=JSON&InstanceId=chatbot-cn-emu0000001&SignatureMethod=HMAC-SHA1&SignatureNonce=emu-nonce-0002&SignatureVersion=1.0&Timestamp=2025-03-06T08%3A10%3A03Z&Utterance=hello&Version=2017-10-11'
    const call = async (signature: string): Promise<number> =>
      (await fetch(`${account.world.baseUrl}/?${query}&Signature=${encodeURIComponent(signature)}`)).status
    expect(await call('+WHs0mG/y32QWz6PewbI8Jv0IWM=')).toBe(400)
    expect(account.remark().what.en).toMatch(/lacks the &/)
    expect(await call('etvm2cWbd6d6gM4nrlFlo02lpp8=')).toBe(200)
    expect(await call('etvm2cWbd6d6gM4nrlFlo02lpp8=')).toBe(400)
    expect(account.remarks().at(-1)).toBe('aliyun-chatbot/nonce-reused')
  })

  it('A-03 A-31 A-34 V3-1 passes with its Host and our clock at its date', async () => {
    account.world.patchSettings('aliyun-chatbot', { clock: { at: '2025-03-06T08:12:00Z' } })
    const headers = {
      'x-acs-action': 'Chat',
      'x-acs-version': '2022-04-08',
      'x-acs-date': '2025-03-06T08:10:03Z',
      'x-acs-signature-nonce': '0123456789abcdef0123456789abcdef',
      'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      authorization: V3,
    }
    const path = '/?InstanceId=chatbot-cn-emu0000001&Utterance=hello'
    expect(await withHost('127.0.0.1', path, headers)).toBe(400)
    expect(await withHost('127.0.0.1:8080', path, headers)).toBe(200)
  })
})

describe('format', () => {
  it.each([
    ['JSON', 'application/json;charset=utf-8'],
    ['json', 'application/json;charset=utf-8'],
    ['XML', 'text/xml;charset=utf-8'],
    ['xml', 'text/xml;charset=utf-8'],
  ])('A-04 A-05 A-33 %s, for successes and errors', async (Format, type) => {
    const good = await account.rpc({ ...hello, Format })
    const bad = await account.rpc({ ...hello, Format, InstanceId: 'nobody' })
    expect([good.status, good.type, bad.status, bad.type]).toEqual([200, type, 404, type])
    if (type.startsWith('text')) {
      expect(good.text).toMatch(
        /^<\?xml version='1\.0' encoding='UTF-8'\?><ChatResponse><QuerySegList>你好<\/QuerySegList><Messages>/,
      )
      expect(bad.text).toMatch(
        /^<\?xml version='1\.0' encoding='UTF-8'\?><Error><RequestId>[0-9A-F-]{36}<\/RequestId><HostId>/,
      )
    }
  })

  it('A-04 is XML where nothing is said, which is remarked once', async () => {
    const answer = await account.rpc(hello, { without: ['Format'] })
    expect(answer.type).toBe('text/xml;charset=utf-8')
    await account.rpc(hello, { without: ['Format'] })
    expect(account.remarks()).toEqual(['aliyun-chatbot/format-is-xml'])
  })

  it('A-04 is JSON for the newer style, and an odd one is refused', async () => {
    expect((await account.acs3(hello)).type).toBe('application/json;charset=utf-8')
    expect((await account.acs3({ ...hello, InstanceId: 'nobody' })).type).toBe('application/json;charset=utf-8')
    const odd = await account.rpc({ ...hello, Format: 'YAML' })
    expect([odd.status, odd.type]).toEqual([400, 'text/xml;charset=utf-8'])
    expect(odd.text).toContain('<Code>InvalidParameter.Format</Code>')
  })
})

describe('errors', () => {
  it('A-05 have five members and an upper-case id', async () => {
    const { body } = await account.rpc(hello, { without: ['Action'] })
    expect(Object.keys(body)).toEqual(['RequestId', 'HostId', 'Code', 'Message', 'Recommend'])
    expect(body).toMatchObject({
      RequestId: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
      HostId: 'chatbot.cn-shanghai.aliyuncs.com',
      Code: 'MissingParameter',
      Message: 'The input parameter "Action" that is mandatory for processing this request is not supplied.',
      Recommend: `https://api.aliyun.com/troubleshoot?q=MissingParameter&product=Chatbot&requestId=${body['RequestId'] as string}`,
    })
  })

  it.each([
    'Action',
    'Version',
    'AccessKeyId',
    'SignatureMethod',
    'SignatureVersion',
    'SignatureNonce',
    'Timestamp',
    'Signature',
  ])('A-06 name %s when it is missing', async (name) => {
    const { status, body } = await account.rpc(hello, { without: [name] })
    expect([status, body['Code'], body['Message']]).toEqual([
      400,
      'MissingParameter',
      expect.stringContaining(`"${name}"`),
    ])
  })

  it.each(['x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'])(
    'A-06 name %s when it is missing',
    async (name) => {
      const { status, body } = await account.acs3(hello, { without: [name] })
      expect([status, body['Code'], body['Message']]).toEqual([
        400,
        'MissingParameter',
        expect.stringContaining(`"${name}"`),
      ])
    },
  )

  it('A-06 want a SecurityToken with temporary keys', async () => {
    account.world.patchSettings('aliyun-chatbot', { otherKeys: { 'STS.abc': 'stssecret' } })
    const sts = { ...hello, AccessKeyId: 'STS.abc' }
    expect((await account.rpc(sts, { secret: 'stssecret' })).body).toMatchObject({
      Code: 'MissingParameter',
      Message: expect.stringContaining('SecurityToken'),
    })
    expect(
      codeOf(await account.rpc({ ...sts, SecurityToken: 'emu-sts-token' }, { secret: 'stssecret', method: 'POST' })),
    ).toBe('200 ok')
  })

  it('A-07 for keys: unknown, with a line break, disabled', async () => {
    expect(codeOf(await account.rpc({ ...hello, AccessKeyId: 'nobody' }))).toBe('404 InvalidAccessKeyId.NotFound')
    expect(codeOf(await account.rpc({ ...hello, AccessKeyId: 'testid\n' }))).toBe('404 InvalidAccessKeyId.NotFound')
    const remarks = account.world.journal.entries().filter((entry) => entry.kind === 'remark')
    expect(remarks.map((entry) => entry.what.en)).toEqual([
      expect.stringContaining('no AccessKeyId'),
      expect.stringContaining('line break'),
    ])
    account.world.patchSettings('aliyun-chatbot', { keyActive: false })
    expect(codeOf(await account.rpc(hello))).toBe('400 InvalidAccessKeyId.Inactive')
  })

  it.each([
    '2025-03-06T08:10:03.123Z',
    '2025-03-06T08:10:03+08:00',
    '2025-03-06 08:10:03',
    '1741248603',
    '2025-02-30T00:00:00Z',
    '2025-03-06T24:00:00Z',
  ])('A-08 for the time stamp %s', async (Timestamp) => {
    expect(codeOf(await account.rpc({ ...hello, Timestamp }))).toBe('400 InvalidTimeStamp.Format')
    expect(codeOf(await account.acs3(hello, { date: Timestamp }))).toBe('400 InvalidTimeStamp.Format')
    expect(account.remarks()).toEqual(['aliyun-chatbot/timestamp-format', 'aliyun-chatbot/timestamp-format'])
  })

  it.each([
    [-14, '200 ok'],
    [14, '200 ok'],
    [-16, '400 InvalidTimeStamp.Expired'],
    [16, '400 InvalidTimeStamp.Expired'],
    [480, '400 InvalidTimeStamp.Expired'],
  ])('A-08 for a clock that is off by %i minutes', async (minutes, expected) => {
    expect(codeOf(await account.rpc({ ...hello, Timestamp: stamp(Date.now() + minutes * 60_000) }))).toBe(expected)
    expect(codeOf(await account.acs3(hello, { date: stamp(Date.now() + minutes * 60_000) }))).toBe(expected)
  })

  it('A-08 judge our clock as the settings have it', async () => {
    account.world.patchSettings('aliyun-chatbot', { clock: { ahead: '8h' } })
    expect(codeOf(await account.rpc(hello))).toBe('400 InvalidTimeStamp.Expired')
    expect(account.remark()).toMatchObject({
      code: 'aliyun-chatbot/clock-off',
      what: {
        en: 'The time stamp is 8 h 00 min behind our clock. A whole number of hours: most likely local time was sent as UTC.',
      },
    })
    account.world.patchSettings('aliyun-chatbot', { clock: { ahead: 0, behind: '20m' } })
    expect(codeOf(await account.rpc(hello))).toBe('400 InvalidTimeStamp.Expired')
    account.world.patchSettings('aliyun-chatbot', { clock: { tolerance: '31m' } })
    expect(codeOf(await account.rpc(hello))).toBe('200 ok')
  })

  it('A-09 show the string to sign, and where the client’s parts', async () => {
    const answer = await account.rpc(hello, {
      method: 'POST',
      sign: (text) => createHmac('sha1', 'testsecret&').update(text.replaceAll('%2F&', '/&')).digest('base64'),
    })
    expect(codeOf(answer)).toBe('400 SignatureDoesNotMatch')
    expect(answer.body['Message']).toMatch(
      /^Specified signature is not matched with our calculation\. server string to sign is:POST&%2F&AccessKeyId%3Dtestid%26Action%3DChat/,
    )
    expect(account.remark()).toMatchObject({
      code: 'aliyun-chatbot/signature-mismatch',
      what: {
        en: expect.stringMatching(
          /^The path was not encoded: it has to be %2F\. The strings differ at byte 5: yours "\//,
        ),
      },
      details: { difference: { offset: 5 } },
    })
  })

  it('A-09 show both strings in the newer style', async () => {
    const answer = await account.acs3({ ...hello, Utterance: 'a*b' }, { query: (query) => query.replace('%2A', '*') })
    expect(codeOf(answer)).toBe('400 SignatureDoesNotMatch')
    const message = answer.body['Message'] as string
    expect(message).toMatch(
      /^Specified signature does not match our calculation\. server StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\] server CanonicalRequest is \[POST\n\/\nInstanceId=/,
    )
    expect(account.remark().what.en).toMatch(/In the query .*differ at byte \d+: yours "\*b/)
  })

  it.each([
    ['host', { unsigned: ['host'] }, /host/],
    [
      'an x-acs header',
      { headers: { 'x-acs-credentials-provider': 'static_ak' }, unsigned: ['x-acs-credentials-provider'] },
      /x-acs-credentials-provider/,
    ],
    ['host without its port', { host: '127.0.0.1' }, /without its port/],
    ['another secret', { secret: 'wrong' }, /another AccessKeySecret/],
    ['a hash of something else', { headers: { 'x-acs-content-sha256': 'ab' } }, /not the hash of the body/],
  ])('A-09 A-03 for %s', async (_what, options, says) => {
    expect(codeOf(await account.acs3(hello, options))).toBe('400 SignatureDoesNotMatch')
    expect(account.remark().what.en).toMatch(says)
  })

  it('A-10 for a nonce that was used with this key, once the signature was right', async () => {
    const SignatureNonce = 'seconds-1741248603'
    expect(codeOf(await account.rpc({ ...hello, SignatureNonce }, { secret: 'wrong' }))).toBe(
      '400 SignatureDoesNotMatch',
    )
    expect(codeOf(await account.rpc({ ...hello, SignatureNonce }))).toBe('200 ok')
    expect(codeOf(await account.rpc({ ...hello, SignatureNonce }))).toBe('400 SignatureNonceUsed')
    expect(codeOf(await account.acs3(hello, { nonce: SignatureNonce }))).toBe('400 SignatureNonceUsed')
    account.world.patchSettings('aliyun-chatbot', { otherKeys: { second: 'other' } })
    expect(codeOf(await account.rpc({ ...hello, SignatureNonce, AccessKeyId: 'second' }, { secret: 'other' }))).toBe(
      '200 ok',
    )
    const last = account.world.journal
      .entries()
      .filter((entry) => entry.kind === 'remark')
      .at(-1)
    expect(last?.what.en).toMatch(/^The same nonce as in call #\d+, 0\.\d s earlier\.$/)
    account.world.patchSettings('aliyun-chatbot', { rememberNonces: false })
    expect(codeOf(await account.rpc({ ...hello, SignatureNonce }))).toBe('200 ok')
  })

  it('A-11 for versions and actions', async () => {
    expect(codeOf(await account.rpc({ ...hello, Version: '2018-01-01' }))).toBe('400 InvalidVersion')
    expect(codeOf(await account.rpc({ ...hello, Action: 'chat' }))).toBe('404 InvalidAction.NotFound')
    expect(codeOf(await account.rpc({ InstanceId: ROBOT, Action: 'BeginSession' }))).toBe('404 InvalidAction.NotFound')
    expect(codeOf(await account.acs3({ InstanceId: ROBOT }, { action: 'BeginSession' }))).toBe('200 ok')
  })

  it('A-04 for a SignatureMethod of another sort', async () => {
    expect(codeOf(await account.rpc({ ...hello, SignatureMethod: 'HMAC-SHA256' }))).toBe('400 InvalidSignatureMethod')
  })

  it.each([
    ['Throttling.User', '400 Throttling.User'],
    ['ServiceUnavailable', '503 ServiceUnavailable'],
    ['InternalError', '500 InternalError'],
    ['InstanceFreezing', '403 InstanceFreezing'],
    ['IllegalTimestamp', '400 IllegalTimestamp'],
  ])('A-12 by a fault: %s', async (code, expected) => {
    account.world.faults.add({ operation: 'aliyun-chatbot.Chat', code })
    expect(codeOf(await account.rpc(hello))).toBe(expected)
    expect(codeOf(await account.acs3(hello))).toBe('200 ok')
    account.world.faults.add({ operation: 'aliyun-chatbot.*', code })
    expect(codeOf(await account.acs3(hello))).toBe(expected)
  })

  it('A-12 for too many calls, and a remark when they are not tried again', async () => {
    account.world.patchSettings('aliyun-chatbot', { callsPerSecond: 2 })
    const codes = []
    for (const Utterance of ['一', '二', '三']) codes.push(codeOf(await account.rpc({ ...hello, Utterance })))
    expect(codes).toEqual(['200 ok', '200 ok', '400 Throttling.User'])
    account.world.faults.add({ operation: 'aliyun-chatbot.Chat', code: 'Throttling.Api' })
    await account.rpc({ ...hello, Utterance: '四' })
    await account.world.clock.advance(1000)
    await account.rpc({ ...hello, Utterance: '四' })
    account.world.finish()
    expect(account.remarks()).toEqual(['aliyun-chatbot/throttling-not-retried'])
    expect(account.remark().what.en).toContain('"三"')
  })

  it('A-11 for another region', async () => {
    expect(await withHost('chatbot.cn-hangzhou.aliyuncs.com', '/?Action=Chat')).toBe(404)
    expect(account.remark()).toMatchObject({
      code: 'aliyun-chatbot/wrong-region',
      what: { en: 'The call is for cn-hangzhou; the robots live in cn-shanghai.' },
    })
    expect(codeOf(await account.rpc({ ...hello, RegionId: 'ap-southeast-1' }))).toBe('200 ok')
    expect(account.remarks()).toEqual(['aliyun-chatbot/wrong-region', 'aliyun-chatbot/wrong-region'])
  })

  it('A-05 of the product come with HTTP 200 where the settings say so', async () => {
    account.world.patchSettings('aliyun-chatbot', { errorsWithStatus200: true })
    expect(codeOf(await account.rpc({ ...hello, InstanceId: 'nobody' }))).toBe('200 InvalidInstanceId.NotFound')
    expect(codeOf(await account.rpc(hello, { secret: 'wrong' }))).toBe('400 SignatureDoesNotMatch')
  })
})

describe('time stamps', () => {
  it('A-08 are read strictly', () => {
    expect(parseTimestamp('2025-03-06T08:10:03Z')).toBe(Date.UTC(2025, 2, 6, 8, 10, 3))
    expect(parseTimestamp('2025-13-06T08:10:03Z')).toBeUndefined()
  })

  it.each([
    [8 * 3_600_000, /8 h 00 min ahead of.*local time/],
    [-(8 * 3_600_000) + 30_000, /7 h 59 min behind.*local time/],
    [-20 * 60_000, /^The time stamp is 0 h 20 min behind our clock\.$/],
    [90 * 60_000, /^The time stamp is 1 h 30 min ahead of our clock\.$/],
  ])('A-08 skew of %i ms is described', (skew, says) => {
    expect(describeSkew(skew).en).toMatch(says)
  })
})
