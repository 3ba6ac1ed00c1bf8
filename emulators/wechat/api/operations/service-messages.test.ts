import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rehearse, type Rehearsal } from '../../../../test/support/wechat-rehearsal.ts'

let stage: Rehearsal
let access_token: string
let touser: string
beforeEach(async () => {
  stage = await rehearse()
  access_token = await stage.token()
  await stage.act('send', '你好')
  await stage.settled()
  touser = stage.openid()
})
afterEach(() => stage.close())

const send = (body: object, raw?: string) =>
  stage.call(`/cgi-bin/message/custom/send?access_token=${access_token}`, raw === undefined ? { body } : { raw })
const text = (content: string, more: object = {}) => send({ touser, msgtype: 'text', text: { content }, ...more })
const OK = { errcode: 0, errmsg: 'ok' }

describe('custom/send', () => {
  it('W-37 shows a text, answers ok without an id, and does not look at the Content-Type', async () => {
    expect(await text('收到 🙂')).toEqual(OK)
    const raw = JSON.stringify({ touser, msgtype: 'text', text: { content: '再来' } })
    expect(
      await stage.call(`/cgi-bin/message/custom/send?access_token=${access_token}`, {
        raw,
        headers: { 'content-type': 'text/plain' },
      }),
    ).toEqual(OK)
    expect(stage.lines('bot')).toEqual(['bot text 收到 🙂', 'bot text 再来'])
    expect(stage.world.transcript.lines().at(-1)).toMatchObject({ via: 'service-message', user: 'alice' })
  })

  it.each([
    ['music', { music: { thumb_media_id: 'T' } }, 40007],
    ['image', { image: { media_id: 'M' } }, 40007],
    ['voice', { voice: {} }, 40007],
    ['video', { video: { media_id: 'M' } }, 40007],
    ['mpnews', { mpnews: {} }, 40007],
    ['mpnewsarticle', { mpnewsarticle: {} }, 40007],
    ['miniprogrampage', { miniprogrampage: { title: 't' } }, 40007],
    ['wxcard', { wxcard: {} }, 47001],
    ['hologram', {}, 40008],
    [undefined, {}, 40008],
    ['text', {}, 44004],
    ['text', { text: { content: '' } }, 44004],
    ['text', { text: { content: '字'.repeat(683) } }, 45002],
    ['text', { text: 'hi' }, 47001],
    ['news', {}, 44003],
    ['news', { news: { articles: [] } }, 44003],
    ['news', { news: { articles: {} } }, 45162],
    ['news', { news: { articles: [{ title: 'a' }, { title: 'b' }] } }, 45008],
    ['news', { news: { articles: [{ title: 'x'.repeat(600) }] } }, 45003],
    ['news', { news: { articles: [{ description: 'x'.repeat(3000) }] } }, 45004],
    ['news', { news: { articles: [{ url: 'x'.repeat(3000) }] } }, 45005],
    ['news', { news: { articles: [{ picurl: 'x'.repeat(3000) }] } }, 45006],
    ['msgmenu', { msgmenu: {} }, 44004],
    ['text', { text: { content: 'x' }, customservice: { kf_account: 'no@one' } }, 61452],
    ['text', { text: { content: 'x' }, customservice: {} }, 61451],
  ])('W-39 %s with %j is refused with %d', async (msgtype, payload, errcode) => {
    expect(await send({ touser, msgtype, ...payload })).toMatchObject({ errcode })
    expect(stage.lines('bot')).toEqual([])
  })

  it.each([
    ['news', { news: { articles: [{ title: '营业时间', url: 'https://bot.example/h' }] } }, 'bot news 营业时间'],
    ['mpnews', { mpnews: { media_id: 'M' } }, 'bot mpnews'],
    ['mpnewsarticle', { mpnewsarticle: { article_id: 'A' } }, 'bot mpnews'],
    ['wxcard', { wxcard: { card_id: 'C' } }, 'bot card'],
    [
      'msgmenu',
      {
        msgmenu: {
          head_content: '满意吗',
          list: [
            { id: '101', content: '好' },
            { id: 102, content: '差' },
          ],
          tail_content: '谢谢',
        },
      },
      'bot menu 满意吗\n好\n差\n谢谢',
    ],
  ])('W-37 %s is shown', async (msgtype, payload, shown) => {
    expect(await send({ touser, msgtype, ...payload })).toEqual(OK)
    expect(stage.lines('bot')).toEqual([shown])
  })

  it('W-37 the desk it comes from and the remark on AI are shown; unread fields are remarked', async () => {
    await text('x', { customservice: { kf_account: 'desk1@caipai' }, aimsgcontext: { is_ai_msg: 1 }, msgid: 7 })
    expect(stage.world.transcript.lines().at(-1)?.fields).toEqual({ desk: 'desk1@caipai', ai: true })
    expect(stage.remarks()).toContainEqual(
      expect.objectContaining({
        code: 'wechat/unread-fields',
        what: expect.objectContaining({ en: expect.stringContaining('msgid') }),
      }),
    )
    stage.world.patchSettings('wechat', { 'account.deskEnabled': false })
    expect(await text('x', { customservice: { kf_account: 'desk1@caipai' } })).toMatchObject({ errcode: 65400 })
  })

  it.each([
    [{ msgtype: 'text', text: { content: 'x' } }, 40003],
    [{ touser: 'oNobodyOfThisAccount00000000', msgtype: 'text', text: { content: 'x' } }, 40003],
    [{ touser: 'oNobodyOfThisAccount00000000', msgtype: 'nothing' }, 40008],
  ])('W-39 %j: msgtype before touser', async (body, errcode) => {
    expect(await send(body)).toMatchObject({ errcode })
  })

  it('W-38 W-39 five messages after a message, the sixth is 45047', async () => {
    for (let count = 0; count < 5; count += 1) expect(await text(`${count}`)).toEqual(OK)
    expect(await text('6')).toMatchObject({
      errcode: 45047,
      errmsg: expect.stringMatching(/^out of response count limit rid/),
    })
    await stage.act('send', '再问')
    expect(await text('7')).toEqual(OK)
  })

  it('W-23 W-38 W-39 45015 when 48 h are over, not a second earlier', async () => {
    await stage.world.clock.advance(48 * 3_600_000 - 60_000)
    access_token = await stage.token()
    expect(await text('still')).toEqual(OK)
    await stage.world.clock.advance(61_000)
    expect(await text('late')).toMatchObject({ errcode: 45015 })
    expect(stage.calls().at(-1)?.ended?.message).toMatch(/the window of alice closed \d+ s ago/)
  })

  it.each([
    ['2021', 20],
    ['legacy', 25],
  ])('W-38 the rules of %s allow %d', async (profile, count) => {
    stage.world.patchSettings('wechat', { quota: { profile } })
    await stage.act('send', '再问')
    for (let sent = 0; sent < count; sent += 1) expect(await text(`${sent}`)).toEqual(OK)
    expect((await text('more'))['errcode']).toBe(profile === 'legacy' ? 0 : 45047)
  })

  it('W-39 48001 for an unverified subscription account, after msgtype and touser', async () => {
    stage.world.patchSettings('wechat', { account: { kind: 'subscription', verified: false } })
    expect(await text('x')).toMatchObject({ errcode: 48001 })
    expect(await send({ touser, msgtype: 'nothing' })).toMatchObject({ errcode: 40008 })
    expect(stage.calls().at(-2)?.ended?.message).toContain('an unverified subscription account')
  })

  it('W-39 40200 for a message menu of another kind of account', async () => {
    stage.world.patchSettings('wechat', { 'account.kind': 'test' })
    expect(await send({ touser, msgtype: 'msgmenu', msgmenu: { list: [{ id: '1', content: 'x' }] } })).toMatchObject({
      errcode: 40200,
    })
  })

  it.each([
    ['literal', '\\u4f60\\u597d <a> "quoted"\n', 'risky'],
    ['decode', '你好 <a> "quoted"\n', 'hint'],
  ])('W-41 with %s escapes the user reads %j', async (unicodeEscapes, shown, severity) => {
    stage.world.patchSettings('wechat', { json: { unicodeEscapes } })
    const raw = `{"touser":"${touser}","msgtype":"text","text":{"content":"\\u4f60\\u597d \\u003ca\\u003e \\"quoted\\"\\n"}}`
    expect(await send({}, raw)).toEqual(OK)
    expect(stage.world.transcript.lines().at(-1)?.text).toBe(shown)
    expect(stage.remarks()).toContainEqual(expect.objectContaining({ code: 'wechat/unicode-escapes', severity }))
  })

  it('W-41 a backslash that escapes a backslash is no escape', async () => {
    await send({}, `{"touser":"${touser}","msgtype":"text","text":{"content":"C:\\\\u4f60"}}`)
    expect(stage.world.transcript.lines().at(-1)?.text).toBe('C:\\u4f60')
    expect(stage.remarks()).toEqual([])
  })

  it('W-55 remarks markdown in a text', async () => {
    await text('# 标题')
    expect(stage.remarks()).toContainEqual(expect.objectContaining({ code: 'wechat/markdown' }))
  })
})

