import type { PushEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { refusedPushes } from './accepts-genuine-pushes.ts'
import { nameOf, textOf } from './push.ts'

const BEYOND_BMP = /[\u{10000}-\u{10FFFF}]/u
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/

/** What is special about a push that programs are known to stumble over. */
function oddityOf(entry: PushEntry, hearing: Hearing): { readonly en: string; readonly zh: string } | undefined {
  const text = textOf(entry, hearing) ?? ''
  const wide = BEYOND_BMP.exec(text)?.[0]
  if (wide !== undefined) {
    return {
      en: ` Its text holds ${wide}, which takes four bytes: utf8 of MySQL holds three, utf8mb4 four.`,
      zh: `它的文本含有四字节字符 ${wide}：MySQL 的 utf8 只能存三字节，需要 utf8mb4。`,
    }
  }
  const control = CONTROL.exec(text)?.[0]?.charCodeAt(0)
  if (control !== undefined) {
    const name = `U+${control.toString(16).padStart(4, '0').toUpperCase()}`
    return {
      en: ` Its text holds ${name}, which XML 1.0 forbids and users can type all the same.`,
      zh: `它的文本含有 XML 1.0 禁止的 ${name}，但用户确实能输入。`,
    }
  }
  if (entry.what === 'text') return undefined
  return {
    en: ' New events and types come without notice, and in other letter case than documented.',
    zh: '新的事件和类型随时可能出现，大小写也未必与文档一致。',
  }
}

export const survivesEveryPush = defineRule({
  id: 'wechat/survives-every-push',
  severity: 'broken',
  title: {
    en: 'No message or event makes the bot answer with an error.',
    zh: '任何消息或事件都不会让机器人返回错误。',
  },
  why: {
    en: 'An exception becomes status 500; WeChat delivers the same message three times more, each ends the same way, and then the user reads that the service is out of order.',
    zh: '异常会变成 500；微信会再投递三次，结果都一样，然后用户看到服务故障提示。',
  },
  mend: {
    en: 'Answer success to whatever you do not know, catch everything around the work, and store after you have answered.',
    zh: '不认识的内容一律返回 success；处理过程统一捕获异常；先响应，再入库。',
  },
  source: 'https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html',
  covers: ['W-10', 'W-16', 'W-22', 'WX-13', 'WX-18', 'WX-22', 'WX-24', 'WX-26'],
  implies: ['wechat/reply-status'],
  *check(hearing) {
    const suspended = hearing.entries.filter(
      (entry) => entry.kind === 'push' && entry.platform === 'wechat' && entry.ended?.outcome === 'suspended',
    )
    for (const { entry, attempts } of refusedPushes(hearing)) {
      const status = attempts[0]?.ended?.status ?? 0
      if (status < 500) continue
      const oddity = oddityOf(entry, hearing)
      const lost = suspended.filter(({ seq }) => seq > entry.seq).length
      yield {
        what: {
          en: `${nameOf(entry)} was answered with status ${status} in all ${attempts.length} deliveries.${oddity?.en ?? ''}${lost === 0 ? '' : ` After such failures WeChat stopped pushing for a while; ${lost === 1 ? 'a later one' : `${lost} later ones`} never came.`}`,
          zh: `${nameOf(entry)} 的 ${attempts.length} 次投递都返回了 ${status}。${oddity?.zh ?? ''}${lost === 0 ? '' : `多次失败后微信暂停了推送，之后的 ${lost} 条没有送达。`}`,
        },
        cause: entry.seq,
        user: entry.user,
        details: { status, deliveries: attempts.length, ...entry.ids },
      }
    }
  },
})
