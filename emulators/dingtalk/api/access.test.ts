import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLIENT_ID, openCorp, type Answer, type Corp } from '../../../test/support/dingtalk-corp.ts'
import { entriesOf } from '../../../test/support/entries.ts'
import { isAllowed } from './access.ts'

const BATCH = '/v1.0/robot/oToMessages/batchSend'
const BODY = { robotCode: CLIENT_ID, userIds: ['0101'], msgKey: 'sampleText', msgParam: '{"content":"好"}' }
const UPPER_UUID = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/

let corp: Corp
beforeAll(async () => {
  corp = await openCorp({ people: { alice: { staffId: '0101' } } })
})
afterAll(() => corp.close())
beforeEach(() => corp.world.reset())

const send = (headers: Record<string, string> = {}): Promise<Answer> => corp.post(BATCH, BODY, { headers })
const withToken = (): Promise<Answer> => corp.api('POST', BATCH, BODY)
const refusal = (status: number, code: string): object => ({
  status,
  body: { code, message: expect.stringMatching(/\S/), requestid: expect.stringMatching(UPPER_UUID) },
})

describe('the token', () => {
  it('D-30 D-32 has to be in its header', async () => {
    const missing = {
      ...refusal(400, 'AuthenticationFailed.MissingParameter'),
      body: {
        code: 'AuthenticationFailed.MissingParameter',
        message: '缺少参数：x-acs-dingtalk-access-token',
        requestid: expect.stringMatching(UPPER_UUID),
      },
    }
    expect(await send()).toMatchObject(missing)
    expect(corp.remarks()).toEqual([])
    const token = await corp.token()
    expect(await send({ Authorization: `Bearer ${token}` })).toMatchObject(missing)
    expect(await corp.post(`${BATCH}?access_token=${token}`, BODY)).toMatchObject(missing)
    expect(corp.remarks()).toEqual(Array(2).fill('dingtalk/token-in-the-wrong-place'))
    expect(await send({ 'x-acs-dingtalk-access-token': token })).toMatchObject({ status: 200 })
  })

  it('D-30 D-29 D-75 an unknown one and one that is over get 400, and its use after that is noticed', async () => {
    const unknown = { status: 400, body: { code: 'InvalidAuthentication', message: '不合法的access_token' } }
    expect(await send({ 'x-acs-dingtalk-access-token': 'nobody' })).toMatchObject(unknown)
    const headers = { 'x-acs-dingtalk-access-token': await corp.token() }
    await corp.world.clock.advance(7_199_000)
    expect(await send(headers)).toMatchObject({ status: 200 })
    await corp.world.clock.advance(1001)
    for (let times = 0; times < 2; times += 1) expect(await send(headers)).toMatchObject(unknown)
    expect(corp.remarks()).toEqual([])
    expect(await send(headers)).toMatchObject(unknown)
    expect(corp.remarks()).toEqual(['dingtalk/expired-token-kept'])
  })

  it('D-30 tokens that a scenario ends are refused', async () => {
    const headers = { 'x-acs-dingtalk-access-token': await corp.token() }
    await corp.world.act('dingtalk', 'expire-tokens', true)
    expect(await send(headers)).toMatchObject(refusal(400, 'InvalidAuthentication'))
    expect(await withToken()).toMatchObject({ status: 200 })
  })
})

