import { face } from './face.ts'
import { z } from 'zod'
import type { Call } from '../core/call.ts'
import { act, definePlatform } from '../core/platform.ts'
import type { ChatbotAction } from './action.ts'
import { chat, wantOf } from './actions/chat.ts'
import { neighbours } from './actions/neighbours.ts'
import { createChatbot, requestOf, resetChatbot, type Chatbot } from './chatbot.ts'
import { ERRORS, refuse } from './errors.ts'
import { MENDS } from './mends.ts'
import { answerCall, answerError } from './gateway/answer.ts'
import { recall } from './recall.ts'
import { remark, REMARKS } from './remarks.ts'
import type { Settings } from './settings.ts'

const actions: readonly ChatbotAction[] = [chat, ...neighbours]

function selectAction(bot: Chatbot, call: Call): ChatbotAction | undefined {
  const { action, version } = requestOf(bot, call)
  return actions.find((one) => one.name === action && one.versions.some((known) => known === version))
}

const MOST_THROTTLED = 1000

/** Remembers what was throttled, to see whether it is tried again. */
function noteThrottled(bot: Chatbot, call: Call): void {
  const { parameters, action } = requestOf(bot, call)
  if (action !== 'Chat') return
  const what = wantOf({ Utterance: parameters.get('Utterance'), SenderId: parameters.get('SenderId') })
  bot.throttled = [...bot.throttled.slice(1 - MOST_THROTTLED), { what, seq: call.entry.seq }]
}

function remarkThrottled(bot: Chatbot): void {
  for (const { what, seq } of bot.throttled) {
    const [senderId = '', utterance = ''] = what.split('\n')
    const said = JSON.stringify(utterance)
    const about = { cause: seq, ...(senderId === '' ? {} : { user: senderId }) }
    remark(
      bot,
      'throttling-not-retried',
      { en: `${said} was throttled and never tried again.`, zh: `${said} 被限流之后没有再试。` },
      about,
    )
  }
}

const nothing = z.literal(true)

/** Aliyun Chatbot (智能对话机器人): its API gateway and a robot with a declarative knowledge base. The bot is its client. */
export const platform = definePlatform<Settings, ChatbotAction, Chatbot>({
  ...face,
  title: { en: 'Aliyun Chatbot', zh: '阿里云智能对话机器人' },
  hosts: ['chatbot.cn-shanghai.aliyuncs.com'],
  shorthand: 'knowledge',
  fixtures: ['knowledge'],
  webhooks: {},
  outcomes: {},
  claims: { 'aliyun-chatbot': 'Its answers come from Aliyun Chatbot' },
  operations: actions,
  remarks: REMARKS,
  errors: [...ERRORS.values()].map(({ code, message, status, when, source }) => ({
    code,
    message,
    when: `${when}; HTTP ${status}`,
    source,
    ...(MENDS[code] === undefined ? {} : { mend: MENDS[code] }),
  })),
  acts: {
    'lose-sessions': act<Chatbot, typeof nothing>({
      summary: 'The service forgets all sessions, as after their idle time; their ids stay usable.',
      input: nothing,
      rows: ['A-18'],
      summarise: () => 'all sessions are lost',
      run: ({ sessions }) => sessions.clear(),
    }),
  },
  secretFields: ['signature', 'authorization', 'securitytoken', 'x-acs-security-token'],
  recall,
  prefixes: [],
  create: createChatbot,
  select: selectAction,
  answer(bot, call, action) {
    const answer = answerCall(bot, call, action)
    if (answer.code === 'Throttling.User') noteThrottled(bot, call)
    return answer
  },
  refuse(bot, call, code) {
    if (!ERRORS.has(String(code))) return undefined
    if (String(code).startsWith('Throttling')) noteThrottled(bot, call)
    return answerError(bot, call, refuse(String(code)))
  },
  secrets: ({ settings }) => [settings.accessKeySecret, ...Object.values(settings.otherKeys)],
  reset: resetChatbot,
  finish: remarkThrottled,
})
