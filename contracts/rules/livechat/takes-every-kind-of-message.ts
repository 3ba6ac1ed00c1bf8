import { z } from 'zod'
import { defineRule } from '../rule.ts'
import { REFUSED, REMARKS_OF_REFUSALS } from './answers.ts'
import { sentPushes, type SentPush } from './repeats.ts'

const pushed = z.object({ data: z.array(z.object({ messageType: z.union([z.number(), z.string()]) })) })

/** What is unusual about the messages of a push: a number in quotes, a kind that is no text, more than one at once. */
function unusualIn({ attempt }: SentPush): string | undefined {
  let body: unknown
  try {
    body = JSON.parse(attempt.request.body)
  } catch {
    // The journal has cut it.
    return undefined
  }
  const types = pushed.safeParse(body).data?.data.map(({ messageType }) => messageType) ?? []
  const other = types.find((type) => type !== 100)
  if (other !== undefined) return `messageType ${JSON.stringify(other)}`
  return types.length > 1 ? `${types.length} messages in data` : undefined
}

export const takesEveryKindOfMessage = defineRule({
  id: 'livechat/takes-every-kind-of-message',
  severity: 'broken',
  title: {
    en: 'A push is taken whatever kind of message is in it.',
    zh: '无论推送里是哪种消息，都能处理。',
  },
  why: {
    en: 'messageType is a String in the table and a number in the samples; pictures (105) are pushed as well as texts (100), and data is a list. A bot made after one sample fails as soon as a visitor sends a picture.',
    zh: 'messageType 在表格里是 String，示例里是数字；除文本（100）外还会推送图片（105），data 又是数组。只照一个示例写的机器人，访客发张图片就会失败。',
  },
  mend: {
    en: 'Read messageType as a number or its text, go through all of data, and say which kinds you cannot read.',
    zh: 'messageType 按数字或数字字符串读取，遍历整个 data，对看不懂的类型用文字说明。',
  },
  source: 'https://develop.clink.cn/develop/api/chat-agent-download.html',
  covers: ['L-22', 'L-28'],
  implies: REMARKS_OF_REFUSALS,
  *check(hearing) {
    const refused = sentPushes(hearing).filter(
      ({ entry }) =>
        REFUSED.has(entry.ended?.outcome ?? '') && !hearing.wasRestarted(entry.at, entry.ended?.at ?? entry.at),
    )
    const kinds = refused.map(unusualIn)
    // A bot that refuses a plain text as well has another reason.
    if (kinds.includes(undefined)) return
    for (const [at, { entry, attempt }] of refused.entries()) {
      const { reason = entry.ended?.outcome } = entry.ended ?? {}
      yield {
        what: {
          en: `The push of ${entry.user} held ${kinds[at]}, and the bot refused it: ${reason}`,
          zh: `${entry.user} 的推送含有 ${kinds[at]}，被机器人拒绝：${reason}`,
        },
        cause: attempt.seq,
        user: entry.user,
        details: { kind: kinds[at], outcome: entry.ended?.outcome },
      }
    }
  },
})
