import { createRequire } from 'node:module'
import { Config } from '@alicloud/openapi-client'
import { RuntimeOptions } from '@alicloud/tea-util'
import type Im from '@alicloud/dingtalk/dist/im_1_0/client.js'
import type Oauth from '@alicloud/dingtalk/dist/oauth2_1_0/client.js'
import type Robot from '@alicloud/dingtalk/dist/robot_1_0/client.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { operations } from '../../emulators/dingtalk/api/operations/index.ts'
import { CLIENT_ID, CLIENT_SECRET, openCorp, type Corp } from '../support/dingtalk-corp.ts'
import { entriesOf } from '../support/entries.ts'

// The clients are CommonJS whose classes stand under `default`; requiring them is the one way that reads the same everywhere.
const require = createRequire(import.meta.url)
const oauth = require('@alicloud/dingtalk/oauth2_1_0') as typeof Oauth
const robot = require('@alicloud/dingtalk/robot_1_0') as typeof Robot
const im = require('@alicloud/dingtalk/im_1_0') as typeof Im

const CORP_ID = 'dingemucorp0000000000000000000001'
const runtime = new RuntimeOptions({})
const ofText = (content: string): { robotCode: string; msgKey: string; msgParam: string } => ({
  robotCode: CLIENT_ID,
  msgKey: 'sampleText',
  msgParam: JSON.stringify({ content }),
})

let corp: Corp
let tokens: Oauth.default
let client: Robot.default
let cards: Im.default
beforeAll(async () => {
  corp = await openCorp({
    corpId: CORP_ID,
    people: { alice: { staffId: '0101', nick: 'Alice' } },
    groups: { ops: ['alice'] },
  })
  const config = (): Config => new Config({ endpoint: corp.world.baseUrl.replace('http://', ''), protocol: 'http' })
  tokens = new oauth.default(config() as never)
  client = new robot.default(config() as never)
  cards = new im.default(config() as never)
})
afterAll(() => corp.close())
beforeEach(() => {
  corp.world.reset()
  corp.received.length = 0
})

async function accessToken(): Promise<string> {
  const request = new oauth.GetAccessTokenRequest({ appKey: CLIENT_ID, appSecret: CLIENT_SECRET })
  return (await tokens.getAccessToken(request)).body!.accessToken!
}

/** The headers of a call in the class the client wants, with a token that lives. */
async function as<H extends { xAcsDingtalkAccessToken?: string }>(make: new (map: object) => H): Promise<H> {
  const headers = new make({})
  headers.xAcsDingtalkAccessToken = await accessToken()
  return headers
}

const groupId = async (): Promise<string> =>
  (await corp.say({ from: 'alice', group: 'ops', text: '在吗' })).conversationId

async function sendToGroup(openConversationId: string): Promise<string> {
  const request = new robot.OrgGroupSendRequest({ openConversationId, ...ofText('大家好') })
  const { body } = await client.orgGroupSendWithOptions(request, await as(robot.OrgGroupSendHeaders), runtime)
  return body!.processQueryKey!
}

async function sendToAlice(): Promise<string> {
  const request = new robot.BatchSendOTORequest({ userIds: ['0101'], ...ofText('你好') })
  const { body } = await client.batchSendOTOWithOptions(request, await as(robot.BatchSendOTOHeaders), runtime)
  return body!.processQueryKey!
}

describe('oauth2_1_0', () => {
  it('D-71 D-27 D-28 D-29 gives one token by either call', async () => {
    const request = new oauth.GetAccessTokenRequest({ appKey: CLIENT_ID, appSecret: CLIENT_SECRET })
    const { statusCode, body } = await tokens.getAccessToken(request)
    expect(statusCode).toBe(200)
    expect(body).toMatchObject({ accessToken: expect.stringMatching(/^\w{32}$/), expireIn: 7200 })
    const corpRequest = new oauth.GetTokenRequest({
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      grantType: 'client_credentials',
    })
    expect((await tokens.getToken(CORP_ID, corpRequest)).body).toMatchObject({
      accessToken: body!.accessToken,
      expiresIn: 7200,
    })
  })

  it('D-71 D-27 D-28 D-32 throws refusals with their code', async () => {
    const request = new oauth.GetAccessTokenRequest({ appKey: CLIENT_ID, appSecret: 'wrong' })
    await expect(tokens.getAccessToken(request)).rejects.toMatchObject({
      code: 'invalidClientIdOrSecret',
      data: { statusCode: 400, requestid: expect.any(String) },
      message: expect.stringContaining('无效的clientId或者clientSecret'),
    })
    const corpRequest = new oauth.GetTokenRequest({ clientId: CLIENT_ID, clientSecret: 'x', grantType: 'x' })
    await expect(tokens.getToken(CORP_ID, corpRequest)).rejects.toMatchObject({
      code: 'unknownError',
      data: { statusCode: 500 },
    })
  })
})

