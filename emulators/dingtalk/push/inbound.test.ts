import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { CLIENT_SECRET, openCorp, type Corp, type RobotCallback } from '../../../test/support/dingtalk-corp.ts'

let corp: Corp
afterEach(() => corp.close())

const open = async (settings: Record<string, unknown> = {}): Promise<Corp> => (corp = await openCorp(settings))

/** The push whose last delivery has ended, the newest first asked. */
async function settled(): Promise<{ outcome: string; attempts: number; reason?: string | undefined }> {
  const ended = await corp.world.until(
    () => {
      const push = corp.world.journal.entries().findLast((entry) => entry.kind === 'push')
      return push?.kind === 'push' ? push.ended : undefined
    },
    120_000,
    'the end of the push',
  )
  if (ended === undefined) throw new Error('the push never ended')
  return ended
}

const CODE = expect.stringMatching(/^[\w+/]{20,}={0,2}$/) as string

describe('the request', () => {
  it('D-02 posts JSON signed over timestamp and secret', async () => {
    await open()
    await corp.say('你好')
    const { headers } = corp.received[0]!
    const timestamp = String(headers['timestamp'])
    const right = createHmac('sha256', CLIENT_SECRET).update(`${timestamp}\n${CLIENT_SECRET}`).digest('base64')
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', sign: right })
    expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(60_000)
    expect(headers).not.toHaveProperty('token')
  })

  it('D-05 a single chat has neither title nor atUsers nor isInAtList', async () => {
    await open()
    const body = await corp.say('你好')
    expect(body).toMatchObject({ conversationType: '1', msgtype: 'text', text: { content: '你好' } })
    expect(body).toMatchObject({ openThreadId: body.conversationId, senderNick: 'alice', senderPlatform: 'Mac' })
    for (const field of ['conversationTitle', 'atUsers', 'isInAtList']) expect(body).not.toHaveProperty(field)
    expect(typeof body['createAt']).toBe('number')
  })

  it('D-05 a group has all three, and the robot is among atUsers', async () => {
    await open()
    const body = await corp.say({ group: 'ops', text: 'status', mentions: ['bob'] })
    expect(body).toMatchObject({ conversationType: '2', conversationTitle: 'ops', isInAtList: true })
    const atUsers = body['atUsers'] as { dingtalkId: string; staffId: string }[]
    expect(atUsers[0]).toEqual({ dingtalkId: body['chatbotUserId'], staffId: '' })
    expect(atUsers[1]?.staffId).toMatch(/^01\d{14}$/)
  })

  it.each([
    ['status', ' status'],
    ['@小助手 status', ' status'],
    ['status @小助手 now', 'status  now'],
    ['', ' '],
  ])('D-06 in a group %j is heard as %j', async (text, heard) => {
    await open()
    expect((await corp.say({ group: 'ops', text })).text).toEqual({ content: heard })
  })

  it('D-06 without a mention the robot hears nothing', async () => {
    await open()
    await corp.world.act('dingtalk', 'send', { group: 'ops', text: 'unter uns', mention: false })
    await corp.say('allein')
    expect(corp.received).toHaveLength(1)
    expect(corp.lines().map((line) => line.text)).toEqual(['unter uns', 'allein'])
  })

  it.each([
    ['picture', { picture: 'cat.png' }, { downloadCode: CODE, pictureDownloadCode: CODE }],
    [
      'audio',
      { audio: { recognition: '你好', duration: '4s' } },
      { downloadCode: CODE, recognition: '你好', duration: 4000 },
    ],
    ['video', { video: 'a.mp4' }, { downloadCode: CODE, videoType: 'mp4', duration: 5000 }],
    [
      'file',
      { file: 'a.pdf' },
      { downloadCode: CODE, fileName: 'a.pdf', spaceId: expect.any(String), fileId: expect.any(String) },
    ],
    ['unknownMsgType', { unknown: '[位置]' }, { unknownMsgType: '[位置]' }],
  ])('D-04 a %s has its own content', async (msgtype, input, content) => {
    await open()
    const body = await corp.say(input)
    expect(body.msgtype).toBe(msgtype)
    expect(body.content).toEqual(content)
    expect(body).not.toHaveProperty('text')
  })

  it('D-04 rich text keeps its order, and in a group the mention as an item', async () => {
    await open()
    const body = await corp.say({ group: 'ops', richText: ['看', { picture: 'a.png' }, '这个'] })
    expect(body.content).toMatchObject({
      richText: [{ text: '@小助手' }, { text: '看' }, { type: 'picture' }, { text: '这个' }],
    })
  })

  it.each(['audio', 'video', 'file'])('D-04 a group cannot send %s, and the author is told why', async (kind) => {
    await open()
    await expect(corp.world.act('dingtalk', 'send', { group: 'ops', [kind]: 'x' })).rejects.toMatchObject({
      code: 'NOT_IN_GROUPS',
    })
  })

  it('D-07 somebody outside the organisation has no userId', async () => {
    await open({ people: { eve: { external: true } } })
    const body = await corp.say({ from: 'eve', text: 'hi' })
    for (const field of ['senderStaffId', 'senderCorpId']) expect(body).not.toHaveProperty(field)
    expect(body).toMatchObject({ senderNick: 'eve', isAdmin: false })
  })

  it('D-07 an unpublished robot learns neither userId nor isAdmin', async () => {
    await open({ 'robot.published': false })
    const body = await corp.say('hi')
    for (const field of ['senderStaffId', 'isAdmin']) expect(body).not.toHaveProperty(field)
  })

  it('D-07 an outgoing custom robot gets a token instead of a signature, and no robotCode', async () => {
    await open()
    const body = await corp.say({ group: 'ops', text: 'hi', outgoing: true })
    const { headers } = corp.received[0]!
    expect(headers).toMatchObject({ token: 'caipai-outgoing-token' })
    expect(headers).not.toHaveProperty('sign')
    for (const field of ['robotCode', 'senderStaffId']) expect(body).not.toHaveProperty(field)
  })

  it('D-08 a message beyond the quota carries an errorCode instead of a text', async () => {
    await open({ 'robot.quotaUsedUp': true })
    const body = await corp.say('hi')
    expect(body).toMatchObject({ errorCode: 20001, errorMessage: expect.stringMatching(/\S/), msgtype: 'text' })
    for (const field of ['text', 'content']) expect(body).not.toHaveProperty(field)
  })

  it('D-09 a quote says what it quotes', async () => {
    await open()
    const body = await corp.say({ text: '是这个吗', quote: { text: '昨天的公告', from: 'bob' } })
    expect(body.text).toMatchObject({
      content: '是这个吗',
      isReplyMsg: true,
      repliedMsg: {
        msgType: 'text',
        msgId: expect.stringMatching(/^msg\S+$/),
        senderId: expect.stringMatching(/^\$:LWCP_v1:\$/),
        createdAt: expect.any(Number),
        content: { text: '昨天的公告' },
      },
    })
    expect(body['originalMsgId']).toBe((body.text as unknown as { repliedMsg: { msgId: string } }).repliedMsg.msgId)
  })

  it('D-09 a quote of a message sent through the OpenAPI names its processQueryKey', async () => {
    await open()
    const { senderStaffId } = await corp.say('hi')
    const sent = await corp.api('POST', '/v1.0/robot/oToMessages/batchSend', {
      robotCode: corp.world.connections()['dingtalk']!['robotCode'],
      userIds: [senderStaffId],
      msgKey: 'sampleText',
      msgParam: '{"content":"公告"}',
    })
    const body = await corp.say({ text: '收到', quote: 'robot' })
    expect(body['originalProcessQueryKey']).toBe(sent.body['processQueryKey'])
    expect(body.text).toMatchObject({ repliedMsg: { content: { text: '公告' } } })
  })
})

