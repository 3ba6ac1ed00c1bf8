import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openCorp, type Corp } from '../../../test/support/dingtalk-corp.ts'

const OK = { errcode: 0, errmsg: 'ok' }
const MINUTES_90 = 5_400_000

let corp: Corp
beforeAll(async () => {
  corp = await openCorp({
    people: {
      alice: { staffId: '0101', mobile: '13800000001', nick: 'Alice' },
      bob: { staffId: '0102', mobile: '13800000002', nick: 'Bob' },
      mallory: { staffId: '0666', mobile: '13800000666' },
    },
    groups: { ops: ['alice', 'bob'], others: ['mallory'] },
  })
})
afterAll(() => corp.close())
beforeEach(() => {
  corp.world.reset()
  corp.received.length = 0
})

const group = async (): Promise<string> =>
  (await corp.say({ from: 'alice', text: '在吗', group: 'ops' })).sessionWebhook
const single = async (): Promise<string> => (await corp.say({ from: 'alice', text: '在吗' })).sessionWebhook
const text = (content: string, more: object = {}): object => ({ msgtype: 'text', text: { content }, ...more })

describe('sessions', () => {
  it('D-12 D-25 posts without a token, as JSON and as a form with JSON strings', async () => {
    const url = await single()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/robot\/sendBySession\?session=[0-9a-f]{32}$/)
    const answer = await corp.post(url, text('你好'), { headers: { 'x-acs-dingtalk-access-token': 'nobody reads it' } })
    expect(answer).toMatchObject({ status: 200, body: OK })
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    const form = await corp.form(url, {
      msgtype: 'markdown',
      markdown: '{"title":"t","text":"## 好"}',
      at: '{"isAtAll":false}',
    })
    expect(form).toMatchObject({ status: 200, body: OK })
    expect(corp.shown()).toMatchObject([
      { kind: 'text', text: '你好', conversation: 'alice', user: 'alice', via: 'session-webhook' },
      { kind: 'markdown', text: '## 好', fields: { title: 't' } },
    ])
    expect(corp.remarks()).toEqual([])
  })

  it('D-13 D-15 D-75 ends 90 minutes after the push, answered like a session that never was', async () => {
    const { sessionWebhook, sessionWebhookExpiredTime, createAt } = await corp.say({ from: 'alice', text: '在吗' })
    const life = sessionWebhookExpiredTime - Number(createAt)
    expect(life).toBeGreaterThanOrEqual(MINUTES_90)
    expect(life).toBeLessThan(MINUTES_90 + 5000)
    await corp.world.clock.advance(sessionWebhookExpiredTime - corp.world.clock.now() - 1000)
    expect((await corp.post(sessionWebhook, text('还行'))).body).toEqual(OK)
    await corp.world.clock.advance(1001)
    const gone = { errcode: 300001, errmsg: 'session 不存在' }
    expect(await corp.post(sessionWebhook, text('太晚'))).toMatchObject({ status: 200, body: gone })
    // Only the world's clock is past the end so far; the bot could not know.
    expect(corp.remarks()).toEqual([])
    expect((await corp.post(sessionWebhook, text('更晚'))).body).toEqual(gone)
    expect((await corp.post('/robot/sendBySession?session=0', text('谁'))).body).toEqual(gone)
    expect((await corp.post('/robot/sendBySession', text('谁'))).body).toEqual(gone)
    expect(corp.shown().map((line) => line.text)).toEqual(['还行'])
    expect(corp.remarks()).toEqual([
      'dingtalk/session-webhook-expired',
      'dingtalk/session-webhook-unknown',
      'dingtalk/session-webhook-unknown',
    ])
  })

  it('D-15 may say that it has expired', async () => {
    corp.world.patchSettings('dingtalk', { 'session.expiredError': 'expired', 'session.alreadyPast': '1s' })
    expect((await corp.post(await single(), text('太晚'))).body).toEqual({ errcode: 300001, errmsg: 'session 已过期' })
    expect(corp.remarks()).toEqual(['dingtalk/session-webhook-expired'])
  })

  it('D-14 one session for each conversation, which the next message extends', async () => {
    const first = await corp.say({ from: 'alice', text: '一' })
    await corp.world.clock.advance(60_000)
    const second = await corp.say({ from: 'alice', text: '二' })
    expect(second.sessionWebhook).toBe(first.sessionWebhook)
    expect(second.sessionWebhookExpiredTime).toBeGreaterThanOrEqual(first.sessionWebhookExpiredTime + 60_000)
    expect(await group()).not.toBe(first.sessionWebhook)
    await corp.world.clock.advance(MINUTES_90 + 60_000)
    expect((await corp.post(first.sessionWebhook, text('晚'))).body).toMatchObject({ errcode: 300001 })
    await corp.say({ from: 'alice', text: '三' })
    expect((await corp.post(first.sessionWebhook, text('又好了'))).body).toEqual(OK)
    corp.world.patchSettings('dingtalk', { 'session.policy': 'fresh' })
    expect((await corp.say({ from: 'alice', text: '四' })).sessionWebhook).not.toBe(first.sessionWebhook)
  })

  it('D-03 a bot that answers a forged callback through its webhook is found out', async () => {
    await corp.world.act('dingtalk', 'forge', { wrong: 'sign' })
    const forged = await corp.world.until(() => corp.received[0], 10_000, 'the forged callback')
    const { sessionWebhook } = JSON.parse(forged!.body) as { sessionWebhook: string }
    await corp.post(sessionWebhook, text('好的'))
    expect(corp.remarks()).toEqual(['dingtalk/forgery-accepted'])
  })
})

