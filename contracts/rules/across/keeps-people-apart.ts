import type { TranscriptLine } from '../../../emulators/core/journal-entries.ts'
import type { Hearing } from '../hearing.ts'
import { chatOf, isSaid, isShown, linesOf, quote } from '../lines.ts'
import { defineRule } from '../rule.ts'

/** Long enough, and with a number in it, so that nobody else is likely to use the same words by chance. */
const looksUnique = (text: string): boolean => text.length >= 4 && /\d{2}/.test(text)

/** Words that one chat alone has used, with the line that used them first. */
function wordsOfOneChat(hearing: Hearing): Map<string, TranscriptLine> {
  const owners = new Map<string, TranscriptLine | undefined>()
  const said = linesOf(hearing).filter(isSaid)
  for (const line of said) {
    const words = line.text.trim()
    if (!looksUnique(words)) continue
    const isShared = said.some((other) => chatOf(other) !== chatOf(line) && other.text.includes(words))
    if (isShared) owners.set(words, undefined)
    else if (!owners.has(words)) owners.set(words, line)
  }
  const known = knownToEverybody(hearing)
  return new Map(
    [...owners].flatMap(([words, line]) => (line === undefined || known(words) ? [] : [[words, line] as const])),
  )
}

/** Whether words stand in what a scenario lets the model or robot say to anybody. */
function knownToEverybody(hearing: Hearing): (words: string) => boolean {
  const says: { when: string; says: string }[] = []
  for (const platform of hearing.platforms) collectScript(hearing.of(platform).settings, says)
  return (words) => says.some((one) => one.says.includes(words) && !one.when.includes(words))
}

/** Every text in the settings of a platform, with the condition it is said under. */
function collectScript(value: unknown, into: { when: string; says: string }[], when = ''): void {
  if (typeof value === 'string') into.push({ when, says: value })
  if (typeof value !== 'object' || value === null) return
  const own = (value as { when?: unknown }).when
  const condition = typeof own === 'string' ? own : when
  for (const [key, inner] of Object.entries(value)) if (key !== 'when') collectScript(inner, into, condition)
}

export const keepsPeopleApart = defineRule({
  id: 'across/keeps-people-apart',
  severity: 'broken',
  title: {
    en: 'Nobody reads what somebody else has said in another chat.',
    zh: '任何人都不会看到别人在另一个会话里说的内容。',
  },
  why: {
    en: 'Messages of many people arrive mixed. A bot that keeps the current user, the memory or the session in one place for all, or keys it by the group alone, answers one person with the words of another.',
    zh: '不同用户的消息是交错到达的。如果当前用户、记忆或会话保存在全局变量里，或只按群来区分，就会把一个人的内容回复给另一个人。',
  },
  mend: {
    en: 'Key everything that is remembered by platform, bot, conversation and user, and pass it on as an argument instead of through a shared variable.',
    zh: '所有记忆都以“平台 + 机器人 + 会话 + 用户”为键，并通过参数传递，不要用共享变量。',
  },
  source: 'https://github.com/agentscope-ai/QwenPaw/issues/2414',
  covers: ['X-04'],
  *check(hearing) {
    const owned = wordsOfOneChat(hearing)
    if (owned.size === 0) return
    for (const line of linesOf(hearing)) {
      if (!isShown(line)) continue
      for (const [words, first] of owned) {
        if (first.seq > line.seq || chatOf(first) === chatOf(line) || !line.text.includes(words)) continue
        yield {
          what: {
            en: `${line.conversation} (${line.platform}) reads ${quote(words)}, which only ${first.user} has said, in another chat (${first.platform}).`,
            zh: `${line.conversation}（${line.platform}）看到了 ${quote(words)}，而这只有 ${first.user} 在另一个会话（${first.platform}）里说过。`,
          },
          cause: line.seq,
          user: line.user,
          details: { saidIn: first.seq },
        }
      }
    }
  },
})