describe('robot_1_0', () => {
  it('D-71 D-51 D-30 batchSendOTO', async () => {
    const request = new robot.BatchSendOTORequest({ userIds: ['0101', '0999'], ...ofText('你好') })
    const { body } = await client.batchSendOTOWithOptions(request, await as(robot.BatchSendOTOHeaders), runtime)
    expect(body).toMatchObject({ invalidStaffIdList: ['0999'], flowControlledStaffIdList: [] })
    expect(corp.shown()).toMatchObject([{ conversation: 'alice', text: '你好', via: 'robot-message' }])
    expect(corp.remarks()).toEqual([])
  })

  it('D-71 D-30 D-33 D-54 throws refusals with their code', async () => {
    const request = new robot.BatchSendOTORequest({ userIds: ['0101'], ...ofText('你好') })
    await expect(client.batchSendOTO(request)).rejects.toMatchObject({ code: 'AuthenticationFailed.MissingParameter' })
    const headers = await as(robot.BatchSendOTOHeaders)
    const wrong = new robot.BatchSendOTORequest({ userIds: ['0101'], ...ofText('你好'), robotCode: 'nobody' })
    await expect(client.batchSendOTOWithOptions(wrong, headers, runtime)).rejects.toMatchObject({
      code: 'invalidParameter.robotCode.notExsit',
      data: { statusCode: 400 },
    })
    const empty = new robot.BatchSendOTORequest({ userIds: ['0101'], robotCode: CLIENT_ID, msgKey: 'sampleText' })
    await expect(client.batchSendOTOWithOptions(empty, headers, runtime)).rejects.toMatchObject({
      code: 'MissingmsgParam',
    })
  })

  it('D-71 D-31 D-32 shows which permission is missing', async () => {
    corp.world.patchSettings('dingtalk', { 'app.scopes': [] })
    const request = new robot.BatchSendOTORequest({ userIds: ['0101'], ...ofText('你好') })
    const headers = await as(robot.BatchSendOTOHeaders)
    await expect(client.batchSendOTOWithOptions(request, headers, runtime)).rejects.toMatchObject({
      code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      accessDeniedDetail: { requiredScopes: ['qyapi_robot_sendmsg'] },
    })
  })

  it('D-71 D-35 reads the capital keys of throttling', async () => {
    corp.world.faults.add({ operation: 'dingtalk.robot.oToMessages.batchSend', code: 'Throttling' })
    const request = new robot.BatchSendOTORequest({ userIds: ['0101'], ...ofText('你好') })
    const headers = await as(robot.BatchSendOTOHeaders)
    await expect(client.batchSendOTOWithOptions(request, headers, runtime)).rejects.toMatchObject({
      code: 'Throttling',
      data: { statusCode: 429 },
    })
  })

  it('D-71 D-52 D-57 orgGroupSend, orgGroupQuery, orgGroupRecall, batchRecallGroup', async () => {
    const openConversationId = await groupId()
    const [first, second] = [await sendToGroup(openConversationId), await sendToGroup(openConversationId)]
    await corp.world.act('dingtalk', 'read', { from: 'alice' })
    const query = new robot.OrgGroupQueryRequest({
      openConversationId,
      robotCode: CLIENT_ID,
      processQueryKey: first,
      maxResults: 10,
    })
    const queried = await client.orgGroupQueryWithOptions(query, await as(robot.OrgGroupQueryHeaders), runtime)
    expect(queried.body).toMatchObject({ sendStatus: 'SUCCESS', readUserIds: ['0101'], hasMore: false })
    const recall = new robot.OrgGroupRecallRequest({
      openConversationId,
      robotCode: CLIENT_ID,
      processQueryKeys: [first, 'nothing'],
    })
    const recalled = await client.orgGroupRecallWithOptions(recall, await as(robot.OrgGroupRecallHeaders), runtime)
    expect(recalled.body).toMatchObject({ successResult: [first], failedResult: { nothing: expect.any(String) } })
    const older = new robot.BatchRecallGroupRequest({
      openConversationId,
      chatbotId: CLIENT_ID,
      processQueryKeys: [second],
    })
    const also = await client.batchRecallGroupWithOptions(older, await as(robot.BatchRecallGroupHeaders), runtime)
    expect(also.body).toMatchObject({ successResult: [second] })
    expect(corp.shown()).toMatchObject([{ kind: 'recalled' }, { kind: 'recalled' }])
  })

  it('D-71 D-57 batchOTOQuery, batchRecallOTO', async () => {
    const processQueryKey = await sendToAlice()
    const query = new robot.BatchOTOQueryRequest({ robotCode: CLIENT_ID, processQueryKey })
    const queried = await client.batchOTOQueryWithOptions(query, await as(robot.BatchOTOQueryHeaders), runtime)
    expect(queried.body).toMatchObject({
      sendStatus: 'SUCCESS',
      messageReadInfoList: [{ name: 'Alice', userId: '0101', readStatus: 'UNREAD', readTimestamp: 0 }],
    })
    const recall = new robot.BatchRecallOTORequest({ robotCode: CLIENT_ID, processQueryKeys: [processQueryKey] })
    const recalled = await client.batchRecallOTOWithOptions(recall, await as(robot.BatchRecallOTOHeaders), runtime)
    expect(recalled.body).toMatchObject({ successResult: [processQueryKey] })
  })

  it('D-71 D-52 D-57 privateChatSend, privateChatQuery, batchRecallPrivateChat', async () => {
    const openConversationId = (await corp.say('在吗')).conversationId
    const send = new robot.PrivateChatSendRequest({ openConversationId, coolAppCode: 'COOLAPP-1', ...ofText('你好') })
    const sent = await client.privateChatSendWithOptions(send, await as(robot.PrivateChatSendHeaders), runtime)
    const processQueryKey = sent.body!.processQueryKey!
    await corp.world.act('dingtalk', 'read', true)
    const query = new robot.PrivateChatQueryRequest({ openConversationId, robotCode: CLIENT_ID, processQueryKey })
    const queried = await client.privateChatQueryWithOptions(query, await as(robot.PrivateChatQueryHeaders), runtime)
    expect(queried.body).toMatchObject({ sendStatus: 'SUCCESS', readUserIds: ['0101'] })
    const recall = new robot.BatchRecallPrivateChatRequest({
      openConversationId,
      robotCode: CLIENT_ID,
      processQueryKeys: [processQueryKey],
    })
    const headers = await as(robot.BatchRecallPrivateChatHeaders)
    const recalled = await client.batchRecallPrivateChatWithOptions(recall, headers, runtime)
    expect(recalled.body).toMatchObject({ successResult: [processQueryKey] })
  })

  it('D-71 D-55 robotMessageFileDownload', async () => {
    const { content } = await corp.say({ from: 'alice', picture: 'a.png' })
    const request = new robot.RobotMessageFileDownloadRequest({
      robotCode: CLIENT_ID,
      downloadCode: String(content!['downloadCode']),
    })
    const headers = await as(robot.RobotMessageFileDownloadHeaders)
    const { body } = await client.robotMessageFileDownloadWithOptions(request, headers, runtime)
    expect((await fetch(body!.downloadUrl!)).headers.get('content-type')).toBe('image/png')
  })
})

