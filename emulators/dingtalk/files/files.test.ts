import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLIENT_ID, openCorp, type Answer, type Corp } from '../../../test/support/dingtalk-corp.ts'

const MB = 1024 * 1024

let corp: Corp
beforeAll(async () => {
  corp = await openCorp()
})
afterAll(() => corp.close())
beforeEach(() => {
  corp.world.reset()
  corp.received.length = 0
})

const exchange = (downloadCode: unknown): Promise<Answer> =>
  corp.api('POST', '/v1.0/robot/messageFiles/download', { downloadCode, robotCode: CLIENT_ID })
const download = async (input: object): Promise<Response> => {
  const { content } = await corp.say({ from: 'alice', ...input })
  const { body } = await exchange(content!['downloadCode'])
  expect(body).toEqual({ downloadUrl: expect.stringContaining(corp.world.baseUrl) })
  return fetch(String(body['downloadUrl']))
}

describe('files people send', () => {
  it('D-55 D-04 a downloadCode becomes a URL, and the URL gives the bytes', async () => {
    const picture = await download({ picture: 'a.png' })
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    const file = await download({ file: { name: '报表.xlsx', bytes: 21 * MB } })
    expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('报表.xlsx'))
    expect((await file.arrayBuffer()).byteLength).toBe(21 * MB)
    expect(corp.remarks()).toEqual([])
  })

  it('D-55 D-74 no other code is exchanged, the one of the smaller picture neither', async () => {
    const { content } = await corp.say({ from: 'alice', picture: 'a.png' })
    for (const code of ['', 'nothing', content!['pictureDownloadCode']])
      expect(await exchange(code)).toMatchObject({
        status: 400,
        body: { code: 'invalidParameter.robotCode.downloadCode', requestid: expect.any(String) },
      })
    expect(corp.remarks()).toEqual(Array(3).fill('dingtalk/download-code-unknown'))
  })

  it('D-55 D-75 code and URL live for a time', async () => {
    const { content } = await corp.say({ from: 'alice', picture: 'a.png' })
    const { body } = await exchange(content!['downloadCode'])
    await corp.world.clock.advance(3_600_001)
    const over = await fetch(String(body['downloadUrl']))
    expect(over.status).toBe(403)
    expect(await over.json()).toMatchObject({ code: 'AccessDenied' })
    await corp.world.clock.advance(86_400_000)
    expect(await exchange(content!['downloadCode'])).toMatchObject({ status: 400 })
  })
})

describe('files the bot uploads', () => {
  const form = (fields: Record<string, string>, file?: { name: string; bytes: number }, part = 'media'): FormData => {
    const data = new FormData()
    for (const [name, value] of Object.entries(fields)) data.append(name, value)
    if (file !== undefined) data.append(part, new Blob([new Uint8Array(file.bytes)]), file.name)
    return data
  }
  const upload = async (body: FormData, query = ''): Promise<Record<string, unknown>> => {
    const url = `${corp.world.baseUrl}/media/upload?access_token=${await corp.token()}${query}`
    const response = await fetch(url, { method: 'POST', body })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    return (await response.json()) as Record<string, unknown>
  }

  it('D-56 gives a media_id, the type in the form or in the query', async () => {
    const before = corp.world.clock.now()
    const first = await upload(form({ type: 'image' }, { name: 'a.png', bytes: 10 }))
    expect(first).toEqual({
      errcode: 0,
      errmsg: 'ok',
      type: 'image',
      media_id: expect.stringMatching(/^@\S+$/),
      created_at: expect.any(Number),
    })
    expect(first['created_at']).toBeGreaterThanOrEqual(before)
    const second = await upload(form({}, { name: '表.XLSX', bytes: 10 }), '&type=file')
    expect(second).toMatchObject({ errcode: 0, type: 'file' })
    expect(second['media_id']).not.toBe(first['media_id'])
  })

  it('D-56 D-53 a media_id can be sent', async () => {
    const { media_id } = await upload(form({ type: 'file' }, { name: 'a.zip', bytes: 10 }))
    await corp.say('在吗')
    const staffId = (JSON.parse(corp.received[0]!.body) as { senderStaffId: string }).senderStaffId
    const { status } = await corp.api('POST', '/v1.0/robot/oToMessages/batchSend', {
      robotCode: CLIENT_ID,
      userIds: [staffId],
      msgKey: 'sampleFile',
      msgParam: JSON.stringify({ mediaId: media_id, fileName: 'a.zip', fileType: 'zip' }),
    })
    expect(status).toBe(200)
    expect(corp.remarks()).toEqual([])
  })

  it.each([
    ['an unknown type', { type: 'thumb' }, { name: 'a.png', bytes: 1 }, 40004],
    ['no type', {}, { name: 'a.png', bytes: 1 }, 40035],
    ['no file', { type: 'image' }, undefined, 40035],
    ['a wrong extension', { type: 'image' }, { name: 'a.exe', bytes: 1 }, 40005],
    ['no extension', { type: 'voice' }, { name: 'voice', bytes: 1 }, 40005],
    ['no bytes', { type: 'video' }, { name: 'a.mp4', bytes: 0 }, 40006],
    ['2 MB of voice and a byte', { type: 'voice' }, { name: 'a.amr', bytes: 2 * MB + 1 }, 40006],
    ['20 MB of file and a byte', { type: 'file' }, { name: 'a.pdf', bytes: 20 * MB + 1 }, 40006],
  ])('D-56 D-25 refuses %s', async (_what, fields, file, errcode) => {
    expect(await upload(form(fields, file))).toEqual({ errcode, errmsg: expect.any(String) })
  })

  it('D-56 refuses a body that is no form', async () => {
    const url = `/media/upload?type=image&access_token=${await corp.token()}`
    const answer = await corp.call(url, { body: 'x', type: 'multipart/form-data' })
    expect(answer).toMatchObject({ status: 200, body: { errcode: 40035 } })
  })

  it.each(['Authorization', 'x-acs-dingtalk-access-token'])(
    'D-56 D-74 says that no token is read from %s',
    async (name) => {
      const headers = { [name]: await corp.token() }
      const answer = await corp.call('/media/upload?type=image', { body: 'x', type: 'text/plain', headers })
      expect(answer.body).toMatchObject({ errcode: 88, sub_code: '40000' })
      expect(corp.remarks()).toEqual(['dingtalk/token-in-the-wrong-place'])
    },
  )

  it.each([
    ['', '40000'],
    ['nobody', '40014'],
  ])('D-56 D-30 D-25 the token %j is refused with 88 around %s', async (token, sub) => {
    const answer = await corp.call(`/media/upload?access_token=${token}`, { body: 'x', type: 'text/plain' })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        errcode: 88,
        sub_code: sub,
        sub_msg: '不合法的access_token',
        errmsg: `ding talk error[subcode=${sub},submsg=不合法的access_token]`,
        request_id: expect.any(String),
      },
    })
  })
})
