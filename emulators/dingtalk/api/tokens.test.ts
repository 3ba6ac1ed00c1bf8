import { afterEach, expect, it } from 'vitest'
import { CLIENT_ID, CLIENT_SECRET, openCorp, type Corp } from '../../../test/support/dingtalk-corp.ts'

let corp: Corp
afterEach(() => corp.close())

const legacy = (secret = CLIENT_SECRET) =>
  corp.call(`/gettoken?appkey=${CLIENT_ID}&appsecret=${secret}`, { method: 'GET' })
const current = (appSecret = CLIENT_SECRET) => corp.post('/v1.0/oauth2/accessToken', { appKey: CLIENT_ID, appSecret })
const corpForm = (fields: object = {}) =>
  corp.post(`/v1.0/oauth2/${corp.world.connections()['dingtalk']!['corpId']}/token`, {
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    grant_type: 'client_credentials',
    ...fields,
  })

it('D-26 D-27 D-28 D-29 three ways to one token, each in its own spelling', async () => {
  corp = await openCorp()
  const [old, now, oauth] = [await legacy(), await current(), await corpForm()]
  expect(old).toMatchObject({ status: 200, body: { errcode: 0, errmsg: 'ok', expires_in: 7200 } })
  expect(now).toMatchObject({ status: 200, body: { expireIn: 7200 } })
  expect(oauth).toMatchObject({ status: 200, body: { expires_in: 7200 } })
  const tokens = [old.body['access_token'], now.body['accessToken'], oauth.body['access_token']]
  expect(new Set(tokens).size).toBe(1)
})

it('D-25 D-26 the old host refuses with HTTP 200 and an errcode', async () => {
  corp = await openCorp()
  expect(await legacy('wrong')).toMatchObject({
    status: 200,
    body: { errcode: 40096, errmsg: '不合法的appKey或appSecret' },
  })
  expect(await corp.call('/gettoken', { method: 'GET' })).toMatchObject({
    status: 200,
    body: { errcode: 40035, errmsg: '缺少参数 corpid or appkey' },
  })
})

it('D-27 D-32 the gateway refuses with a status, a code and a requestid', async () => {
  corp = await openCorp()
  const refused = await current('wrong')
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'invalidClientIdOrSecret', message: '无效的clientId或者clientSecret' },
  })
  expect(refused.body['requestid']).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
})

it.each([{ client_secret: 'wrong' }, { grant_type: 'password' }])(
  'D-28 the form of OAuth answers 500 unknownError for %j',
  async (fields) => {
    corp = await openCorp()
    expect(await corpForm(fields)).toMatchObject({ status: 500, body: { code: 'unknownError', message: '未知错误' } })
  },
)

it('D-29 D-75 asking again renews the token; after its end there is a new one', async () => {
  corp = await openCorp()
  const { accessToken } = (await current()).body
  await corp.world.clock.advance(7_000_000)
  expect((await current()).body['accessToken']).toBe(accessToken)
  await corp.world.clock.advance(7_000_000)
  expect((await current()).body['accessToken']).toBe(accessToken)
  await corp.world.clock.advance(7_200_001)
  expect((await current()).body['accessToken']).not.toBe(accessToken)
})

it('D-30 D-74 a token used again and again after its end is remarked', async () => {
  corp = await openCorp()
  const token = await corp.token()
  await corp.world.clock.advance(7_200_001)
  const use = () =>
    corp.post('/v1.0/robot/groupMessages/send', {}, { headers: { 'x-acs-dingtalk-access-token': token } })
  for (let round = 0; round < 2; round += 1)
    expect(await use()).toMatchObject({ status: 400, body: { code: 'InvalidAuthentication' } })
  expect(corp.remarks()).toEqual([])
  await use()
  expect(corp.remarks()).toEqual(['dingtalk/expired-token-kept'])
})

it('D-29 D-74 a bot that asks for a token at every call is remarked once', async () => {
  corp = await openCorp()
  for (let call = 0; call < 21; call += 1) await current()
  expect(corp.remarks()).toEqual([])
  for (let call = 0; call < 3; call += 1) await legacy()
  expect(corp.remarks()).toEqual(['dingtalk/token-not-kept'])
})

it('D-29 D-74 a bot that refreshes in time is not', async () => {
  corp = await openCorp()
  for (let round = 0; round < 30; round += 1) {
    await corpForm()
    await corp.world.clock.advance(6_900_000)
  }
  expect(corp.remarks()).toEqual([])
})

it('D-25 D-30 the old host refuses a token after its end with 88 around 40014', async () => {
  corp = await openCorp()
  const token = await corp.token()
  await corp.world.clock.advance(7_200_001)
  expect(
    await corp.call(`/media/upload?type=image&access_token=${token}`, { body: 'x', type: 'text/plain' }),
  ).toMatchObject({ status: 200, body: { errcode: 88, sub_code: '40014' } })
})