describe('im_1_0', () => {
  it('D-71 D-58 sendRobotInteractiveCard, updateRobotInteractiveCard', async () => {
    const dataOf = (text: string): string => JSON.stringify({ contents: [{ type: 'text', text, id: 't1' }] })
    const request = new im.SendRobotInteractiveCardRequest({
      cardTemplateId: 'StandardCard',
      cardBizId: 'biz-1',
      robotCode: CLIENT_ID,
      singleChatReceiver: '{"userId":"0101"}',
      cardData: dataOf('请审批'),
      callbackUrl: 'https://example.com/card',
      sendOptions: new im.SendRobotInteractiveCardRequestSendOptions({ atAll: false }),
      pullStrategy: false,
    })
    const sent = await cards.sendRobotInteractiveCardWithOptions(
      request,
      await as(im.SendRobotInteractiveCardHeaders),
      runtime,
    )
    expect(sent.body!.processQueryKey).toMatch(/^\S{20,}$/)
    const update = new im.UpdateRobotInteractiveCardRequest({ cardBizId: 'biz-1', cardData: dataOf('已通过') })
    const headers = await as(im.UpdateRobotInteractiveCardHeaders)
    const updated = await cards.updateRobotInteractiveCardWithOptions(update, headers, runtime)
    expect(updated.body!.processQueryKey).toBe(sent.body!.processQueryKey)
    expect(corp.shown()).toMatchObject([{ conversation: 'alice', kind: 'card', text: '已通过' }])
    expect(corp.remarks()).toEqual([])
  })
})

