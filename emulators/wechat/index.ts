import { face } from './face.ts'
import { z } from 'zod'
import { act, definePlatform } from '../core/platform.ts'
import { answerCall, refuseCall, type WechatOperation } from './api/dialect.ts'
import { isErrorCode, refuse } from './api/errors.ts'
import { describeErrors } from './api/mends.ts'
import { operations } from './api/operations/index.ts'
import { desk } from './client/desk.ts'
import { follow, mute, scan, unfollow } from './client/following.ts'
import { event, inject, reportLocation } from './client/raw-events.ts'
import { send } from './client/send.ts'
import { tap } from './client/tap.ts'
import { forge } from './push/forge.ts'
import { verifyCallback } from './push/verify.ts'
import { remarkInfos } from './remarks.ts'
import { recall } from './recall/index.ts'
import { createWechat, resetWechat, type Wechat } from './wechat.ts'
import type { Settings } from './account/settings.ts'

const verify = act<Wechat, z.ZodLiteral<true>>({
  summary: 'The owner saves the callback URL: a GET verifies it, a forged one follows.',
  input: z.literal(true),
  rows: ['W-02', 'W-03', 'W-04'],
  summarise: () => 'the callback URL is verified',
  run: (wechat, _input, cause) => verifyCallback(wechat, cause),
})

const supersede = act<Wechat, z.ZodLiteral<true>>({
  summary: 'Another program fetches an access token, so that the one the bot holds is void.',
  input: z.literal(true),
  rows: ['W-32'],
  summarise: () => 'another program fetches an access token',
  run: ({ tokens, world }) => tokens.supersede('another program', world.clock.now()),
})

/** WeChat Official Accounts (微信公众号): subscription, service and test accounts. */
export const platform = definePlatform<Settings, WechatOperation, Wechat>({
  ...face,
  title: { en: 'WeChat Official Account', zh: '微信公众号' },
  // The mirrors: https://developers.weixin.qq.com/doc/subscription/guide/; the last two stand in SDKs.
  hosts: [
    'api.weixin.qq.com',
    'api2.weixin.qq.com',
    'sh.api.weixin.qq.com',
    'sz.api.weixin.qq.com',
    'hk.api.weixin.qq.com',
    'file.api.weixin.qq.com',
    'mp.weixin.qq.com',
  ],
  webhooks: { callback: 'The URL of the server configuration (服务器配置)' },
  outcomes: {
    acknowledged: 'The bot answered success or nothing: nothing is shown',
    answered: 'The bot answered a reply, which is shown',
    timeout: 'No complete answer came within 5 s',
    'bad-status': 'The status was not 200',
    'connect-fail': 'No connection came about, or it broke',
    'bad-body': 'The answer was of no use; the user reads the notice',
    suspended: 'WeChat has stopped pushing after too many failures',
    verified: 'The callback URL passed its verification',
    refused: 'The bot refused a forged request, as it should',
    accepted: 'The bot took a forged request for genuine',
  },
  claims: {
    'service-messages': 'May send service messages (客服消息), and sends what takes longer than 5 s that way',
    'passive-only': 'May not send service messages; what takes longer goes into a later delivery or a later question',
    encryption: 'Reads encrypted pushes and encrypts its replies; evident where `account.mode` is not plain',
    plain: 'Reads pushes that are not encrypted; evident unless `account.mode` is secure',
    'previous-key': 'Still reads what is encrypted with the EncodingAESKey before the last change',
    'keeps-answers': 'Keeps an answer that WeChat refuses to deliver, and gives it with the next message of the user',
    'token-retry': 'Fetches another token when one is refused as expired (42001), whatever its own clock says',
    typing: 'Shows the typing indicator while a person waits',
    'plain-text': "Turns the model's Markdown into text",
    greeting: 'Greets whoever follows',
    menu: 'Answers taps on the menu with the model’s answer to the key',
    scenes: 'Tells followers by the QR code they scanned',
    voice: 'Answers the recognised text of voice messages',
  },
  // Compatible mode could do without, but some frameworks decrypt whatever has an encrypt_type.
  needs: { 'account.mode': { plain: 'plain', compatible: 'encryption', secure: 'encryption' } },
  evident: (given) => {
    const { mode } = (given as Settings).account
    return [...(mode === 'secure' ? [] : ['plain']), ...(mode === 'plain' ? [] : ['encryption'])]
  },
  operations,
  acts: {
    send,
    follow,
    unfollow,
    mute,
    scan,
    tap,
    'report-location': reportLocation,
    event,
    inject,
    desk,
    verify,
    forge,
    'supersede-token': supersede,
  },
  errors: describeErrors(),
  remarks: remarkInfos,
  secretFields: ['access_token', 'secret', 'appsecret', 'token', 'encodingAesKey', 'previousEncodingAesKey'],
  recall,
  prefixes: ['/cgi-bin/'],
  create: createWechat,
  answer: answerCall,
  refuse: (wechat, call, code) =>
    isErrorCode(code) ? refuseCall(wechat, call, refuse(code, 'a fault asked for it')) : undefined,
  secrets: ({ settings: { account } }) => [
    account.secret,
    account.token,
    account.encodingAesKey,
    account.previousEncodingAesKey,
  ],
  reset: resetWechat,
  close: ({ media }) => media.close(),
})
