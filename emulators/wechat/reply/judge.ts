import { openEnvelope, type CryptoIdentity } from '../crypto/diagnosis.ts'
import type { MessageMode } from '../push/envelope.ts'
import { namesIn, readContent, valueOf, type ContentRules } from './content.ts'
import type { ReasonCode } from './reasons.ts'
import { Refused, excerpt, type Lint, type Verdict } from './verdict.ts'
import { child, readXml, type XmlElement } from './xml-reader.ts'

/** A complete HTTP answer. Header names in lower case. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** What an answer is judged by: the push it answers and the account's settings. */
export interface ReplyRules extends ContentRules {
  readonly mode: MessageMode
  readonly identity: CryptoIdentity
  /** `ToUserName` and `FromUserName` of the push. */
  readonly pushedTo: string
  readonly pushedFrom: string
  readonly acceptPlainReply: boolean
  readonly acceptLeadingWhitespace: boolean
}

/** No reply is anywhere near this many bytes; what is longer is not read. */
export const ANSWER_MAX_BYTES = 1024 * 1024

const BOM = '\uFEFF'

/**
 * Judges an answer to a push as WeChat does: silence, a reply, or exactly one reason why it is unusable. It never throws.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
 */
export function judgeReply(answer: HttpAnswer, rules: ReplyRules): Verdict {
  const lints: Lint[] = []
  try {
    return judge(answer, rules, lints)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { reason, found, expected, hint, library } = error
    return {
      class: reason === 'status' ? 'bad-status' : 'bad-body',
      reason,
      found,
      expected,
      ...(hint === undefined ? {} : { hint }),
      ...(library === undefined ? {} : { library }),
      lints,
    }
  }
}

function judge({ status, headers, body }: HttpAnswer, rules: ReplyRules, lints: Lint[]): Verdict {
  if (status !== 200) throw new Refused('status', String(status), '200')
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new Refused('compressed', excerpt(encoding), 'no Content-Encoding')
  if (body.length > ANSWER_MAX_BYTES)
    throw new Refused('too-large', `${body.length} bytes`, `at most ${ANSWER_MAX_BYTES} bytes`)
  if (body.length === 0) return { class: 'acknowledged', how: 'empty', lints: [{ code: 'silent-with-zero-bytes' }] }
  const source = decodeUtf8(body)
  if (asciiTrim(source) === 'success') {
    if (source !== 'success') lints.push({ code: 'success-not-exact', found: excerpt(source) })
    return { class: 'acknowledged', how: 'success', lints }
  }
  if (/^application\/(?:.*\+)?json\b/i.test(headers['content-type'] ?? '')) lints.push({ code: 'json-content-type' })
  const outer = readRoot(refuseNonXml(source, rules, lints), lints)
  const root = unseal(outer, rules, lints)
  checkHead(root, rules, lints)
  return { class: 'answered', reply: readContent(root, rules, lints), encrypted: root !== outer, lints }
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    // The decoder names neither the place nor the byte; the excerpt shows where U+FFFD stands.
    const readable = body.toString('utf8')
    const at = readable.indexOf('\uFFFD')
    throw new Refused(
      'not-utf8',
      `a broken sequence after ${excerpt(readable.slice(Math.max(0, at - 20), at))}`,
      'UTF-8',
    )
  }
}

function asciiTrim(source: string): string {
  return source.replace(/^[\t\n\v\f\r ]+/, '').replace(/(?<![\t\n\v\f\r ])[\t\n\v\f\r ]+$/, '')
}