describe('the session', () => {
  it('D-13 D-75 ends ninety minutes after the push, on the clock of the world', async () => {
    await open()
    const first = await corp.say('hi')
    expect(first.sessionWebhookExpiredTime - (first['createAt'] as number)).toBeGreaterThanOrEqual(5_400_000)
    expect(first.sessionWebhookExpiredTime - (first['createAt'] as number)).toBeLessThan(5_401_000)
    await corp.world.clock.advance(3_600_000)
    const second = await corp.say('noch da?')
    expect(second.sessionWebhookExpiredTime - first.sessionWebhookExpiredTime).toBeGreaterThanOrEqual(3_600_000)
  })

  it('D-14 a conversation keeps its session, another has its own', async () => {
    await open()
    const first = await corp.say('eins')
    const second = await corp.say('zwei')
    const group = await corp.say({ group: 'ops', text: 'drei' })
    expect(first.sessionWebhook).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/robot\/sendBySession\?session=[0-9a-f]{32}$/)
    expect(second.sessionWebhook).toBe(first.sessionWebhook)
    expect(group.sessionWebhook).not.toBe(first.sessionWebhook)
  })

  it('D-14 a new session for each message, when the settings say so', async () => {
    await open({ 'session.policy': 'fresh' })
    const first = await corp.say('eins')
    expect((await corp.say('zwei')).sessionWebhook).not.toBe(first.sessionWebhook)
  })

  it('D-13 a webhook may be past its end when the message arrives', async () => {
    await open({ 'session.alreadyPast': '5m' })
    const body = await corp.say('hi')
    expect(body.sessionWebhookExpiredTime).toBeLessThan((body['createAt'] as number) - 299_000)
  })
})

