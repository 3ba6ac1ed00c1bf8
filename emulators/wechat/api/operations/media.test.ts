import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { elementOf, rehearse, textReply, type Rehearsal } from '../../../../test/support/wechat-rehearsal.ts'
import { sampleOf } from '../../client/samples.ts'

let stage: Rehearsal
let access_token: string
beforeEach(async () => {
  stage = await rehearse()
  access_token = await stage.token()
})
afterEach(() => stage.close())

const JPEG = sampleOf('image').data
const AMR_FRAME = Buffer.from('04000000000000000000000000', 'hex')

interface Sent {
  readonly data?: Buffer
  readonly name?: string
  readonly field?: string
  readonly extra?: Record<string, string>
}

function form({ data = JPEG, name = 'a.jpg', field = 'media', extra = {} }: Sent): FormData {
  const form = new FormData()
  for (const [key, value] of Object.entries(extra)) form.append(key, value)
  form.append(field, new Blob([new Uint8Array(data)]), name)
  return form
}

async function post(
  path: string,
  sent: FormData | string,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const joint = path.includes('?') ? '&' : '?'
  const answer = await fetch(`${stage.world.baseUrl}${path}${joint}access_token=${access_token}`, {
    method: 'POST',
    body: sent,
    headers,
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, unknown>
}

const upload = (type: string, sent: Sent = {}) => post(`/cgi-bin/media/upload?type=${type}`, form(sent))
const get = (id: string) =>
  fetch(`${stage.world.baseUrl}/cgi-bin/media/get?access_token=${access_token}&media_id=${id}`)

describe('temporary media', () => {
  it.each([
    ['image', 'a.jpg', JPEG, 'image/jpeg', 'jpg'],
    ['voice', 'a.amr', sampleOf('voice').data, 'audio/amr', 'amr'],
    ['thumb', 'a.jpg', JPEG, 'image/jpeg', 'jpg'],
  ])('W-43 W-44 %s goes up and comes down as it was', async (type, name, data, contentType, extension) => {
    const filed = await upload(type, { name, data })
    const key = type === 'thumb' ? 'thumb_media_id' : 'media_id'
    expect(filed).toEqual({ type, [key]: expect.stringMatching(/^[\w-]{64}$/), created_at: expect.any(Number) })
    const answer = await get(String(filed[key]))
    expect(answer.headers.get('content-type')).toBe(contentType)
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${String(filed[key])}.${extension}"`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(data)).toBe(true)
  })

  it('W-44 a video comes as an address from which it can be fetched', async () => {
    const { data } = sampleOf('video')
    const { media_id } = await upload('video', { name: 'a.mp4', data })
    const { video_url } = (await (await get(String(media_id))).json()) as { video_url: string }
    const video = await fetch(video_url)
    expect(video.headers.get('content-type')).toBe('video/mp4')
    expect(Buffer.from(await video.arrayBuffer()).equals(data)).toBe(true)
    expect((await fetch(`${stage.world.baseUrl}/mmbiz_video/nothing`)).status).toBe(404)
  })

  it('W-43 W-23 it can be used for three days, then 40007, in replies as well', async () => {
    const { media_id } = await upload('image')
    const imageReply = (body: string): string =>
      textReply(body, 'x')
        .replace('[text]', '[image]')
        .replace(/<Content>.*<\/Content>/, `<Image><MediaId>${String(media_id)}</MediaId></Image>`)
    stage.bot = ({ body }, response) => void response.end(imageReply(body))
    await stage.act('send', '图')
    expect((await stage.settled()).ended?.outcome).toBe('answered')
    await stage.world.clock.advance(72 * 3_600_000)
    access_token = await stage.token()
    expect(await (await get(String(media_id))).json()).toMatchObject({
      errcode: 40007,
      errmsg: expect.stringMatching(/^invalid media_id rid/),
    })
    await stage.act('send', '图')
    expect((await stage.settled()).ended?.reason).toMatch(/^media-expired/)
    const touser = stage.openid()
    expect(
      await stage.call(`/cgi-bin/message/custom/send?access_token=${access_token}`, {
        body: { touser, msgtype: 'image', image: { media_id } },
      }),
    ).toMatchObject({ errcode: 40007 })
  })

  it.each([
    ['poster', {}, 40004],
    ['image', { name: 'a.exe' }, 40005],
    ['image', { name: 'a.png', data: Buffer.from('no picture') }, 40137],
    ['image', { data: Buffer.alloc(0) }, 40006],
    ['image', { data: Buffer.concat([JPEG, Buffer.alloc(10 * 1024 * 1024)]) }, 40009],
    ['voice', { name: 'a.mp3', data: Buffer.alloc(2 * 1024 * 1024 + 1) }, 40010],
    [
      'voice',
      {
        name: 'a.amr',
        data: Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 3001 }, () => AMR_FRAME)]),
      },
      45007,
    ],
    ['video', { name: 'a.mp4', data: Buffer.alloc(10 * 1024 * 1024 + 1) }, 40011],
    ['video', { name: 'a.mp4', data: Buffer.alloc(20 * 1024 * 1024 + 1) }, 45001],
    ['thumb', { data: Buffer.concat([JPEG, Buffer.alloc(64 * 1024)]) }, 40012],
    ['image', { field: 'file' }, 41005],
  ])('W-43 %s %# is refused with %d', async (type, sent, errcode) => {
    expect(await upload(type, sent)).toMatchObject({ errcode })
  })

  it('W-43 41005 when the body is no form or the part has no file name, 44001 when it is empty', async () => {
    const path = '/cgi-bin/media/upload?type=image'
    expect(await post(path, 'media=abc', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
      errcode: 41005,
    })
    const bare = new FormData()
    bare.append('media', 'text')
    expect(await post(path, bare)).toMatchObject({ errcode: 41005 })
    expect(stage.calls().at(-1)?.ended?.message).toContain('has no filename')
    expect(await post(path, '')).toMatchObject({ errcode: 44001 })
  })

  it('W-43 the largest image is a setting', async () => {
    stage.world.patchSettings('wechat', { 'media.imageMaxBytes': 100 })
    expect(await upload('image')).toMatchObject({ errcode: 40009 })
  })

  it('W-43 beyond what is kept on disk the oldest goes', async () => {
    stage.world.patchSettings('wechat', { 'media.keepBytes': JPEG.length })
    const first = await upload('image')
    const second = await upload('image')
    expect(await (await get(String(first['media_id']))).json()).toMatchObject({ errcode: 40007 })
    expect((await get(String(second['media_id']))).headers.get('content-type')).toBe('image/jpeg')
  })

  it('W-58 500 uploads a day for a test account, or as many as a setting says', async () => {
    stage.world.patchSettings('wechat', { 'account.kind': 'test' })
    await upload('image')
    const { quota } = await stage.call(`/cgi-bin/openapi/quota/get?access_token=${access_token}`, {
      body: { cgi_path: '/cgi-bin/media/upload' },
    })
    expect(quota).toEqual({ daily_limit: 500, used: 1, remain: 499 })
    stage.world.patchSettings('wechat', { quota: { daily: { 'wechat.media.upload': 1 } } })
    expect(await upload('image')).toMatchObject({ errcode: 45009 })
  })

  it('W-44 41006 without an id, 40007 for an unknown one, the voice of a page as speex', async () => {
    expect(await (await get('')).json()).toMatchObject({ errcode: 41006 })
    expect(await (await get('nothing')).json()).toMatchObject({ errcode: 40007 })
    const voice = await upload('voice', { name: 'a.amr', data: sampleOf('voice').data })
    const jssdk = (id: unknown) =>
      fetch(`${stage.world.baseUrl}/cgi-bin/media/get/jssdk?access_token=${access_token}&media_id=${String(id)}`)
    expect((await jssdk(voice['media_id'])).headers.get('content-type')).toBe('voice/speex')
    const image = await upload('image')
    expect(await (await jssdk(image['media_id'])).json()).toMatchObject({ errcode: 40007 })
  })

  it('W-45 what a user sends can be fetched, by id and by PicUrl, and sent back', async () => {
    const data = Buffer.concat([JPEG, Buffer.from('the very bytes')])
    stage.bot = ({ body }, response) => {
      const id = elementOf(body, 'MediaId')
      response.end(
        textReply(body, 'x')
          .replace('[text]', '[image]')
          .replace(/<Content>.*<\/Content>/, `<Image><MediaId>${id}</MediaId></Image>`),
      )
    }
    await stage.act('send', { image: { name: 'cat.jpg', base64: data.toString('base64') } })
    expect((await stage.settled()).ended?.outcome).toBe('answered')
    const body = stage.received[0]?.body ?? ''
    for (const answer of [await get(elementOf(body, 'MediaId')), await fetch(elementOf(body, 'PicUrl'))]) {
      expect(Buffer.from(await answer.arrayBuffer()).equals(data)).toBe(true)
    }
    expect((await fetch(`${stage.world.baseUrl}/mmbiz_jpg/nothing/0`)).status).toBe(404)
  })

  it('W-39 48001 for an unverified subscription account', async () => {
    stage.world.patchSettings('wechat', { account: { kind: 'subscription', verified: false } })
    expect(await upload('image')).toMatchObject({ errcode: 48001 })
  })
})