/** Names the usual bodies that are not XML, and returns what is to be read as XML. */
function refuseNonXml(source: string, rules: ReplyRules, lints: Lint[]): string {
  const trimmed = asciiTrim(source.startsWith(BOM) ? source.slice(1) : source)
  const refuse = (reason: ReasonCode, expected = 'success, nothing, or <xml>…</xml>'): never => {
    throw new Refused(reason, excerpt(source), expected)
  }
  if (trimmed === '') return refuse('blank')
  if (/^(["'])success\1$/i.test(trimmed)) return refuse('quoted-success', 'success')
  if (/^success$/i.test(trimmed)) return refuse('success-spelling', 'success')
  if (/^<(?:!doctype\s+html|html)\b/i.test(trimmed)) return refuse('html')
  if (!trimmed.startsWith('<')) return refuse(looksLikeJson(trimmed) ? 'json' : 'plain-text')
  if (!source.startsWith('<')) {
    if (source.startsWith(BOM) || !rules.acceptLeadingWhitespace)
      return refuse('leading-bytes', '<xml> at the first byte')
    lints.push({ code: 'leading-white-space', found: excerpt(source.slice(0, source.indexOf('<') + 5)) })
  }
  return trimmed
}

function looksLikeJson(text: string): boolean {
  if (/^[[{]/.test(text)) return true
  try {
    // A bare number is JSON as well, but nobody means it so.
    return typeof JSON.parse(text) !== 'number'
  } catch {
    return false
  }
}

const XML_REASONS = {
  doctype: 'doctype',
  entity: 'xml-entity',
  malformed: 'xml-malformed',
  'control-character': 'xml-control-character',
} as const

function readRoot(source: string, lints: Lint[]): XmlElement {
  const read = readXml(source)
  if (!read.ok) {
    const around = excerpt(source.slice(Math.max(0, read.offset - 20), read.offset + 40))
    throw new Refused(
      XML_REASONS[read.fault],
      `${read.what}, at line ${read.line}, column ${read.column}: ${around}`,
      'well-formed XML without DOCTYPE',
    )
  }
  if (source.startsWith('<?')) lints.push({ code: 'xml-declaration' })
  if (read.root.name !== 'xml') throw new Refused('xml-root', `<${read.root.name}>`, '<xml>')
  const nested = child(read.root, 'xml')
  if (nested !== undefined)
    throw new Refused('xml-nested', `<xml> with ${namesIn(nested)}`, 'ToUserName, FromUserName, CreateTime, MsgType')
  return read.root
}

/** The reply itself: what stands in plain, or what `Encrypt` opens to. */
function unseal(outer: XmlElement, rules: ReplyRules, lints: Lint[]): XmlElement {
  const sealed = child(outer, 'Encrypt')
  if (sealed === undefined) {
    if (rules.mode !== 'secure') return outer
    if (!rules.acceptPlainReply)
      throw new Refused('plain-in-secure-mode', namesIn(outer), 'Encrypt, MsgSignature, TimeStamp, Nonce')
    lints.push({ code: 'plain-in-secure-mode' })
    return outer
  }
  if (rules.mode === 'plain') throw new Refused('encrypted-in-plain-mode', namesIn(outer), 'a plain reply')
  const signature = valueOf(outer, 'MsgSignature')
  const timestamp = valueOf(outer, 'TimeStamp')
  const nonce = valueOf(outer, 'Nonce')
  if (!signature || !timestamp || nonce === undefined) {
    throw new Refused('envelope-incomplete', namesIn(outer), 'Encrypt, MsgSignature, TimeStamp, Nonce')
  }
  if (/^\d{13}$/.test(timestamp)) lints.push({ code: 'timestamp-in-milliseconds', found: timestamp })
  const opened = openEnvelope({ encrypt: sealed.text, signature, timestamp, nonce }, rules.identity)
  if (!opened.ok) {
    throw new Refused(`crypto-${opened.step}`, opened.found, opened.expected, {
      hint: opened.hint,
      library: opened.code,
    })
  }
  return readRoot(opened.message, lints)
}

function checkHead(root: XmlElement, rules: ReplyRules, lints: Lint[]): void {
  const to = valueOf(root, 'ToUserName') ?? 'nothing'
  const from = valueOf(root, 'FromUserName') ?? 'nothing'
  const swap =
    to === rules.pushedTo && from === rules.pushedFrom
      ? { hint: 'ToUserName and FromUserName were copied without being swapped.' }
      : {}
  if (to !== rules.pushedFrom) throw new Refused('to-user', excerpt(to), rules.pushedFrom, swap)
  if (from !== rules.pushedTo) throw new Refused('from-user', excerpt(from), rules.pushedTo)
  const created = valueOf(root, 'CreateTime') ?? 'nothing'
  if (!/^\d+$/.test(created)) throw new Refused('create-time', excerpt(created), 'decimal digits')
  if (/^\d{13}$/.test(created)) lints.push({ code: 'create-time-in-milliseconds', found: created })
}