describe('custom/typing', () => {
  const typing = (command?: string, to = touser) =>
    stage.call(`/cgi-bin/message/custom/typing?access_token=${access_token}`, { body: { touser: to, command } })

  it('W-42 shows typing once in 15 s, ends with the next message, and needs an exchange within 30 s', async () => {
    expect(await typing('Typing')).toEqual(OK)
    expect(stage.lines('bot')).toEqual(['bot typing'])
    expect(await typing('Typing')).toMatchObject({
      errcode: 45081,
      errmsg: expect.stringMatching(/^you are already typing/),
    })
    await text('完成')
    expect(await typing('Typing')).toEqual(OK)
    expect(await typing('CancelTyping')).toEqual(OK)
    expect(await typing('Typing')).toEqual(OK)
    await stage.world.clock.advance(31_000)
    expect(await typing('Typing')).toMatchObject({ errcode: 45080, errmsg: expect.stringContaining('recving message') })
  })

  it.each([
    ['typing', 45072],
    [undefined, 45072],
  ])('W-42 command %s is %d', async (command, errcode) => {
    expect(await typing(command)).toMatchObject({ errcode })
  })

  it('W-42 40003 for a stranger, 40200 for an account without service messages, ok for a cancel without typing', async () => {
    expect(await typing('Typing', 'oNobody')).toMatchObject({ errcode: 40003 })
    expect(await typing('CancelTyping')).toEqual(OK)
    stage.world.patchSettings('wechat', { account: { kind: 'subscription', verified: false } })
    expect(await typing('Typing')).toMatchObject({ errcode: 40200 })
  })
})
