import { reactionTo, waitingAt } from '../lines.ts'
import { defineRule } from '../rule.ts'
import { turnsOf, type Turn } from './turns.ts'

/** The command with which the robot asks for a person, as it came: JSON in a string. */
function commandIn({ messages }: Turn): string | undefined {
  for (const message of messages) {
    const text = 'Text' in message ? (message.Text as { Commands?: Record<string, unknown> }) : undefined
    const command = text?.Commands?.['sysToAgent']
    if (command !== undefined) return typeof command === 'string' ? command : JSON.stringify(command)
  }
  return undefined
}

export const handsOverWhenTold = defineRule({
  id: 'aliyun-chatbot/hands-over-when-told',
  severity: 'risky',
  title: {
    en: 'When the robot says so, the visitor is handed to a person.',
    zh: '机器人要求转人工时，访客会被转接。',
  },
  why: {
    en: 'The robot hands over by a command beside its text (`Commands.sysToAgent`), which the text alone only promises. The service does not transfer anybody itself.',
    zh: '机器人通过文本之外的指令（`Commands.sysToAgent`）要求转人工，文本只是提示。转接必须由接入方自己完成。',
  },
  mend: {
    en: 'Look for `sysToAgent` in the Commands of every text message, parse its JSON text, and transfer to the skill group it names.',
    zh: '在每条文本消息的 Commands 中查找 `sysToAgent`，解析其中的 JSON 字符串，并转接到指定的技能组。',
  },
  source: 'https://help.aliyun.com/document_detail/86145.htm',
  covers: ['A-21'],
  *check(hearing) {
    for (const turn of turnsOf(hearing)) {
      const command = commandIn(turn)
      const waiting = command === undefined ? [] : waitingAt(hearing, turn.call.seq)
      const [visitor] = waiting
      // Elsewhere there may be nobody to hand over to.
      if (visitor === undefined || waiting.length !== 1 || visitor.platform !== 'livechat') continue
      const reaction = reactionTo(hearing, visitor)
      if (reaction.length === 0 || reaction.some(({ kind }) => kind === 'transfer')) continue
      yield {
        what: {
          en: `The robot answered ${visitor.user} with sysToAgent ${command}, and nobody was asked to take over.`,
          zh: `机器人对 ${visitor.user} 返回了 sysToAgent ${command}，但没有转接人工。`,
        },
        cause: turn.call.seq,
        user: visitor.user,
      }
    }
  },
})
