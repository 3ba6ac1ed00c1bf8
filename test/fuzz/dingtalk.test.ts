import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operations } from '../../emulators/dingtalk/api/operations/index.ts'
import { sign } from '../../emulators/dingtalk/crypto/sign.ts'
import { refusalByCode } from '../../emulators/dingtalk/errors/index.ts'
import { findLostBreak, findMarkdown, listUnpromised } from '../../emulators/dingtalk/messages/lints.ts'
import { missingParameter } from '../../emulators/dingtalk/messages/missing.ts'
import { readShape } from '../../emulators/dingtalk/messages/shape.ts'
import { TEMPLATES } from '../../emulators/dingtalk/messages/templates.ts'
import { visibleText } from '../../emulators/dingtalk/robots/security.ts'
import { diagnoseSign } from '../../emulators/dingtalk/robots/sign-diagnosis.ts'
import { CLIENT_ID, openCorp, type Answer, type Corp } from '../support/dingtalk-corp.ts'
import { entriesOf } from '../support/entries.ts'

const unicode = fc.string({ unit: 'binary', maxLength: 60 })
const MSGTYPES = ['text', 'markdown', 'link', 'actionCard', 'feedCard', 'image', 'file', 'voice', 'empty', '__proto__']
const KEYS = [
  'content',
  'title',
  'text',
  'messageUrl',
  'messageURL',
  'picUrl',
  'picURL',
  'btns',
  'links',
  'singleTitle',
]
const RUNS = { numRuns: 150 }

/** Values that look like messages as much as they look like nothing. */
const value = fc.oneof(
  unicode,
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom(...KEYS, 'at', 'mediaId'), fc.jsonValue()),
)
const at = fc.record(
  { atUserIds: fc.jsonValue(), atMobiles: fc.array(unicode), atDingtalkIds: fc.jsonValue(), isAtAll: fc.jsonValue() },
  { requiredKeys: [] },
)
const message = fc
  .tuple(fc.constantFrom(...MSGTYPES), value, fc.option(at), fc.dictionary(fc.constantFrom(...MSGTYPES), value))
  .map(([msgtype, inside, mentions, more]) => ({ ...more, msgtype, [msgtype]: inside, at: mentions }))
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw)),
  fc.oneof(message, fc.jsonValue()).map((json) => Buffer.from(JSON.stringify(json))),
  message.map((json) => {
    const whole = JSON.stringify(json)
    return Buffer.from(whole.slice(0, whole.length / 2))
  }),
)
const contentType = fc.constantFrom(
  'application/json',
  'application/json; charset=gbk',
  'APPLICATION/JSON',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'nonsense',
)

let corp: Corp
let session: string
let groupId: string
beforeAll(async () => {
  corp = await openCorp({ 'customRobot.perMinute': 0, customRobots: [{ accessToken: 'open', keywords: ['好'] }] })
  ;({ sessionWebhook: session, conversationId: groupId } = await corp.say({
    from: 'alice',
    group: 'ops',
    text: '在吗',
  }))
})
afterAll(() => corp.close())

/** Status 200, JSON, and errcode: the old host answers nothing else. */
function expectLegacy({ status, headers, body }: Answer): void {
  expect(status).toBe(200)
  expect(headers.get('content-type')).toMatch(/^application\/json/)
  expect(typeof body['errcode']).toBe('number')
  expect(typeof body['errmsg']).toBe('string')
}

/** JSON with a code and a request id, or a success. */
function expectGateway({ status, headers, body }: Answer): void {
  expect(headers.get('content-type')).toMatch(/^application\/json/)
  if (status === 200) return
  expect([400, 403, 500]).toContain(status)
  // The platform has a refusal with this status; anything else with it is a bug of ours.
  if (status === 500) expect(body['code']).toBe('unknownError')
  expect(body).toMatchObject({ code: expect.any(String), message: expect.any(String), requestid: expect.any(String) })
}

