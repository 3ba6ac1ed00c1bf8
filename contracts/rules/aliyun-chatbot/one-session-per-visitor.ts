import { defineRule } from '../rule.ts'
import { turnsOf } from './turns.ts'

export const oneSessionPerVisitor = defineRule({
  id: 'aliyun-chatbot/one-session-per-visitor',
  severity: 'broken',
  title: {
    en: 'Each visitor has a session of their own.',
    zh: '每位访客使用自己的会话。',
  },
  why: {
    en: 'The robot keeps the dialog in the session. Two visitors in one answer each other’s questions, and one reads what the other has filled in.',
    zh: '机器人把多轮对话保存在会话里。两位访客共用一个会话，就会互相回答对方的追问，并看到对方填写的内容。',
  },
  mend: {
    en: 'Keep the SessionId under the visitor it was opened for; send none on the first turn of another.',
    zh: '按访客保存 SessionId；另一位访客的第一轮不要发送。',
  },
  source: 'https://help.aliyun.com/document_detail/86145.htm',
  covers: ['A-18', 'X-04'],
  implies: ['across/keeps-people-apart'],
  *check(hearing) {
    const owners = new Map<string, string>()
    for (const { call, asked, session: opened } of turnsOf(hearing)) {
      const { SessionId: session, SenderId: sender } = asked
      if (sender === undefined) continue
      if (opened !== undefined && !owners.has(opened)) owners.set(opened, sender)
      const known = session === undefined ? undefined : owners.get(session)
      if (session === undefined || known === undefined || known === sender) continue
      yield {
        what: {
          en: `Session ${session} belongs to ${known}, and ${sender} speaks in it.`,
          zh: `会话 ${session} 属于 ${known}，却被 ${sender} 使用。`,
        },
        cause: call.seq,
        user: sender,
        details: { session, owner: known },
      }
    }
  },
})
