import type { Dingtalk } from '../dingtalk.ts'
import { gateway, missingField } from '../errors/index.ts'
import type { GatewayRefusal } from '../errors/refusal.ts'
import { remark } from '../remarks/index.ts'
import { isRecord, textOf, type Shape } from './shape.ts'
import { TEMPLATES, type Template } from './templates.ts'

/** What `msgKey` and `msgParam` of a call have come to. */
export type TemplateReading =
  | { readonly ok: true; readonly shape: Shape }
  | { readonly ok: false; readonly refusal: GatewayRefusal }

const refused = (refusal: GatewayRefusal): TemplateReading => ({ ok: false, refusal })

/**
 * Reads a message that is sent by template. `mostBytes` bounds `msgParam` (bytes).
 *
 * Source: https://open.dingtalk.com/document/development/robot-message-type
 */
export function readTemplate(
  dingtalk: Dingtalk,
  { msgKey, msgParam }: { readonly msgKey: string; readonly msgParam?: unknown },
  cause: number,
  mostBytes = Infinity,
): TemplateReading {
  if (msgParam === undefined) return refused(missingField('msgParam'))
  if (msgKey === '') return refused(gateway('invalidParameter.msgKey.empty'))
  const template = TEMPLATES.get(msgKey)
  if (template === undefined) {
    const given = JSON.stringify(msgKey)
    remark(
      dingtalk,
      'msgkey-unknown',
      { en: `There is no msgKey ${given}.`, zh: `不存在 msgKey ${given}。` },
      { cause },
    )
    return refused(gateway('invalidParameter.msgKey.invalid'))
  }
  const params = typeof msgParam === 'string' ? parse(msgParam) : undefined
  if (typeof msgParam !== 'string' || params === undefined) {
    remarkNotAText(dingtalk, msgParam, cause)
    return refused(gateway('invalidParameter.msgParam.invalid'))
  }
  const bytes = Buffer.byteLength(msgParam)
  if (bytes > mostBytes) {
    remark(
      dingtalk,
      'message-too-long',
      {
        en: `msgParam has ${bytes} bytes, ${mostBytes} are allowed; the message was refused.`,
        zh: `msgParam 为 ${bytes} 字节，上限 ${mostBytes} 字节，消息被拒绝。`,
      },
      { cause, details: { bytes, most: mostBytes } },
    )
    return refused(gateway('invalidParameter.msgParam.tooLong'))
  }
  return fill(dingtalk, msgKey, template, params, cause)
}

function fill(
  dingtalk: Dingtalk,
  msgKey: string,
  template: Template,
  params: Readonly<Record<string, unknown>>,
  cause: number,
): TemplateReading {
  const isTitleFree = msgKey === 'sampleMarkdown' && !dingtalk.settings.strictMarkdownTitle
  const missing = template.needs.find(([name]) => textOf(params[name]) === '' && !(isTitleFree && name === 'title'))
  if (missing !== undefined) {
    const [name, end] = missing
    remark(
      dingtalk,
      'msgparam-incomplete',
      { en: `msgParam of ${msgKey} has no ${name}.`, zh: `${msgKey} 的 msgParam 缺少 ${name}。` },
      { cause },
    )
    return refused(gateway(`miss.param.${end}`))
  }
  remarkUnread(dingtalk, msgKey, template, params, cause)
  remarkMedia(dingtalk, template, params, cause)
  return { ok: true, shape: template.shape(params) }
}

function remarkNotAText(dingtalk: Dingtalk, msgParam: unknown, cause: number): void {
  remark(
    dingtalk,
    'msgparam-not-a-text',
    typeof msgParam === 'string'
      ? { en: 'msgParam is a text, but holds no JSON object.', zh: 'msgParam 是字符串，但内容不是 JSON 对象。' }
      : { en: 'msgParam was sent as JSON itself; a text is wanted.', zh: 'msgParam 直接传了 JSON，应为字符串。' },
    { cause },
  )
}

function remarkUnread(
  dingtalk: Dingtalk,
  msgKey: string,
  { needs, may = [] }: Template,
  params: Readonly<Record<string, unknown>>,
  cause: number,
): void {
  const known = new Set([...needs.map(([name]) => name), ...may])
  const unread = Object.keys(params).filter((name) => !known.has(name))
  if (unread.length === 0) return
  const names = unread.slice(0, 20).join(', ')
  remark(
    dingtalk,
    'unread-fields',
    { en: `msgParam of ${msgKey} does not know: ${names}.`, zh: `${msgKey} 的 msgParam 不认识：${names}。` },
    { cause },
  )
}

function remarkMedia(
  dingtalk: Dingtalk,
  { media = [] }: Template,
  params: Readonly<Record<string, unknown>>,
  cause: number,
): void {
  for (const name of media) {
    const id = textOf(params[name])
    if (/^https?:/.test(id) || dingtalk.files.withMediaId(id) !== undefined) continue
    remark(
      dingtalk,
      'media-unknown',
      { en: `${name} is no media_id that was uploaded.`, zh: `${name} 不是已上传的 media_id。` },
      { cause },
    )
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