describe('webhooks', () => {
  it('D-12 D-19 D-25 sendBySession answers any bytes of any type', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, contentType, async (body, type) => {
        expectLegacy(await corp.call(session, { body, type }))
      }),
      RUNS,
    )
  })

  it('D-16 D-17 D-18 D-25 sendBySession answers any message, and shows it or says what is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(message, async (body) => {
        const before = corp.shown().length
        const answer = await corp.post(session, body)
        expectLegacy(answer)
        expect(corp.shown().length - before).toBe(answer.body['errcode'] === 0 ? 1 : 0)
      }),
      RUNS,
    )
  })

  it('D-21 D-22 D-24 D-25 robot/send answers any bytes, parameters and forms', async () => {
    const query = fc.dictionary(fc.constantFrom('access_token', 'timestamp', 'sign', 'x'), unicode)
    await fc.assert(
      fc.asyncProperty(bytes, contentType, query, fc.boolean(), async (body, type, parameters, isKnown) => {
        const search = new URLSearchParams({ ...parameters, ...(isKnown ? { access_token: 'open' } : {}) })
        expectLegacy(await corp.call(`/robot/send?${search}`, { body, type }))
      }),
      RUNS,
    )
    const form = fc.dictionary(
      fc.constantFrom('access_token', 'msgtype', 'text', 'at', 'msgUuid', '__proto__'),
      unicode,
    )
    await fc.assert(
      fc.asyncProperty(form, async (fields) => expectLegacy(await corp.form('/robot/send', fields))),
      RUNS,
    )
  })

  it('D-56 D-25 media/upload answers any bytes', async () => {
    const url = `/media/upload?type=file&access_token=${await corp.token()}`
    const scraps = fc.array(
      fc.constantFrom(
        '--x',
        '\r\n',
        '\r\n\r\n',
        'Content-Disposition: form-data; name="media"',
        '; filename="a.zip"',
        '--',
      ),
      { maxLength: 30 },
    )
    const forms = scraps.map((pieces) => Buffer.from(pieces.join('')))
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, forms), contentType, async (body, type) => {
        expectLegacy(await corp.call(url, { body, type }))
      }),
      RUNS,
    )
  })
})

describe('callbacks', () => {
  it('D-10 any answer to a callback is shown, taken for silence, or dropped with a remark', async () => {
    const status = fc.oneof({ weight: 3, arbitrary: fc.constant(200) }, fc.constantFrom(204, 302, 404, 500))
    const { answer } = corp
    await fc.assert(
      fc.asyncProperty(bytes, status, async (body, code) => {
        corp.answer = (_request, response) => void response.writeHead(code).end(code === 204 ? '' : body)
        const [shown, remarked] = [corp.shown().length, corp.remarks().length]
        await corp.world.act('dingtalk', 'send', '在吗')
        const push = entriesOf(corp.world, 'push').at(-1)!
        const ended = await corp.world.until(() => push.ended, 60_000, 'the end of the push')
        expect(['answered', 'acknowledged', 'refused', 'bad-body']).toContain(ended?.outcome)
        if (ended?.outcome === 'acknowledged') return
        expect(corp.shown().length - shown + corp.remarks().length - remarked).toBeGreaterThan(0)
      }),
      { numRuns: 80 },
    )
    corp.answer = answer
  })
})

