import { defineRule } from '../rule.ts'
import { nameOf } from './push.ts'

export const acceptsConnections = defineRule({
  id: 'wechat/accepts-connections',
  severity: 'broken',
  title: {
    en: 'Every delivery is answered on the connection it came on.',
    zh: '每次投递都要在原连接上得到响应。',
  },
  why: {
    en: 'WeChat takes a refused or broken connection for a failure, delivers again at once, and then tells the user that the service is out of order.',
    zh: '微信把拒绝或中断的连接视为失败，立即重新投递，最终提示用户服务出现故障。',
  },
  mend: {
    en: 'Look for a crash in the log of the bot, check port and path of the callback URL, and answer 200 even when the work fails.',
    zh: '检查机器人日志是否崩溃，核对回调 URL 的端口和路径；处理失败时也要返回 200。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html',
  covers: ['W-16', 'WX-22'],
  *check(hearing) {
    for (const { entry, attempts, isDisturbed } of hearing.of('wechat').pushes) {
      if (isDisturbed || entry.ended.outcome !== 'connect-fail' || attempts.some(isLostOnPurpose)) continue
      const reason = entry.ended.reason ?? 'no reason given'
      yield {
        what: {
          en: `${nameOf(entry)} was delivered ${attempts.length} times and no connection lasted until an answer: ${reason}.`,
          zh: `${nameOf(entry)} 投递了 ${attempts.length} 次，连接都没有坚持到响应：${reason}。`,
        },
        cause: entry.seq,
        user: entry.user,
      }
    }
  },
})

/** The scenario itself has thrown the answer away. */
const isLostOnPurpose = ({ ended }: { readonly ended?: { readonly reason?: string | undefined } }): boolean =>
  ended?.reason?.includes('push.loseAnswers') === true