describe('permanent material', () => {
  const json = (path: string, body: object) => stage.call(`${path}?access_token=${access_token}`, { body })
  const add = (type: string, sent: Sent = {}) => post(`/cgi-bin/material/add_material?type=${type}`, form(sent))

  it('W-43 W-44 is filed, listed, counted, fetched and dropped, and outlives three days', async () => {
    const image = await add('image')
    expect(image).toEqual({ media_id: expect.any(String), url: expect.stringMatching(/^http.*\/mmbiz_jpg\//) })
    expect((await fetch(String(image['url']))).headers.get('content-type')).toBe('image/jpeg')
    const video = await add('video', {
      name: 'a.mp4',
      data: sampleOf('video').data,
      extra: { description: '{"title":"t","introduction":"i"}' },
    })
    await stage.world.clock.advance(80 * 3_600_000)
    access_token = await stage.token()
    expect(await json('/cgi-bin/material/get_material', { media_id: video['media_id'] })).toEqual({
      title: 't',
      description: 'i',
      down_url: expect.any(String),
    })
    const bytes = await fetch(`${stage.world.baseUrl}/cgi-bin/material/get_material?access_token=${access_token}`, {
      method: 'POST',
      body: JSON.stringify({ media_id: image['media_id'] }),
    })
    expect(bytes.headers.get('content-type')).toBe('image/jpeg')
    const count = () =>
      fetch(`${stage.world.baseUrl}/cgi-bin/material/get_materialcount?access_token=${access_token}`).then((answer) =>
        answer.json(),
      )
    expect(await count()).toEqual({ voice_count: 0, video_count: 1, image_count: 1, news_count: 0 })
    expect(await json('/cgi-bin/material/batchget_material', { type: 'image' })).toMatchObject({
      total_count: 1,
      item_count: 1,
      item: [{ media_id: image['media_id'], name: 'a.jpg' }],
    })
    expect(await json('/cgi-bin/material/batchget_material', { type: 'news', offset: 0, count: 5 })).toEqual({
      total_count: 0,
      item_count: 0,
      item: [],
    })
    expect(await json('/cgi-bin/material/del_material', { media_id: image['media_id'] })).toEqual({
      errcode: 0,
      errmsg: 'ok',
    })
    expect(await count()).toMatchObject({ image_count: 0 })
  })

  it('W-43 refuses a video without description, unknown types and ids, and temporary ids', async () => {
    expect(await add('video', { name: 'a.mp4', data: sampleOf('video').data })).toMatchObject({ errcode: 47001 })
    expect(await add('poster')).toMatchObject({ errcode: 40004 })
    const temporary = await upload('image')
    for (const path of ['get_material', 'del_material']) {
      expect(await json(`/cgi-bin/material/${path}`, { media_id: temporary['media_id'] })).toMatchObject({
        errcode: 40007,
      })
    }
    expect(await json('/cgi-bin/material/batchget_material', { type: 'poster' })).toMatchObject({ errcode: 40004 })
  })

  it('W-43 pictures for articles get an address, and have at most 1 MB', async () => {
    expect(await post('/cgi-bin/media/uploadimg', form({}))).toEqual({ url: expect.stringMatching(/\/mmbiz_jpg\//) })
    expect(
      await post('/cgi-bin/media/uploadimg', form({ data: Buffer.concat([JPEG, Buffer.alloc(1024 * 1024)]) })),
    ).toMatchObject({ errcode: 40009 })
  })
})
