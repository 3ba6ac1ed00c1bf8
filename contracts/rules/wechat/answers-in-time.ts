import { formatDuration } from '../../../emulators/core/duration.ts'
import { defineRule } from '../rule.ts'
import { nameOf } from './push.ts'

export const answersInTime = defineRule({
  id: 'wechat/answers-in-time',
  severity: 'broken',
  title: {
    en: 'One of the deliveries of a push is answered within 5 s.',
    zh: '一次推送的某次投递必须在 5 秒内得到响应。',
  },
  why: {
    en: 'WeChat closes the connection after 5 s and delivers the same message again, three times in all; then the user reads that the service is out of order.',
    zh: '微信在 5 秒后断开连接并重新投递同一条消息，总共三次；之后用户会看到“该公众号提供的服务出现故障”。',
  },
  mend: {
    en: 'Answer success (or nothing) at once and send the text later as a service message; an account without service messages holds deliveries 1 and 2 and answers 3.',
    zh: '立即返回 success（或空串），稍后用客服消息发送结果；没有客服消息权限的账号可拖住前两次投递，在第三次时回复。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html',
  covers: ['W-15', 'W-19', 'WX-01', 'WX-20'],
  *check(hearing) {
    for (const { entry, attempts, isDisturbed } of hearing.of('wechat').pushes) {
      if (isDisturbed || entry.ended.outcome !== 'timeout') continue
      const [first] = attempts
      if (first === undefined) continue
      const limit = `${Math.round(((first.ended?.at ?? first.at) - first.at) / 1000)} s`
      const count = attempts.length
      const late = attempts.flatMap(({ number, at, late: answer }) =>
        answer === undefined ? [] : [{ number, after: formatDuration(answer.at - at) }],
      )
      const en = late.map(({ number, after }) => `delivery ${number} after ${after}`).join(', ')
      const zh = late.map(({ number, after }) => `第 ${number} 次在 ${after} 后`).join('，')
      yield {
        what: {
          en: `${nameOf(entry)} was delivered ${count} times and never answered within ${limit}${late.length === 0 ? '.' : `; you answered ${en}, and nobody read it.`}`,
          zh: `${nameOf(entry)} 投递了 ${count} 次，都没有在 ${limit} 内得到响应${late.length === 0 ? '。' : `；回复来得太晚（${zh}），无人读取。`}`,
        },
        cause: entry.seq,
        user: entry.user,
        details: { attempts: count, ...entry.ids },
      }
    }
  },
})