describe('the answer', () => {
  const answers = (status: number, body: string) => {
    corp.answer = (_request, response) => void response.writeHead(status).end(body)
  }

  it('D-10 a message in the answer is shown', async () => {
    await open()
    answers(200, '{"msgtype":"text","text":{"content":"hi"}}')
    await corp.world.act('dingtalk', 'send', '你好')
    expect(await settled()).toMatchObject({ outcome: 'answered', attempts: 1 })
    expect(corp.shown()).toMatchObject([{ text: 'hi', via: 'callback-reply', conversation: 'alice' }])
  })

  const card = { title: 't', text: '选' }
  it.each([
    ['markdown', { title: 't', text: '**好**' }],
    ['actionCard', { ...card, singleTitle: '看', singleURL: 'https://example.com' }],
    ['actionCard', { ...card, btns: [{ title: '甲', actionURL: 'https://example.com' }] }],
    ['feedCard', { links: [{ title: '一', messageURL: 'https://example.com', picURL: 'https://example.com/a.png' }] }],
  ])('D-10 a %s in the answer is shown', async (msgtype, message) => {
    await open()
    answers(200, JSON.stringify({ msgtype, [msgtype]: message }))
    await corp.world.act('dingtalk', 'send', '你好')
    expect(await settled()).toMatchObject({ outcome: 'answered' })
    expect(corp.shown()).toMatchObject([{ kind: msgtype, via: 'callback-reply' }])
    expect(corp.remarks()).toEqual([])
  })

  it.each([
    [200, '{"msgtype":"empty"}'],
    [200, ''],
    [204, ''],
    [200, '{"ok":true}'],
    [200, 'success'],
  ])('D-10 %i %s says nothing', async (status, body) => {
    await open()
    answers(status, body)
    await corp.world.act('dingtalk', 'send', '你好')
    expect(await settled()).toMatchObject({ outcome: 'acknowledged' })
    expect(corp.shown()).toEqual([])
    expect(corp.remarks()).toEqual([])
  })

  it.each([
    [200, '{"msgtype":"link","link":{"title":"t","text":"x","messageUrl":"http://x"}}', 'bad-body'],
    [200, '{"msgtype":"image","image":{"picURL":"http://x"}}', 'bad-body'],
    [200, '好的，早上九点。', 'bad-body'],
    [200, '{"msgtype":"text","text":{}}', 'answered', 'message-incomplete'],
    [500, 'oops', 'refused', 'callback-failed'],
  ])(
    'D-10 D-74 %i %s is dropped, and the bot is told',
    async (status, body, outcome, code = 'callback-answer-ignored') => {
      await open()
      answers(status, body)
      await corp.world.act('dingtalk', 'send', '你好')
      expect(await settled()).toMatchObject({ outcome })
      expect(corp.shown()).toEqual([])
      expect(corp.remarks()).toEqual([`dingtalk/${code}`])
    },
  )

  it('D-11 hangs up after ten seconds and does not repeat', async () => {
    await open()
    corp.answer = () => undefined
    const began = corp.world.clock.now()
    await corp.world.act('dingtalk', 'send', '你好')
    expect(await settled()).toMatchObject({ outcome: 'timeout', attempts: 1 })
    expect(corp.world.clock.now() - began).toBeGreaterThanOrEqual(10_000)
    expect(corp.received).toHaveLength(1)
    expect(corp.remarks()).toEqual(['dingtalk/callback-unanswered'])
  })

  it('D-11 repeats with the same msgId and a new signature, when the settings say so', async () => {
    await open({ 'callback.retries': 2 })
    corp.answer = (_request, response) => {
      if (corp.received.length < 3) response.writeHead(503).end()
      else response.end()
    }
    await corp.world.act('dingtalk', 'send', '你好')
    expect(await settled()).toMatchObject({ outcome: 'acknowledged', attempts: 3 })
    const ids = corp.received.map(({ body }) => (JSON.parse(body) as RobotCallback).msgId)
    expect(new Set(ids).size).toBe(1)
    const signatures = corp.received.map(({ headers }) => `${String(headers['timestamp'])}${String(headers['sign'])}`)
    expect(new Set(signatures).size).toBe(3)
  })

  it('D-11 a message comes once more on demand', async () => {
    await open()
    const { msgId } = await corp.say('你好')
    await corp.world.act('dingtalk', 'redeliver', true)
    const again = await corp.world.until(() => corp.received[1], 10_000, 'the repeat')
    expect((JSON.parse(again!.body) as RobotCallback).msgId).toBe(msgId)
  })
})

