import type {
  Recall,
  RecallGround,
  Recalled,
  RecalledCall,
  Recaller,
  SeenAnswer,
  SeenRequest,
} from '../../core/recall.ts'
import type { Settings } from '../account/settings.ts'
import { decodeAesKey, decrypt } from '../crypto/encryption.ts'
import { sameSignature, sign } from '../crypto/signature.ts'
import { valueOf } from '../reply/content.ts'
import { child, type XmlElement } from '../reply/xml-reader.ts'
import { idOf, recallPush } from './acts.ts'
import { readPush } from './push-xml.ts'
import { shownByService, shownPassively } from './shown.ts'

/** How an account's traffic becomes a scenario again, in all three message modes. */
export const recall: Recall = {
  carries: ['account.mode', 'account.kind', 'account.verified', 'account.speechRecognition'],
  open: openRecaller,
}

/** Calls that come and go with the life of a token or the speed of a bot, and fetching what was sent. */
const QUIET: ReadonlySet<string> = new Set([
  'wechat.token',
  'wechat.stable_token',
  'wechat.callback.check',
  'wechat.media.get',
  'wechat.media.get.jssdk',
])

const MOST_ANSWERED = 10_000
const TYPING = 'wechat.message.custom.typing'

function openRecaller(ground: RecallGround): Recaller {
  const { account } = ground.settings as unknown as Settings
  const keys = [account.encodingAesKey, account.previousEncodingAesKey].flatMap((text) => decodeAesKey(text) ?? [])
  const answered = new Set<string>()
  for (const secret of [account.appid, account.originalId]) ground.hide(secret)

  /** The elements of a body, those inside `Encrypt` where there is one; a sentence when it cannot be read. */
  function readBody(body: Buffer): XmlElement | string {
    const read = readPush(body.toString('utf8'))
    if (!read.ok) return `it is no XML (${read.what})`
    const encrypted = child(read.root, 'Encrypt')?.text
    if (encrypted === undefined) return read.root
    for (const key of keys) {
      const opened = decrypt(encrypted, key)
      if (!opened.ok) continue
      const inner = readPush(opened.message)
      if (inner.ok) return inner.root
    }
    return 'it cannot be decrypted; give settings.account.encodingAesKey'
  }

  function isGenuine(query: URLSearchParams): boolean {
    const expected = sign(account.token, query.get('timestamp') ?? '', query.get('nonce') ?? '')
    return sameSignature(expected, query.get('signature') ?? '')
  }

  function push(request: SeenRequest): Recalled[] {
    const query = queryOf(request)
    for (const name of ['signature', 'msg_signature', 'echostr']) ground.hide(query.get(name) ?? '')
    if (!isGenuine(query))
      return [{ nothing: 'a push whose signature settings.account.token does not make was passed on, not recorded' }]
    if (request.method === 'GET') return [{ act: 'verify', input: true, id: `verify ${query.get('echostr')}` }]
    const root = readBody(request.body)
    return [
      typeof root === 'string' ? { nothing: `a push was passed on, not recorded: ${root}` } : recallPush(root, ground),
    ]
  }

  /** Of several deliveries one answer is shown; this one is remembered. */
  function wasAnswered({ body }: SeenRequest): boolean {
    const asked = readBody(body)
    const id = typeof asked === 'string' ? undefined : idOf(asked)
    if (id === undefined) return false
    if (answered.has(id)) return true
    answered.add(id)
    if (answered.size > MOST_ANSWERED) answered.delete(answered.values().next().value ?? '')
    return false
  }

  function answer({ status, body }: SeenAnswer, request: SeenRequest): Recalled[] {
    const query = queryOf(request)
    if (status !== 200 || !isGenuine(query)) return []
    const text = body.toString('utf8').trim()
    if (request.method === 'GET') {
      const verified = { delivery: { what: 'verification', outcome: 'verified' } }
      return text === query.get('echostr') ? [{ expect: verified }] : []
    }
    if (text === '' || text === 'success') return []
    const root = readBody(body)
    if (typeof root === 'string' || wasAnswered(request)) return []
    const shown = shownPassively(root)
    if (shown === undefined) return []
    if (shown === 'transfer') return [{ expect: { transfer: true } }]
    return [{ reply: { to: ground.person(valueOf(root, 'ToUserName') ?? ''), via: 'passive-reply', ...shown } }]
  }

  function call(operation: string | undefined, request: SeenRequest, given: SeenAnswer): Recalled[] {
    const query = queryOf(request)
    for (const name of ['access_token', 'secret', 'appid']) ground.hide(query.get(name) ?? '')
    const asked = parse(request.body)
    const told = parse(given.body)
    for (const name of SECRETS) {
      ground.hide(textOf(asked[name]))
      ground.hide(textOf(told[name]))
    }
    const mediaId = query.get('media_id')
    const isFile = given.status === 200 && Object.keys(told).length === 0
    if (mediaId !== null && isFile && operation?.startsWith('wechat.media.get') === true) {
      ground.keep(mediaId, given.body, headerOf(given, 'content-type'))
    }
    // Whether the desk takes a sign of typing depends on what is typed when.
    if (operation === undefined || operation === TYPING) return []
    const code = Number(told['errcode'] ?? 0)
    if (code !== 0 || given.status !== 200) return [refused(operation, code, given.status)]
    switch (operation) {
      case 'wechat.message.custom.send': {
        const shown = shownByService(asked, ground)
        return shown === undefined ? [] : [shown]
      }
      case 'wechat.message.template.send':
        return [template(asked, ground)]
      default:
        return QUIET.has(operation) ? [] : [{ call: { operation, ok: true } }]
    }
  }

  return { push, answer, call }
}

const SECRETS = ['access_token', 'secret', 'appid', 'media_id', 'thumb_media_id', 'ticket', 'touser', 'openid'] as const

function refused(operation: string, code: number, status: number): RecalledCall {
  return { call: { operation, ok: false, ...(code === 0 ? { status } : { code }) } }
}

function template(body: Readonly<Record<string, unknown>>, ground: RecallGround): Recalled {
  const data = Object.values((body['data'] ?? {}) as Record<string, { value?: unknown } | undefined>)
  const text = data.map((field) => textOf(field?.value)).join('\n')
  return { reply: { to: ground.person(textOf(body['touser'])), kind: 'template', text, via: 'template-message' } }
}

const queryOf = ({ url }: SeenRequest): URLSearchParams => new URL(url, 'http://recorded').searchParams

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''

const headerOf = ({ headers }: SeenAnswer, wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1]

/** A JSON object; an empty one for anything else. */
function parse(body: Buffer): Record<string, unknown> {
  // A file may be large and is no JSON.
  if (body[0] !== 0x7b) return {}
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
