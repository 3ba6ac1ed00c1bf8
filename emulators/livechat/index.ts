import { face } from './face.ts'
import { definePlatform } from '../core/platform.ts'
import { agentEnds, agentSays, askForHuman, close, queueFails, quit, takeOver } from './acts/session.ts'
import { probe } from './acts/probe.ts'
import { disturb, route } from './acts/route.ts'
import { send } from './acts/send.ts'
import { tap } from './acts/tap.ts'
import { answerCall, refuseCall } from './api/dialect.ts'
import { errorInfos, isErrorCode, refuse } from './api/errors.ts'
import { remarkInfos } from './remarks/judge.ts'
import type { LivechatOperation } from './api/operation.ts'
import { agentOperations } from './api/operations/agents.ts'
import { fetchFile } from './api/operations/files.ts'
import { registerRobot } from './api/operations/register.ts'
import { visitorOperations } from './api/operations/visitors.ts'
import { recall } from './recall.ts'
import { createLivechat, resetLivechat, type Livechat } from './livechat.ts'
import type { LivechatSettings } from './settings.ts'
import { outcomes } from './turn/settle-turn.ts'

const operations: readonly LivechatOperation[] = [registerRobot, ...visitorOperations, ...agentOperations, fetchFile]

/** The SDK in Java adds a slash to every path. */
function findDespiteSlash(path: string): LivechatOperation | undefined {
  return path.endsWith('/') ? operations.find((one) => `${one.path}/` === path) : undefined
}

/** A livechat gateway (在线客服机器人网关) that pushes visitors' messages to robots and shows what they answer. */
export const platform = definePlatform<LivechatSettings, LivechatOperation, Livechat>({
  ...face,
  title: { en: 'Livechat gateway', zh: '在线客服机器人网关' },
  hosts: ['api-bj.clink.cn', 'api-sh.clink.cn'],
  webhooks: { push: 'Where the robot of the route listens (domain and uri of its registration)' },
  outcomes,
  claims: {
    heartbeat: 'Sends something every few seconds while an answer takes long',
    farewell: 'Ends what it is answering with a word to the visitor when it is asked to stop',
    'livechat-examples':
      'Answers `示例选项`, `示例卡片` and its like with a message of that kind, as the reference bot does',
  },
  operations,
  errors: errorInfos,
  remarks: remarkInfos,
  acts: {
    send,
    tap,
    close,
    quit,
    'ask-for-human': askForHuman,
    'take-over': takeOver,
    'agent-says': agentSays,
    'agent-ends': agentEnds,
    'queue-fails': queueFails,
    route,
    disturb,
    probe,
  },
  secretFields: ['authorization', 'token', 'signature'],
  recall,
  prefixes: ['/livechat/'],
  create: createLivechat,
  answer(livechat, call, known) {
    const found = known ?? findDespiteSlash(call.path)
    if (found !== undefined) call.entry.operation = found.id
    return answerCall(livechat, call, found)
  },
  refuse: (livechat, _call, code) =>
    isErrorCode(code) ? refuseCall(livechat, refuse(code, 'a fault asked for it')) : undefined,
  secrets: ({ settings, robots }) => [
    ...settings.keys.map((key) => key.secret),
    settings.robot.token,
    ...robots.tokens(),
  ],
  reset: resetLivechat,
})