describe('types', () => {
  const picture = 'https://example.com/a.png'
  it.each([
    ['text', { text: { content: '你好' } }, { text: '你好' }],
    ['markdown', { markdown: { title: '标题', text: '**好**' } }, { text: '**好**', fields: { title: '标题' } }],
    [
      'link',
      { link: { title: '标题', text: '摘要', messageUrl: 'https://example.com', picUrl: picture } },
      { text: '标题\n摘要', fields: { title: '标题', url: 'https://example.com', picUrl: picture } },
    ],
    [
      'actionCard',
      {
        actionCard: {
          title: '标题',
          text: '# 选一个',
          singleTitle: '看',
          singleURL: 'https://example.com',
          btns: [{ title: '不看', actionURL: 'x' }],
          btnOrientation: '0',
        },
      },
      { text: '# 选一个', fields: { title: '标题', buttons: [{ title: '看', url: 'https://example.com' }] } },
    ],
    [
      'actionCard',
      {
        actionCard: {
          title: '标题',
          text: '选一个',
          btns: [
            { title: '甲', actionURL: 'https://example.com/1' },
            { title: '乙', actionURL: 'https://example.com/2' },
          ],
        },
      },
      { fields: { buttons: [{ title: '甲', url: 'https://example.com/1' }, { title: '乙' }] } },
    ],
    [
      'feedCard',
      {
        feedCard: {
          links: [
            { title: '一', messageURL: 'https://example.com/1', picURL: picture },
            { title: '二', messageURL: 'https://example.com/2', picURL: picture },
          ],
        },
      },
      { text: '一\n二', fields: { links: [{ title: '一', url: 'https://example.com/1', picUrl: picture }, {}] } },
    ],
  ])('D-16 shows %s', async (msgtype, message, line) => {
    expect((await corp.post(await single(), { msgtype, ...message })).body).toEqual(OK)
    expect(corp.shown()).toMatchObject([{ kind: msgtype, ...line }])
    expect(corp.remarks()).toEqual([])
  })

  it.each([
    ['image', { image: { picURL: picture } }, { text: '', fields: { url: picture } }],
    ['file', { file: { mediaId: '@x', fileName: '表.xlsx', fileType: 'xlsx' } }, { text: '表.xlsx' }],
  ])('D-16 takes %s with a remark, or not at all', async (msgtype, message, line) => {
    const url = await single()
    expect((await corp.post(url, { msgtype, ...message })).body).toEqual(OK)
    expect(corp.shown()).toMatchObject([{ kind: msgtype, ...line }])
    expect(corp.remarks()).toEqual(['dingtalk/msgtype-undocumented'])
    corp.world.patchSettings('dingtalk', { strictWebhookTypes: true })
    expect((await corp.post(url, { msgtype, ...message })).body).toEqual({
      errcode: 400105,
      errmsg: '不支持的消息类型',
    })
    expect(corp.shown()).toHaveLength(1)
  })

  it.each(['voice', 'video', 'empty', 'sampleText', '__proto__', '', 7, null])(
    'D-16 D-25 refuses %j',
    async (msgtype) => {
      const answer = await corp.post(await single(), { msgtype, [String(msgtype)]: { mediaId: '@x' } })
      expect(answer).toMatchObject({ status: 200, body: { errcode: 400105, errmsg: '不支持的消息类型' } })
      expect(corp.shown()).toEqual([])
      expect(corp.remarks()).toEqual(['dingtalk/msgtype-unsupported'])
    },
  )

  const card = { title: 't', text: 'x' }
  const link = { text: 'x', title: 't', messageUrl: 'https://example.com' }
  const news = { title: 't', messageURL: 'https://example.com', picURL: picture }
  it.each([
    ['text', undefined, 400201, 'text'],
    ['text', 'hi', 400201, 'text'],
    ['text', {}, 400202, 'text->content'],
    ['text', { content: '' }, 400202, 'text->content'],
    ['text', { content: { a: 1 } }, 400202, 'text->content'],
    ['link', undefined, 400301, 'link'],
    ['link', { ...link, text: '' }, 400302, 'link->text'],
    ['link', { ...link, title: '' }, 400303, 'link->title'],
    ['link', { ...link, messageUrl: undefined, messageURL: 'x' }, 400304, 'link->messageUrl'],
    ['markdown', undefined, 400401, 'markdown'],
    ['markdown', { text: 'x' }, 400402, 'markdown->title'],
    ['markdown', { title: 'x', text: '' }, 400403, 'markdown->text'],
    ['actionCard', undefined, 400501, 'actionCard'],
    ['actionCard', { text: 'x' }, 400502, 'actionCard->title'],
    ['actionCard', { title: 't' }, 400503, 'actionCard->text'],
    ['actionCard', card, 400504, 'actionCard->singleTitle'],
    ['actionCard', { ...card, singleURL: 'u' }, 400504, 'actionCard->singleTitle'],
    ['actionCard', { ...card, singleTitle: 's' }, 400505, 'actionCard->singleURL'],
    ['actionCard', { ...card, btns: [] }, 400506, 'actionCard->btns'],
    ['actionCard', { ...card, btns: [{ title: 'a' }] }, 400506, 'actionCard->btns'],
    ['feedCard', undefined, 400601, 'feedCard'],
    ['feedCard', {}, 400602, 'feedCard->links'],
    ['feedCard', { links: [news, { ...news, title: '' }] }, 400603, 'links->title'],
    ['feedCard', { links: [{ ...news, messageURL: undefined }] }, 400604, 'links->messageURL'],
    ['feedCard', { links: [{ ...news, picURL: undefined }] }, 400605, 'links->picURL'],
    ['file', undefined, 401101, 'file'],
    ['file', { fileName: 'a', fileType: 'zip' }, 401102, 'file->mediaId'],
    ['file', { mediaId: '@a', fileType: 'zip' }, 401103, 'file->fileName'],
    ['file', { mediaId: '@a', fileName: 'a' }, 401104, 'file->fileType'],
  ])('D-17 D-25 %s %j lacks something: %i', async (msgtype, message, errcode, parameter) => {
    const answer = await corp.post(await single(), { msgtype, [msgtype]: message })
    expect(answer).toMatchObject({ status: 200, body: { errcode, errmsg: `miss param : ${parameter}` } })
    expect(corp.shown()).toEqual([])
    expect(corp.remarks()).toEqual(['dingtalk/message-incomplete'])
  })

  it('D-17 names the field that differs in its case alone', async () => {
    await corp.post(await single(), { msgtype: 'link', link: { text: 'x', title: 't', messageURL: 'https://x' } })
    const remark = corp.world.journal.entries().find((entry) => entry.kind === 'remark')
    expect(remark).toMatchObject({ what: { en: expect.stringContaining('there is messageURL') } })
  })
})

