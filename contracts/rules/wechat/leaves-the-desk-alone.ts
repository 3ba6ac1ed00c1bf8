import { quote } from '../../matching/difference.ts'
import { defineRule } from '../rule.ts'

export const leavesTheDeskAlone = defineRule({
  id: 'wechat/leaves-the-desk-alone',
  severity: 'risky',
  title: {
    en: 'While a person of the service desk talks to the user, the bot is silent.',
    zh: '人工客服接待期间，机器人保持沉默。',
  },
  why: {
    en: 'Messages of the user go to the desk now, but what the bot sends is still shown: an answer that was under way talks over the agent.',
    zh: '接待期间用户的消息只到客服，但机器人发送的内容仍会显示；迟到的回答会打断人工客服。',
  },
  mend: {
    en: 'Drop what is under way when you hand over or get kf_create_session, and look again right before you send.',
    zh: '转接或收到 kf_create_session 时取消正在进行的回答，发送之前再检查一次。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/product/kf/forwarding.html',
  covers: ['W-28', 'LC-07'],
  *check(hearing) {
    const { pushes, lines } = hearing.of('wechat')
    const ofDesk = hearing.entries.filter((entry) => entry.kind === 'push' && entry.platform === 'wechat')
    for (const { entry } of pushes) {
      if (entry.what !== 'event kf_create_session') continue
      const end = ofDesk.find(
        (other) =>
          other.kind === 'push' &&
          other.what === 'event kf_close_session' &&
          other.user === entry.user &&
          other.seq > entry.seq,
      )
      const line = lines.find(
        (one) =>
          one.who === 'bot' &&
          one.user === entry.user &&
          one.kind !== 'typing' &&
          one.seq > entry.seq &&
          one.seq < (end?.seq ?? Infinity),
      )
      if (line === undefined) continue
      yield {
        what: {
          en: `${entry.user} was talking to the service desk when the bot said ${quote(line.text)} by ${line.via}.`,
          zh: `${entry.user} 正在与人工客服对话，机器人却发送了 ${quote(line.text)}（${line.via}）。`,
        },
        cause: line.seq,
        user: entry.user,
      }
    }
  },
})
