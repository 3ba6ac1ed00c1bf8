import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import { quote } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { droppedCalls, refusalOf } from './calls.ts'
import { ERRORS, isLegacy } from './refusal-kinds.ts'

/** The group is dissolved, or the robot disabled or gone: nobody can be told anything. */
const HOPELESS: readonly unknown[] = [400013, 400102, 400106]

export const readsErrcode = defineRule({
  id: 'dingtalk/reads-errcode',
  severity: 'broken',
  title: {
    en: 'A webhook has taken a message only when errcode is 0.',
    zh: '只有 errcode 为 0 才算 Webhook 发送成功。',
  },
  why: {
    en: 'oapi.dingtalk.com refuses with HTTP 200 and an errcode in the body. A bot that looks at the status alone notes the message as sent, and the person waits.',
    zh: 'oapi.dingtalk.com 拒绝时也返回 HTTP 200，错误在正文的 errcode 里。只看状态码就会以为已发送，而用户一直在等。',
  },
  mend: {
    en: 'Read errcode after each call; repeat what passes (-1, 410100), say it otherwise through the OpenAPI, and write the refusal into the log.',
    zh: '每次调用后检查 errcode；会恢复的（-1、410100）稍后重试，其他改用 OpenAPI 发送，并写入日志。',
  },
  source: ERRORS,
  covers: ['D-25', 'X-01', 'DT-06'],
  *check(hearing) {
    const isMeant = (call: CallEntry): boolean =>
      isLegacy(call) && call.ended?.code !== 300001 && !HOPELESS.includes(call.ended?.code)
    for (const { call, waiting } of droppedCalls(hearing, isMeant)) {
      yield {
        what: {
          en: `${call.operation} answered ${refusalOf(call)} with HTTP ${call.ended?.status} while ${waiting.user} waited for an answer to ${quote(waiting.text)}; the bot took it for sent.`,
          zh: `${call.operation} 以 HTTP ${call.ended?.status} 返回 ${refusalOf(call)}，${waiting.user} 正在等待对 ${quote(waiting.text)} 的回答；机器人却当作已发送。`,
        },
        cause: call.seq,
        user: waiting.user,
        details: { code: call.ended?.code },
      }
    }
  },
})