describe('transport', () => {
  it.each([
    ['GET', { method: 'GET' }, 43002, '需要POST请求'],
    ['PUT', { method: 'PUT', body: '{}', type: 'application/json' }, 43002, '需要POST请求'],
    ['plain text', { body: JSON.stringify(text('x')), type: 'text/plain' }, 43004, '无效的HTTP HEADER Content-Type'],
    ['a type that is none', { body: '{}', type: 'json' }, 43004, '无效的HTTP HEADER Content-Type'],
    ['no type', { body: Buffer.from('{}') }, 43004, '无效的HTTP HEADER Content-Type'],
    ['no body', { type: 'application/json' }, 40035, '缺少参数 json'],
    ['half JSON', { body: '{"msgtype":"te', type: 'application/json' }, 40035, '缺少参数 json'],
    ['a list', { body: '[]', type: 'application/json' }, 40035, '缺少参数 json'],
  ])('D-19 D-25 refuses %s', async (_what, options, errcode, errmsg) => {
    expect(await corp.call(await single(), options)).toMatchObject({ status: 200, body: { errcode, errmsg } })
    expect(corp.remarks()).toEqual(['dingtalk/webhook-body-unreadable'])
  })

  it('D-19 judges the session before the body, and the method before the session', async () => {
    const unknown = '/robot/sendBySession?session=0'
    expect((await corp.call(unknown, { method: 'GET' })).body).toMatchObject({ errcode: 43002 })
    expect((await corp.call(unknown, { body: 'x', type: 'text/xml' })).body).toMatchObject({ errcode: 43004 })
    expect((await corp.call(unknown, { body: 'x', type: 'application/json' })).body).toMatchObject({ errcode: 300001 })
  })

  it('D-20 refuses more than 20 000 bytes', async () => {
    const url = await single()
    const empty = Buffer.byteLength(JSON.stringify(text('')))
    const most = `中${'x'.repeat(20_000 - empty - 3)}`
    expect((await corp.post(url, text(most))).body).toEqual(OK)
    expect(await corp.post(url, text(`${most}x`))).toMatchObject({
      status: 200,
      body: { errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' },
    })
    expect(corp.shown()).toHaveLength(1)
    expect(corp.remarks()).toEqual(['dingtalk/message-too-long'])
  })

  it('D-16 D-17 D-19 D-20 judges JSON, type, parameters and size in this order', async () => {
    const url = await single()
    const long = 'x'.repeat(20_000)
    const codeOf = async (body: string): Promise<unknown> =>
      (await corp.call(url, { body, type: 'application/json' })).body['errcode']
    expect(await codeOf(`{"msgtype":"voice","x":"${long}"`)).toBe(40035)
    expect(await codeOf(JSON.stringify({ msgtype: 'voice', x: long }))).toBe(400105)
    expect(await codeOf(JSON.stringify({ msgtype: 'markdown', markdown: { text: long } }))).toBe(400402)
    expect(await codeOf(JSON.stringify({ msgtype: 'markdown', markdown: { title: 't', text: long } }))).toBe(460101)
  })

  it('D-25 a dissolved group and a disabled robot', async () => {
    const url = await group()
    await corp.world.act('dingtalk', 'dissolve', 'ops')
    expect(await corp.post(url, text('x'))).toMatchObject({
      status: 200,
      body: { errcode: 400013, errmsg: '群已被解散' },
    })
    corp.world.patchSettings('dingtalk', { 'robot.stopped': true })
    const alone = await single()
    expect((await corp.post(alone, text('x'))).body).toEqual({ errcode: 400102, errmsg: '机器人已停用' })
  })

  it('D-25 D-35 errors that a fault asks for come in the same style, and are no fault of the bot', async () => {
    const url = await single()
    corp.world.faults.add({ operation: 'dingtalk.robot.sendBySession', code: 430102 })
    expect(await corp.post(url, text('x'))).toMatchObject({
      status: 200,
      body: { errcode: 430102, errmsg: '消息中包含不合适的文本' },
    })
    expect(corp.remarks()).toEqual([])
  })
})

describe('mentions', () => {
  it('D-18 notifies who is listed, in the text, and in the group', async () => {
    const at = { atUserIds: ['0101'], atMobiles: ['13800000002'], isAtAll: false }
    await corp.post(await group(), text('@0101 @13800000002 看一下', { at }))
    expect(corp.shown()).toMatchObject([
      {
        conversation: 'ops',
        user: '',
        text: '@Alice @Bob 看一下',
        fields: { notified: ['alice', 'bob'], atAll: false },
      },
    ])
    expect(corp.remarks()).toEqual([])
  })

  it('D-18 a line for one person is for that person', async () => {
    const { sessionWebhook, senderId } = await corp.say({ from: 'alice', text: '在吗', group: 'ops' })
    const body = { msgtype: 'markdown', markdown: { title: 't', text: `@${String(senderId)} 好` } }
    await corp.post(sessionWebhook, { ...body, at: { atDingtalkIds: [senderId] } })
    expect(corp.shown()).toMatchObject([{ user: 'alice', text: '@Alice 好', fields: { notified: ['alice'] } }])
    await corp.post(sessionWebhook, text('全体注意', { at: { isAtAll: true } }))
    expect(corp.shown()[1]).toMatchObject({ user: '', fields: { notified: [], atAll: true } })
  })

  it.each([
    ['not in the text', '看一下', { atUserIds: ['0101'] }, 'mention-mismatch'],
    ['by nickname', '@Alice 看一下', { atUserIds: ['0101'] }, 'mention-mismatch'],
    ['somebody of another group', '@0666 看一下', { atUserIds: ['0666'] }, 'mention-mismatch'],
    ['nobody', '@0999 看一下', { atUserIds: ['0999'] }, 'mention-mismatch'],
    ['a userId as a mobile number', '@0101 看一下', { atMobiles: ['0101'] }, 'mention-mismatch'],
    ['in the text only', '@0101 看一下', undefined, 'mention-not-listed'],
  ])('D-18 notifies nobody: %s', async (_what, content, at, code) => {
    expect((await corp.post(await group(), text(content, at === undefined ? {} : { at }))).body).toEqual(OK)
    expect(corp.shown()).toMatchObject([{ text: content, user: '', fields: { notified: [] } }])
    expect(corp.remarks()).toContain(`dingtalk/${code}`)
  })

  it('D-18 being listed is enough where the settings say so', async () => {
    corp.world.patchSettings('dingtalk', { mentionsNeedText: false })
    await corp.post(await group(), text('看一下', { at: { atUserIds: ['0101', '0666'] } }))
    expect(corp.shown()).toMatchObject([{ text: '看一下', fields: { notified: ['alice'] } }])
    expect(corp.remarks()).toEqual(['dingtalk/mention-mismatch'])
  })

  it('D-18 at inside the message is not read', async () => {
    await corp.post(await group(), { msgtype: 'text', text: { content: '@0101 好', at: { atUserIds: ['0101'] } } })
    expect(corp.shown()).toMatchObject([{ fields: { notified: [] } }])
    expect(corp.remarks()).toContain('dingtalk/mention-mismatch')
  })

  it('D-18 notifies at most 50 people', async () => {
    const crowd = Array.from({ length: 51 }, (_, at) => `p${at}`)
    const people = Object.fromEntries(crowd.map((name, at) => [name, { staffId: String(2000 + at) }]))
    corp.world.patchSettings('dingtalk', { people, groups: { crowd } })
    const { sessionWebhook } = await corp.say({ from: 'p0', text: '在吗', group: 'crowd' })
    const atUserIds = crowd.map((_, at) => String(2000 + at))
    await corp.post(sessionWebhook, text(atUserIds.map((id) => `@${id}`).join(' '), { at: { atUserIds } }))
    expect(corp.shown()[0]!.fields['notified']).toHaveLength(50)
    expect(corp.remarks()).toEqual(['dingtalk/mention-mismatch'])
  })

  it.each([
    ['link', { title: 't', text: '@0101', messageUrl: 'https://example.com' }],
    [
      'feedCard',
      { links: [{ title: '@0101', messageURL: 'https://example.com', picURL: 'https://example.com/a.png' }] },
    ],
  ])('D-18 a %s mentions nobody', async (msgtype, message) => {
    await corp.post(await group(), { msgtype, [msgtype]: message, at: { atUserIds: ['0101'] } })
    expect(corp.shown()).toMatchObject([{ fields: { notified: [] } }])
    expect(corp.remarks()).toEqual(['dingtalk/mention-ignored'])
  })

  it('D-18 a card mentions people in its text', async () => {
    const card = { title: 't', text: '@0101 选一个', singleTitle: '看', singleURL: 'https://example.com' }
    await corp.post(await group(), { msgtype: 'actionCard', actionCard: card, at: { atUserIds: ['0101'] } })
    expect(corp.shown()).toMatchObject([{ text: '@Alice 选一个', fields: { notified: ['alice'] } }])
    expect(corp.remarks()).toEqual([])
  })

  it('D-18 in a single chat at has no effect', async () => {
    await corp.post(await single(), text('你好', { at: { atUserIds: ['0101'], isAtAll: false } }))
    expect(corp.shown()).toMatchObject([{ text: '你好', fields: {} }])
    expect(corp.shown()[0]!.fields).toEqual({})
    expect(corp.remarks()).toEqual([])
  })
})

describe('writing', () => {
  const markdown = (content: string): object => ({ msgtype: 'markdown', markdown: { title: 't', text: content } })
  it.each([
    ['a table', markdown('| a | b |\n|---|---|\n| 1 | 2 |'), 'markdown-not-promised'],
    ['a fence', markdown('看：\n\n```ts\nx\n```'), 'markdown-not-promised'],
    ['HTML', markdown('一<br>二'), 'markdown-not-promised'],
    ['a lost line break', markdown('第一行\n第二行'), 'markdown-not-promised'],
    ['4 000 characters', markdown('好'.repeat(4000)), 'message-unwieldy'],
    ['Markdown in a text', text('**重要**'), 'markdown-in-text'],
    ['white space', text('  \n'), 'message-blank'],
    ['a title of white space', { msgtype: 'markdown', markdown: { title: ' ', text: '好' } }, 'message-blank'],
  ])('D-74 remarks on %s', async (_what, body, code) => {
    expect((await corp.post(await single(), body)).body).toEqual(OK)
    expect(corp.shown()).toHaveLength(1)
    expect([...new Set(corp.remarks())]).toEqual([`dingtalk/${code}`])
  })

  it('D-74 says nothing about the documented subset', async () => {
    const content = '# 一\n> 二\n\n**三** *四* [五](https://example.com)\n\n- 六\n- 七\n\n1. 八\n2. 九  \n十  \n十一'
    await corp.post(await single(), markdown(content))
    expect(corp.remarks()).toEqual([])
  })
})

describe('answers to callbacks', () => {
  it('D-10 a synchronous answer is shown as a message', async () => {
    const { answer } = corp
    corp.answer = (_request, response) =>
      void response.end(JSON.stringify(text('@0101 在', { at: { atUserIds: ['0101'] } })))
    await corp.say({ from: 'alice', text: '在吗', group: 'ops' })
    await corp.world.until(() => corp.shown()[0], 10_000, 'the answer')
    corp.answer = answer
    expect(corp.shown()).toMatchObject([
      { kind: 'text', text: '@Alice 在', user: 'alice', via: 'callback-reply', fields: { notified: ['alice'] } },
    ])
  })
})
