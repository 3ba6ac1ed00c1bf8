import { face } from './face.ts'
import { definePlatform } from '../core/platform.ts'
import { join, leave, rotateSecret, route, suggest } from './acts/others.ts'
import { send } from './acts/send.ts'
import { ERRORS, refuse } from './errors.ts'
import { MENDS } from './mends.ts'
import { answerCall, answerWith } from './gate.ts'
import type { RongOperation } from './operation.ts'
import { agentOperations } from './operations/agents.ts'
import { botOperations } from './operations/bots.ts'
import { chatOperations } from './operations/chat.ts'
import { groupOperations } from './operations/groups.ts'
import { historyOperations } from './operations/history.ts'
import { messageOperations } from './operations/messages.ts'
import { userOperations } from './operations/users.ts'
import { recall } from './recall/index.ts'
import { REMARKS } from './remarks.ts'
import { createRongCloud, resetRongCloud, secretsOf, type RongCloud } from './rongcloud.ts'
import type { Settings } from './settings.ts'

const operations: readonly RongOperation[] = [
  ...chatOperations,
  ...agentOperations,
  ...userOperations,
  ...messageOperations,
  ...historyOperations,
  ...groupOperations,
  ...botOperations,
]

const paths: ReadonlySet<string> = new Set(operations.map((operation) => operation.path))

/** RongCloud's server API with its callbacks, for a bot that sends messages, asks agents and suggests replies. */
export const platform = definePlatform<Settings, RongOperation, RongCloud>({
  ...face,
  title: { en: 'RongCloud', zh: '融云' },
  // Every data centre the SDKs name, with its backup: https://github.com/rongcloud/server-sdk-java (CenterEnum).
  hosts: [
    'api.rong-api.com',
    'api-b.rong-api.com',
    'api.sg-light-api.com',
    'api-b.sg-light-api.com',
    'api.sg-b-light-api.com',
    'api-b.sg-b-light-api.com',
    'api.us-light-api.com',
    'api-b.us-light-api.com',
    'api.sau-light-api.com',
    'api-b.sau-light-api.com',
    'api-cn.ronghub.com',
    'api2-cn.ronghub.com',
    'api.cn.ronghub.com',
    'api-sg01.ronghub.com',
  ],
  webhooks: {
    bot: 'Messages to a bot whose integration names no callbackUrl of its own',
    routing: 'Full message routing: every message a client sends',
    'pre-send': 'Asked before a message of a client is delivered',
    suggest: "Not RongCloud's: where the app's own client asks the bot for suggested replies",
  },
  outcomes: {
    answered: 'The bot answered 2xx',
    passed: 'The pre-send callback let the message through',
    dropped: 'The pre-send callback held the message back',
    refused: 'The bot answered with another status',
    timeout: 'The bot did not answer in time',
    'connect-fail': 'The bot could not be reached, or hung up',
    'bad-body': 'The answer was not what it has to be',
    unsendable: 'The address is not one the world may call',
    aborted: 'The world was reset or closed',
  },
  claims: {
    suggestions: 'Takes its answers from the replies RongCloud suggests (`/v3/chat/suggest`)',
    suggest: 'Serves suggested replies to the app; evident where the config names that webhook',
    'pre-send': 'Serves the pre-send callback; evident where the config names that webhook',
    'blocked-words': 'Holds back messages with `博彩` in the pre-send callback',
  },
  evident: (_settings, webhooks) => ['pre-send', 'suggest'].filter((name) => webhooks.includes(name)),
  operations,
  remarks: REMARKS,
  errors: [...ERRORS.values()].map(({ code, errorMessage, means, status }) => ({
    code,
    message: errorMessage,
    when: `${means}; HTTP ${status}`,
    source: 'https://imooc.com/article/68442',
    ...(MENDS[code] === undefined ? {} : { mend: MENDS[code] }),
  })),
  acts: { send, suggest, join, leave, route, 'rotate-secret': rotateSecret },
  secretFields: ['signature', 'rc-signature', 'token'],
  recall,
  prefixes: ['/user/', '/message/', '/statusmessage/', '/conversation/', '/group/', '/chatroom/', '/v3/'],
  create: (world, settings) => createRongCloud(world, settings, paths),
  answer: answerCall,
  refuse: (rong, call, code) => (ERRORS.has(Number(code)) ? answerWith(rong, call, refuse(Number(code))) : undefined),
  changed: (rong) => ({ appSecret: secretsOf(rong).appSecret }),
  secrets: (rong) => Object.values(secretsOf(rong)).filter((secret) => secret !== undefined),
  reset: resetRongCloud,
})
