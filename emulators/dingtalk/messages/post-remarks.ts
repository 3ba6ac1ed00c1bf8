import type { Bilingual } from '../../core/journal-entries.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { Parameter } from '../errors/missing.ts'
import type { LegacyRefusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import { findLostBreak, findMarkdown, listUnpromised, UNWIELDY_CHARACTERS } from './lints.ts'
import type { MentionFault, Mentions } from './mentions.ts'
import { isRecord, textOf, type Shape } from './shape.ts'

type Body = Readonly<Record<string, unknown>>

interface About {
  readonly cause: number
}

export function remarkUnsupported(dingtalk: Dingtalk, msgtype: unknown, { cause }: About): void {
  const given = JSON.stringify(msgtype) ?? 'nothing'
  remark(
    dingtalk,
    'msgtype-unsupported',
    {
      en: `msgtype is ${given}; the message was refused with 400105.`,
      zh: `msgtype 为 ${given}，消息被拒绝（400105）。`,
    },
    { cause },
  )
}

export function remarkUndocumented(dingtalk: Dingtalk, kind: string, { cause }: About): void {
  remark(
    dingtalk,
    'msgtype-undocumented',
    { en: `A webhook was sent msgtype ${kind}.`, zh: `向 Webhook 发送了 msgtype ${kind}。` },
    { cause },
  )
}

/** Says what is missing, and which name comes near it. */
export function remarkIncomplete(
  dingtalk: Dingtalk,
  parameter: Parameter,
  body: Body,
  { errcode }: LegacyRefusal,
  { cause }: About,
): void {
  const path = parameter.replace('->', '.')
  const near = findNear(body, parameter)
  remark(
    dingtalk,
    'message-incomplete',
    {
      en: `${path} is missing or empty, so the message was refused with ${errcode}${near === undefined ? '' : `; there is ${near}`}.`,
      zh: `${path} 缺失或为空，消息被拒绝（${errcode}）${near === undefined ? '' : `；请求中有 ${near}`}。`,
    },
    { cause, details: { errcode } },
  )
}

/** A field whose name differs from the missing one in nothing but its case. */
function findNear(body: Body, parameter: Parameter): string | undefined {
  const [parent = '', name] = parameter.split('->')
  const holder = name === undefined ? body : holderOf(body, parent)
  const wanted = (name ?? parent).toLowerCase()
  return Object.keys(holder).find((key) => key.toLowerCase() === wanted && key !== (name ?? parent))
}

function holderOf(body: Body, parent: string): Body {
  if (parent !== 'links') return isRecord(body[parent]) ? body[parent] : {}
  const links = isRecord(body['feedCard']) ? body['feedCard']['links'] : undefined
  return Array.isArray(links) ? (links.find(isRecord) ?? {}) : {}
}

export function remarkTooLong(dingtalk: Dingtalk, bytes: number, most: number, { cause }: About): void {
  remark(
    dingtalk,
    'message-too-long',
    {
      en: `The body has ${bytes} bytes, ${most} are allowed; the message was refused.`,
      zh: `请求体为 ${bytes} 字节，上限 ${most} 字节，消息被拒绝。`,
    },
    { cause, details: { bytes, most } },
  )
}

const WHY: Readonly<Record<Exclude<MentionFault['why'], 'not-listed'>, (id: string) => Bilingual>> = {
  'not-in-text': (id) => ({
    en: `at lists ${id}, but the text has no @${id}: nobody is notified.`,
    zh: `at 中列出了 ${id}，但文本中没有 @${id}，不会提醒任何人。`,
  }),
  unknown: (id) => ({
    en: `at lists ${id}, which is no userId or mobile number of anybody.`,
    zh: `at 中列出的 ${id} 不是任何人的 userId 或手机号。`,
  }),
  'not-a-member': (id) => ({
    en: `at lists ${id}, who is not in this group.`,
    zh: `at 中列出的 ${id} 不在本群。`,
  }),
  'too-many': (id) => ({
    en: `at lists more than 50 people; from ${id} on nobody is notified.`,
    zh: `at 超过 50 人，自 ${id} 起不再提醒。`,
  }),
}

/** Says which mentions have no effect, each reason once for a message. */
export function remarkMentions(
  dingtalk: Dingtalk,
  body: Body,
  { kind, canMention }: Shape,
  { faults }: Mentions,
  { cause }: About,
): void {
  if (!canMention) {
    const at = isRecord(body['at']) ? body['at'] : {}
    if (Object.values(at).some((list) => list === true || (Array.isArray(list) && list.length > 0)))
      remark(
        dingtalk,
        'mention-ignored',
        { en: `A ${kind} message cannot mention anybody.`, zh: `${kind} 消息不支持 @。` },
        { cause },
      )
    return
  }
  const inside = body[textOf(body['msgtype'])]
  if (isRecord(inside) && isRecord(inside['at']))
    remark(
      dingtalk,
      'mention-mismatch',
      {
        en: `at stands inside ${kind}, where nobody reads it; its place is beside msgtype.`,
        zh: `at 写在了 ${kind} 里面，不会被读取；应与 msgtype 同级。`,
      },
      { cause },
    )
  const said = new Set<string>()
  for (const { id, why } of faults) {
    if (said.has(why)) continue
    said.add(why)
    if (why === 'not-listed')
      remark(
        dingtalk,
        'mention-not-listed',
        {
          en: `The text says @${id}, but at does not list them: nobody is notified.`,
          zh: `文本中有 @${id}，但 at 中没有对应的标识，不会提醒任何人。`,
        },
        { cause, details: { id } },
      )
    else remark(dingtalk, 'mention-mismatch', WHY[why](id), { cause, details: { id, why } })
  }
}

/** Says what of the writing people will not see as it is meant. */
export function remarkWriting(dingtalk: Dingtalk, { kind, text, fields, isMarkdown }: Shape, { cause }: About): void {
  const about = { cause }
  const isBlank = (kind === 'text' || isMarkdown) && text.trim() === ''
  if (isBlank || (typeof fields['title'] === 'string' && fields['title'].trim() === '')) {
    const what = isBlank ? 'text' : 'title'
    remark(
      dingtalk,
      'message-blank',
      { en: `The ${what} of the ${kind} message is blank.`, zh: `${kind} 消息的${isBlank ? '正文' : '标题'}为空白。` },
      about,
    )
  }
  if (kind === 'text') remarkMarks(dingtalk, text, about)
  if (isMarkdown) remarkMarkdown(dingtalk, text, about)
}

function remarkMarks(dingtalk: Dingtalk, text: string, about: About): void {
  const found = findMarkdown(text)
  if (found === undefined) return
  const shown = JSON.stringify(found.slice(0, 40))
  remark(
    dingtalk,
    'markdown-in-text',
    { en: `A text message shows Markdown as it is written: ${shown}.`, zh: `text 消息会原样显示 Markdown：${shown}。` },
    about,
  )
}

function remarkMarkdown(dingtalk: Dingtalk, text: string, about: About): void {
  for (const name of listUnpromised(text))
    remark(
      dingtalk,
      'markdown-not-promised',
      {
        en: `The Markdown holds ${name.en}, which DingTalk does not promise to show.`,
        zh: `Markdown 中含有${name.zh}，钉钉不保证能显示。`,
      },
      about,
    )
  const lost = findLostBreak(text)
  if (lost !== undefined) {
    const shown = JSON.stringify(lost.slice(-20))
    remark(
      dingtalk,
      'markdown-not-promised',
      {
        en: `The line break after ${shown} is lost: two spaces belong before it.`,
        zh: `${shown} 之后的换行会丢失：换行前需要两个空格。`,
      },
      about,
    )
  }
  const characters = [...text].length
  if (characters > UNWIELDY_CHARACTERS)
    remark(
      dingtalk,
      'message-unwieldy',
      { en: `The Markdown has ${characters} characters.`, zh: `Markdown 共 ${characters} 个字符。` },
      about,
    )
}