describe('the OpenAPI', () => {
  const fields = fc.record(
    {
      robotCode: fc.oneof(fc.constant(CLIENT_ID), fc.jsonValue()),
      userIds: fc.oneof(fc.array(unicode), fc.jsonValue()),
      openConversationId: fc.oneof(fc.constant('group'), fc.jsonValue()),
      msgKey: fc.oneof(fc.constantFrom(...TEMPLATES.keys()), fc.jsonValue()),
      msgParam: fc.oneof(
        fc.json(),
        value.map((inside) => JSON.stringify(inside)),
        fc.jsonValue(),
      ),
      processQueryKeys: fc.oneof(fc.array(unicode), fc.jsonValue()),
      processQueryKey: fc.jsonValue(),
      downloadCode: fc.jsonValue(),
      chatbotId: fc.oneof(fc.constant(CLIENT_ID), fc.jsonValue()),
      coolAppCode: fc.jsonValue(),
      nextToken: fc.jsonValue(),
      maxResults: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  const taking = operations
    .filter(({ style, reads }) => style === 'gateway' && reads === 'json')
    .map((one) => [`${one.method} ${one.path}`, one] as const)

  it.each(taking)('D-32 D-33 %s answers anything with JSON', async (_route, { method, path, body: shape }) => {
    const headers = { 'x-acs-dingtalk-access-token': await corp.token() }
    const own = shape instanceof z.ZodObject ? Object.keys(shape.shape) : []
    const input = fc
      .tuple(fields, fc.dictionary(fc.constantFrom(...own), value))
      .map(([likely, any]) => ({ ...likely, ...any }))
    await fc.assert(
      fc.asyncProperty(input, async (body) => {
        const openConversationId = body.openConversationId === 'group' ? groupId : body.openConversationId
        expectGateway(await corp.post(path, { ...body, openConversationId }, { method, headers }))
      }),
      { numRuns: 60 },
    )
    await fc.assert(
      fc.asyncProperty(bytes, contentType, async (body, type) => {
        expectGateway(await corp.call(path, { method, body, type, headers }))
      }),
      { numRuns: 30 },
    )
  })

  it('D-26 D-57 any query of a GET is answered in the style of its host', async () => {
    const names = ['appkey', 'appsecret', 'robotCode', 'processQueryKey', 'x']
    const query = fc.dictionary(fc.constantFrom(...names), unicode)
    const headers = { 'x-acs-dingtalk-access-token': await corp.token() }
    await fc.assert(
      fc.asyncProperty(query, async (parameters) => {
        const search = new URLSearchParams(parameters)
        expectLegacy(await corp.call(`/gettoken?${search}`, { method: 'GET' }))
        expectGateway(await corp.call(`/v1.0/robot/oToMessages/readStatus?${search}`, { method: 'GET', headers }))
      }),
      RUNS,
    )
  })

  it('D-30 D-32 any token is valid or refused', async () => {
    const ascii = fc.string({ unit: fc.constantFrom(...'abcXYZ019 _-:;$'), maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(ascii, async (token) => {
        const headers = { 'x-acs-dingtalk-access-token': token }
        expectGateway(await corp.post('/v1.0/robot/oToMessages/batchSend', {}, { headers }))
      }),
      { numRuns: 60 },
    )
  })
})

describe('pieces', () => {
  it('D-16 D-17 a body is a message, lacks a parameter with a code of the table, or is unsupported', () => {
    fc.assert(
      fc.property(fc.oneof(message, fc.dictionary(unicode, fc.jsonValue())), (body) => {
        const read = readShape(body)
        if (read.ok) expect(typeof read.shape.text).toBe('string')
        else if (read.missing !== undefined)
          for (const wording of ['short', 'long'] as const)
            expect(refusalByCode(missingParameter(read.missing, wording).errcode)).toBeDefined()
        expect(typeof visibleText(body)).toBe('string')
      }),
      { numRuns: 1000 },
    )
  })

  it('D-74 lints end quickly, whatever the text', () => {
    const pieces = fc.array(fc.constantFrom('|', '-', '\n', '**', '`', '[', '](', '<br', ' ', '#', '~~', '好', 'a'), {
      maxLength: 400,
    })
    const check = (text: string): void => {
      expect(Array.isArray(listUnpromised(text))).toBe(true)
      findLostBreak(text)
      findMarkdown(text)
    }
    fc.assert(
      fc.property(
        fc.oneof(
          unicode,
          pieces.map((parts) => parts.join('')),
        ),
        check,
      ),
    )
    for (const piece of ['|', '| ', '**a', '[', '[a](', '<br', '~~', '\n', '- [', '`', '|a|\n|', ' ']) {
      const began = performance.now()
      check(piece.repeat(20_000 / piece.length))
      expect(performance.now() - began, piece).toBeLessThan(1000)
    }
  })

  it('D-21 a signature is good for its own parts, and any other has a diagnosis', () => {
    fc.assert(
      fc.property(unicode, unicode, unicode, (secret, timestamp, sent) => {
        const right = sign(secret, timestamp)
        expect(right).toMatch(/^[A-Za-z0-9+/]{43}=$/)
        expect(sign(`${secret}x`, timestamp)).not.toBe(right)
        const { variant, what } = diagnoseSign(sent, timestamp, secret)
        expect(variant).not.toBe('')
        expect(what.en.length).toBeGreaterThan(10)
        expect(diagnoseSign(encodeURIComponent(encodeURIComponent(right)), timestamp, secret).variant).toBe(
          'encoded-twice',
        )
      }),
    )
  })
})