/** Every operation of both clients, by the method that calls it; undefined where caipai offers none. */
const METHODS: Readonly<Record<string, string | undefined>> = {
  getAccessToken: 'dingtalk.oauth2.accessToken',
  getToken: 'dingtalk.oauth2.corp.token',
  createJsapiTicket: undefined,
  getAuthInfo: undefined,
  getCorpAccessToken: undefined,
  getPersonalAuthRule: undefined,
  getSsoAccessToken: undefined,
  getSsoUserInfo: undefined,
  getSuiteAccessToken: undefined,
  getUserToken: undefined,
  batchSendOTO: 'dingtalk.robot.oToMessages.batchSend',
  batchOTOQuery: 'dingtalk.robot.oToMessages.readStatus',
  batchRecallOTO: 'dingtalk.robot.otoMessages.batchRecall',
  orgGroupSend: 'dingtalk.robot.groupMessages.send',
  orgGroupQuery: 'dingtalk.robot.groupMessages.query',
  orgGroupRecall: 'dingtalk.robot.groupMessages.recall',
  batchRecallGroup: 'dingtalk.robot.groupMessages.batchRecall',
  privateChatSend: 'dingtalk.robot.privateChatMessages.send',
  privateChatQuery: 'dingtalk.robot.privateChatMessages.query',
  batchRecallPrivateChat: 'dingtalk.robot.privateChatMessages.batchRecall',
  robotMessageFileDownload: 'dingtalk.robot.messageFiles.download',
  clearRobotPlugin: undefined,
  executeRobotAiSkill: undefined,
  getBotListInGroup: undefined,
  manageSingleChatRobotStatus: undefined,
  queryBotInstanceInGroupInfo: undefined,
  queryRobotDingReadStatus: undefined,
  queryRobotPlugin: undefined,
  robotRecallDing: undefined,
  robotSendDing: undefined,
  sendRobotDingMessage: undefined,
  setRobotPlugin: undefined,
  updateInstalledRobot: undefined,
}

describe('every operation of both clients', () => {
  type Method = (...args: unknown[]) => Promise<{ statusCode?: number; body?: object }>

  /** Calls a method with a request that says nothing. */
  function callEmpty(method: string): ReturnType<Method> {
    const [target, classes] = method in tokens ? [tokens, oauth] : [client, robot]
    const Request = (classes as unknown as Record<string, (new (map: object) => object) | undefined>)[
      `${method[0]!.toUpperCase()}${method.slice(1)}Request`
    ]
    const run = (target as unknown as Record<string, Method>)[method]!.bind(target)
    const request = Request === undefined ? [] : [new Request({})]
    return method === 'getToken' ? run(CORP_ID, ...request) : run(...request)
  }

  const isOfThem = (path: string): boolean => path.startsWith('/v1.0/oauth2/') || path.startsWith('/v1.0/robot/')

  it('D-71 is in the table, and so is every operation of theirs that is offered', () => {
    const methods = [oauth.default.prototype, robot.default.prototype].flatMap((prototype) =>
      Object.getOwnPropertyNames(prototype).flatMap((name) => /^(.+)WithOptions$/.exec(name)?.[1] ?? []),
    )
    expect(Object.keys(METHODS).sort()).toEqual(methods.sort())
    const offered = operations.filter(({ path }) => isOfThem(path)).map(({ id }) => id)
    // The other spelling of batchRecall, which the documents have and the client has not.
    const called = [...Object.values(METHODS), 'dingtalk.robot.oToMessages.batchRecall']
    expect(offered.filter((id) => !called.includes(id))).toEqual([])
  })

  it.each(Object.entries(METHODS))('D-71 D-72 %s reaches %s', async (method, operation) => {
    const outcome = await callEmpty(method).catch((error: unknown) => error)
    const [call] = entriesOf(corp.world, 'call')
    expect(call).toMatchObject({ operation: operation ?? 'dingtalk.unknown', ended: { ok: false } })
    if (operation !== undefined) return expect(outcome).toBeInstanceOf(Error)
    expect(outcome).toMatchObject({ statusCode: 200 })
    expect(call?.ended).toMatchObject({ code: 404, output: { errcode: 404, errmsg: '请求的URI地址不存在' } })
    expect(corp.remarks()).toEqual(['dingtalk/unknown-path'])
    corp.world.patchSettings('dingtalk', { unknownPath: '404' })
    await expect(callEmpty(method)).rejects.toMatchObject({ data: { statusCode: 404 } })
  })
})