describe('permission and address', () => {
  it('D-31 D-32 a scope the app lacks is named', async () => {
    corp.world.patchSettings('dingtalk', { 'app.scopes': ['Card.Streaming.Write'] })
    const answer = await withToken()
    expect(answer).toMatchObject(refusal(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied'))
    expect(answer.body['accessdenieddetail']).toEqual({ requiredScopes: ['qyapi_robot_sendmsg'] })
    expect(Object.keys(answer.body).every((key) => key === key.toLowerCase())).toBe(true)
    expect(corp.remarks()).toEqual(['dingtalk/scope-missing'])
    corp.world.patchSettings('dingtalk', { 'app.scopes': ['qyapi_robot_sendmsg'] })
    expect(await withToken()).toMatchObject({ status: 200 })
  })

  it('D-34 an address that is not on the list', async () => {
    corp.world.patchSettings('dingtalk', { 'app.ipAllow': ['10.0.0.0/8'] })
    expect(await withToken()).toMatchObject(refusal(403, 'Forbidden.AccessDenied.IpNotInWhiteList'))
    corp.world.patchSettings('dingtalk', { 'app.ipAllow': ['127.0.0.1'] })
    expect(await withToken()).toMatchObject({ status: 200 })
  })

  it.each([
    ['127.0.0.1', ['127.0.0.1'], true],
    ['::ffff:127.0.0.1', ['127.0.0.0/8'], true],
    ['192.0.2.8', ['192.0.2.0/29'], false],
    ['::1', ['127.0.0.1'], false],
    ['', ['127.0.0.1'], false],
  ])('D-21 D-34 %s among %j', (address, list, isOn) => {
    expect(isAllowed(address, list)).toBe(isOn)
  })

  it.each(['10.0.0', '10.0.0.0/33', 'localhost', '10.0.0.0/8/8'])('D-34 the settings refuse the range %s', (range) => {
    expect(() => corp.world.patchSettings('dingtalk', { 'app.ipAllow': [range] })).toThrow(/ipAllow/)
  })
})

describe('the body', () => {
  it.each(['', '{"robotCode":', 'null', '"x"', '[]'])('D-33 D-32 %j is no body', async (body) => {
    const headers = { 'x-acs-dingtalk-access-token': await corp.token() }
    const answer = await corp.call(BATCH, { body, type: 'application/json', headers })
    expect(answer).toMatchObject(refusal(400, 'Invalidbody'))
  })

  it('D-33 a field of a wrong type', async () => {
    const answer = await corp.api('POST', BATCH, { ...BODY, userIds: '0101' })
    expect(answer).toMatchObject(refusal(400, 'Invalidbody'))
    expect(answer.body['message']).toContain('userIds')
  })

  it('D-33 a missing field is asked for by its name', async () => {
    const answer = await corp.api('POST', BATCH, { ...BODY, userIds: undefined })
    expect(answer).toMatchObject(refusal(400, 'MissinguserIds'))
    expect(answer.body['message']).toBe('userIds is mandatory for this action.')
  })

  it('D-74 a field nobody reads is named', async () => {
    await corp.api('POST', BATCH, { ...BODY, userid: '0101' })
    expect(entriesOf(corp.world, 'remark')).toMatchObject([
      { code: 'dingtalk/unread-fields', what: { en: expect.stringContaining('userid') } },
    ])
  })
})

describe('quotas', () => {
  const statuses = async (count: number): Promise<(string | number)[]> => {
    const seen: (string | number)[] = []
    for (let times = 0; times < count; times += 1) {
      const { status, body } = await withToken()
      seen.push(status === 200 ? 200 : String(body['code']).replace('Forbidden.AccessDenied.', ''))
    }
    return seen
  }

  it('D-34 D-75 calls per second, for each operation by itself', async () => {
    corp.world.patchSettings('dingtalk', { 'limits.qps': 2 })
    expect(await statuses(3)).toEqual([200, 200, 'QpsLimitForAppkeyAndApi'])
    const other = await corp.api('GET', `/v1.0/robot/oToMessages/readStatus?robotCode=${CLIENT_ID}&processQueryKey=x`)
    expect(other).toMatchObject(refusal(400, 'invalid.processQueryKey'))
    expect(await withToken()).toMatchObject(refusal(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'))
    await corp.world.clock.advance(1000)
    expect(await statuses(1)).toEqual([200])
  })

  it('D-34 D-75 calls per minute', async () => {
    corp.world.patchSettings('dingtalk', { 'limits.qpm': 1 })
    expect(await statuses(2)).toEqual([200, 'QpmLimitForAppkeyAndApi'])
    await corp.world.clock.advance(60_000)
    expect(await statuses(1)).toEqual([200])
  })

  it('D-34 calls per month, asking for tokens not counted', async () => {
    corp.world.patchSettings('dingtalk', { 'limits.monthly': 2 })
    expect(await statuses(4)).toEqual([200, 200, 'ApiCountLimitForOrg', 'ApiCountLimitForOrg'])
  })

  it.each([
    ['qps', 90018],
    ['qpm', 90018],
    ['monthly', 90020],
  ])('D-34 D-25 the old host has its own code for %s', async (limit, errcode) => {
    corp.world.patchSettings('dingtalk', { [`limits.${limit}`]: 1 })
    const url = `/media/upload?type=image&access_token=${await corp.token()}`
    const upload = (): Promise<Answer> => corp.call(url, { body: 'x', type: 'text/plain' })
    expect((await upload()).body).toMatchObject({ errcode: 40035 })
    expect(await upload()).toMatchObject({ status: 200, body: { errcode, errmsg: expect.stringMatching(/\S/) } })
  })

  it('D-34 an address that is locked out gets an answer of neither style', async () => {
    corp.world.patchSettings('dingtalk', { 'limits.ipBanned': true })
    const banned = {
      status: 200,
      body: { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: expect.stringMatching(/^\S+$/) },
    }
    expect(await send()).toMatchObject(banned)
    expect(await corp.call('/gettoken', { method: 'GET' })).toMatchObject(banned)
  })
})

describe('faults', () => {
  const OPERATION = 'dingtalk.robot.oToMessages.batchSend'

  it.each([
    [500, 'system.error'],
    [500, 'unknownError'],
    [403, 'Forbidden.AccessDenied.QpsLimitForApi'],
    [403, 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
    [400, 'send.too.fast'],
  ])('D-35 D-34 D-32 answers %i %s when asked to, and blames nobody', async (status, code) => {
    corp.world.faults.add({ operation: OPERATION, code })
    expect(await withToken()).toMatchObject(refusal(status, code))
    expect(await withToken()).toMatchObject({ status: 200 })
    expect(corp.remarks()).toEqual([])
  })

  it('D-35 throttles with capital keys', async () => {
    corp.world.faults.add({ operation: OPERATION, code: 'Throttling' })
    const answer = await withToken()
    expect(answer).toMatchObject({ status: 429, body: { Code: 'Throttling', Message: expect.any(String) } })
    expect(Object.keys(answer.body)).toEqual(['Code', 'Message'])
  })

  it('D-35 is slow, and then 504', async () => {
    corp.world.faults.add({ operation: OPERATION, status: 504, delayMs: 3000 })
    const before = corp.world.clock.now()
    const [answer] = await Promise.all([
      withToken(),
      corp.world.until(() => entriesOf(corp.world, 'call').at(-1)?.ended?.status === 504 || undefined, 10_000, '504'),
    ])
    expect(answer.status).toBe(504)
    expect(corp.world.clock.now() - before).toBeGreaterThanOrEqual(3000)
  })

  it('D-35 D-25 answers -1 on the old host', async () => {
    corp.world.faults.add({ operation: 'dingtalk.gettoken', code: -1 })
    const answer = await corp.call('/gettoken', { method: 'GET' })
    expect(answer).toMatchObject({ status: 200, body: { errcode: -1, errmsg: '系统繁忙' } })
  })
})

describe('unknown paths', () => {
  it.each([
    ['POST', '/v1.0/nope'],
    ['GET', BATCH],
    ['POST', '/robot/nope'],
    ['GET', '/topapi/nope'],
  ])('D-72 D-01 %s %s', async (method, path) => {
    const body = { errcode: 404, errmsg: '请求的URI地址不存在' }
    expect(await corp.call(path, { method })).toMatchObject({ status: 200, body })
    expect(corp.remarks()).toEqual(['dingtalk/unknown-path'])
    corp.world.patchSettings('dingtalk', { unknownPath: '404' })
    expect(await corp.call(path, { method })).toMatchObject({ status: 404, body })
  })
})

it('D-73 the journal holds calls with their input and answer, secrets aside', async () => {
  await withToken()
  const [token, call] = entriesOf(corp.world, 'call')
  expect(token).toMatchObject({ operation: 'dingtalk.oauth2.accessToken', ended: { ok: true } })
  expect(call).toMatchObject({
    operation: 'dingtalk.robot.oToMessages.batchSend',
    user: 'alice',
    input: BODY,
    ended: { ok: true, status: 200, output: { invalidStaffIdList: [] } },
  })
})