describe('forged callbacks', () => {
  it.each(['sign', 'stale', 'future', 'missing', 'empty'])(
    'D-03 D-74 a bot that answers one with a wrong %s is told',
    async (wrong) => {
      await open()
      corp.answer = (_request, response) => void response.end('{"msgtype":"text","text":{"content":"hi"}}')
      await corp.world.act('dingtalk', 'forge', { wrong })
      expect(await settled()).toMatchObject({ outcome: 'accepted' })
      expect(corp.remarks()).toEqual(['dingtalk/forgery-accepted'])
      expect(corp.shown()).toEqual([])
    },
  )

  it('D-03 a bot that answers through the webhook of one is told as well', async () => {
    await open()
    await corp.world.act('dingtalk', 'forge', { wrong: 'sign' })
    await settled()
    const { sessionWebhook } = JSON.parse(corp.received[0]!.body) as RobotCallback
    const answer = await corp.post(sessionWebhook, { msgtype: 'text', text: { content: 'hi' } })
    expect(answer.body).toMatchObject({ errcode: 300001 })
    expect(corp.remarks()).toContain('dingtalk/forgery-accepted')
  })

  it('D-03 a bot that refuses is left alone', async () => {
    await open()
    corp.answer = (_request, response) => void response.writeHead(403).end()
    await corp.world.act('dingtalk', 'forge', { wrong: 'stale' })
    expect(await settled()).toMatchObject({ outcome: 'refused' })
    expect(corp.remarks()).toEqual([])
    const { headers } = corp.received[0]!
    const age = Date.now() - Number(headers['timestamp'])
    expect(age).toBeGreaterThan(3_600_000)
  })
})
