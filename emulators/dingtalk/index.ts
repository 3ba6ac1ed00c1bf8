import { face } from './face.ts'
import { definePlatform } from '../core/platform.ts'
import { acts } from './acts/index.ts'
import { answerCall, refuseWith } from './api/dialect.ts'
import type { DingtalkOperation } from './api/operation.ts'
import { operations } from './api/operations/index.ts'
import { createDingtalk, resetDingtalk, type Dingtalk } from './dingtalk.ts'
import { errorInfos } from './errors/index.ts'
import { recall } from './recall/index.ts'
import { remarkInfos } from './remarks/index.ts'
import type { Settings } from './settings.ts'
import { remarkUnfinished } from './unfinished.ts'

/** DingTalk's robot, AI assistant and Stream mode, both hosts on one listener. */
export const platform = definePlatform<Settings, DingtalkOperation, Dingtalk>({
  ...face,
  title: { en: 'DingTalk', zh: '钉钉' },
  hosts: ['oapi.dingtalk.com', 'api.dingtalk.com', 'api.dingtalk.io'],
  webhooks: {
    robot: 'Messages to the robot in HTTP mode',
    skill: 'The skill of the AI assistant, when its protocol is http: servers[0].url of the YAML',
    card: 'Clicks on cards whose callbackType is HTTP',
  },
  outcomes: {
    answered: 'The bot answered a callback with a message',
    acknowledged: 'The bot took it and said nothing',
    refused: 'The bot answered with another status than 2xx, or acknowledged a frame with another code than 200',
    'bad-body': 'The answer was not what it has to be; nobody sees it',
    later: 'An event is to be pushed again',
    accepted: 'A forged callback was taken for a real one',
    timeout: 'The bot did not answer in time',
    'connect-fail': 'The bot could not be reached, or hung up',
    unsubscribed: 'No connection subscribes to it, so it was dropped',
    unsendable: 'The address is not one the world may call',
    aborted: 'The world was reset or closed',
  },
  claims: {
    stream: 'Holds a Stream connection; evident where the config names no webhook of DingTalk',
    'http-callback': 'Takes messages over HTTP; evident where the config names a webhook of DingTalk',
    events: 'Subscribes to events over Stream, all of them',
    cards: 'Streams long answers to a card',
    assistant: 'Answers as a skill of the AI assistant',
    openapi: 'Sends by the OpenAPI (accessToken, robotCode) where no session webhook serves',
    mentions: 'Mentions the asker in a group, so that they are notified',
    markdown: 'Sends Markdown as a message of that kind',
    quotes: 'Takes the message somebody quotes as part of the question',
  },
  needs: { 'robot.mode': { http: 'http-callback', stream: 'stream' } },
  evident: (_settings, webhooks) => [webhooks.length > 0 ? 'http-callback' : 'stream'],
  operations,
  errors: errorInfos,
  remarks: remarkInfos,
  acts,
  secretFields: [
    'access_token',
    'accesstoken',
    'appsecret',
    'clientsecret',
    'client_secret',
    'session',
    'sign',
    'ticket',
    'conversationtoken',
    'x-acs-dingtalk-access-token',
  ],
  recall,
  prefixes: ['/robot/', '/v1.0/', '/gettoken', '/media/', '/topapi/', '/agent/'],
  create: createDingtalk,
  answer: answerCall,
  refuse: refuseWith,
  secrets: ({ settings }) => [
    settings.app.clientSecret,
    settings.cards.apiSecret,
    ...settings.customRobots.flatMap(({ secret, accessToken }) => [
      accessToken,
      ...(secret === undefined ? [] : [secret]),
    ]),
  ],
  reset: resetDingtalk,
  finish(dingtalk) {
    remarkUnfinished(dingtalk)
    dingtalk.stream.finish()
  },
  upgrades: {
    '/connect': (dingtalk, request, socket, head) => dingtalk.stream.accept(request, socket, head),
  },
  close: (dingtalk) => dingtalk.stream.close(),
})
