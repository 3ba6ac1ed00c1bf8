import { z } from 'zod'
import type { CallEntry } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { isSaid, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** When no further message has come so long after the last one, none is coming. */
const PATIENCE_MS = 5000

const suggestFor = z.object({ provider: z.object({ targetId: z.string() }) })
const suggested = z.object({
  suggestions: z.array(z.object({ messages: z.array(z.object({ content: z.string() })) })),
})
const publication = z.object({ toUserId: z.union([z.string(), z.array(z.string())]), content: z.string() })

/** The texts the bot has tried to send to a person, whether they arrived or not. */
function sentTo(hearing: Hearing, person: string, from: number, until: number): string[] {
  return hearing
    .of('rongcloud')
    .calls('rongcloud.message.private.publish')
    .flatMap(({ seq, input }) => {
      const read = publication.safeParse(input)
      const isTheirs = read.success && [read.data.toUserId].flat().includes(person)
      return isTheirs && seq > from && seq < until ? [read.data.content] : []
    })
}

/** Calls of suggestions that were answered, with the person they were for. */
function suggestionsIn(hearing: Hearing): { call: CallEntry; person: string; suggestions: string[][] }[] {
  return hearing
    .of('rongcloud')
    .calls('rongcloud.v3.chat.suggest')
    .flatMap((call) => {
      const asked = suggestFor.safeParse(call.input)
      const answer = suggested.safeParse(call.ended?.output)
      if (!asked.success || !answer.success) return []
      const suggestions = answer.data.suggestions.map(({ messages }) => messages.map(({ content }) => content))
      return [{ call, person: asked.data.provider.targetId, suggestions }]
    })
}

export const sendsTheWholeSuggestion = defineRule({
  id: 'rongcloud/sends-the-whole-suggestion',
  severity: 'risky',
  title: {
    en: 'All messages of a suggested reply are sent.',
    zh: '一条回复建议里的消息会全部发出。',
  },
  why: {
    en: 'A suggestion is a list of messages that belong together (suggestions[].messages[]), not one text. Who takes messages[0] alone leaves out the end of the reply.',
    zh: '一条建议是一组消息（suggestions[].messages[]），不是一段文字。只取 messages[0] 会漏掉后半部分。',
  },
  mend: {
    en: 'Send every messages[].content of the suggestion that is chosen, one after another.',
    zh: '选定一条建议后，依次发送其中每个 messages[].content。',
  },
  source: 'https://docs.rongcloud.cn/platform-chat-api/agent/chat/chat-suggest',
  covers: ['R-16', 'R-18'],
  *check(hearing) {
    const { lines } = hearing.of('rongcloud')
    for (const { call, person, suggestions } of suggestionsIn(hearing)) {
      const until = lines.find((line) => isSaid(line) && line.user === person && line.seq > call.seq)?.seq ?? Infinity
      // Somebody who speaks again may change what the bot wants to say.
      if (until !== Infinity || hearing.endedAt - call.at < PATIENCE_MS) continue
      if (hearing.wasRestarted(call.at, hearing.endedAt)) continue
      const sent = sentTo(hearing, person, call.seq, until)
      const wasSent = (text: string): boolean =>
        sent.some((content) => content.includes(JSON.stringify(text).slice(1, -1)))
      const chosen = suggestions.find((texts) => texts.some(wasSent))
      const missing = chosen?.findIndex((text) => text.trim() !== '' && !wasSent(text)) ?? -1
      if (chosen === undefined || missing < 0) continue
      yield {
        what: {
          en: `The suggestion for ${person} has ${chosen.length} messages; messages[${missing}], ${quote(chosen[missing] ?? '')}, was never sent.`,
          zh: `给 ${person} 的建议有 ${chosen.length} 条消息，其中 messages[${missing}] ${quote(chosen[missing] ?? '')} 一直没有发出。`,
        },
        cause: call.seq,
        user: person,
        details: { messages: chosen.length, missing },
      }
    }
  },
})
