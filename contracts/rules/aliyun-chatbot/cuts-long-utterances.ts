import { z } from 'zod'
import { defineRule } from '../rule.ts'
import { turnsOf } from './turns.ts'

const limits = z.object({ utteranceLimit: z.number() })

export const cutsLongUtterances = defineRule({
  id: 'aliyun-chatbot/cuts-long-utterances',
  severity: 'broken',
  title: {
    en: 'What a visitor says is cut to what the robot takes.',
    zh: '访客的话会截断到机器人可接受的长度。',
  },
  why: {
    en: 'The robot refuses an Utterance that is too long with InvalidParameter, the whole of it, so whoever writes much gets no answer at all.',
    zh: 'Utterance 过长时机器人会以 InvalidParameter 整条拒绝，话说得多的访客反而得不到任何回答。',
  },
  mend: {
    en: 'Cut by characters (code points), not by UTF-16 units, before you call; or ask the visitor to say it shorter.',
    zh: '调用之前按字符（码点）而不是 UTF-16 单元截断；或请访客说得短一些。',
  },
  source: 'https://help.aliyun.com/document_detail/86145.htm',
  covers: ['A-14'],
  *check(hearing) {
    const limit = limits.safeParse(hearing.of('aliyun-chatbot').settings).data?.utteranceLimit ?? 512
    for (const { call, asked } of turnsOf(hearing)) {
      const { length } = [...asked.Utterance]
      if (length <= limit || call.ended?.ok !== false) continue
      yield {
        what: {
          en: `Utterance has ${length} characters, ${limit} are taken; the call was refused with ${call.ended.code}.`,
          zh: `Utterance 有 ${length} 个字符，上限为 ${limit}；调用以 ${call.ended.code} 被拒绝。`,
        },
        cause: call.seq,
        user: call.user,
        details: { characters: length, limit },
      }
    }
  },
})
