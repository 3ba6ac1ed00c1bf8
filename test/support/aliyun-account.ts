import { createHash, createHmac } from 'node:crypto'
import { createWorld } from '../../emulators/core/create-world.ts'
import type { JournalEntry } from '../../emulators/core/journal-entries.ts'
import type { DirectedWorld } from '../../emulators/core/world.ts'
import { platform } from '../../emulators/aliyun-chatbot/index.ts'

/** A world with Aliyun Chatbot in it, and clients of both styles that sign by themselves. */
export interface Account {
  readonly world: DirectedWorld
  /** A call of the older style. `sign` may spoil the signature, `change` the parameters after they were signed. */
  rpc(parameters: Record<string, string>, options?: RpcOptions): Promise<Answer>
  /** A call of the newer style. */
  acs3(parameters: Record<string, string>, options?: Acs3Options): Promise<Answer>
  /** `Chat` of 2017-10-11 with the usual robot. */
  chat(utterance: string, more?: Record<string, string>): Promise<Answer>
  remarks(): string[]
  remark(): Extract<JournalEntry, { kind: 'remark' }>
  close(): Promise<void>
}

export interface RpcOptions {
  readonly method?: string
  readonly secret?: string
  readonly headers?: Record<string, string>
  readonly sign?: (stringToSign: string) => string
  /** Takes parameters out of the request altogether. */
  readonly without?: readonly string[]
}

export interface Acs3Options {
  readonly method?: string
  readonly secret?: string
  readonly action?: string
  readonly version?: string
  readonly date?: string
  readonly nonce?: string
  readonly body?: string
  /** Further headers; signed unless `unsigned` names them. */
  readonly headers?: Record<string, string>
  readonly unsigned?: readonly string[]
  readonly without?: readonly string[]
  readonly host?: string
  readonly query?: (canonical: string) => string
}

export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly text: string
  readonly body: Record<string, unknown>
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
const canonicalise = (parameters: Record<string, string>): string =>
  Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name]!)}`)
    .join('&')
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The moment as both styles write it. */
export const stamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')

const ID = 'testid'
const SECRET = 'testsecret'
const ROBOT = 'chatbot-cn-emu0000001'

let nonces = 0

/** Opens a world with an account `testid`. */
export async function openAccount(settings: Record<string, unknown> = {}): Promise<Account> {
  const world = await createWorld({
    platforms: [platform],
    seed: 'fixed',
    settings: { 'aliyun-chatbot': { accessKeyId: ID, accessKeySecret: SECRET, instanceId: ROBOT, ...settings } },
    clock: { mode: 'virtual', settleMs: 10, patienceMs: 40 },
  })

  async function read(response: Response): Promise<Answer> {
    const text = await response.text()
    const type = response.headers.get('content-type')
    const isJson = (type ?? '').startsWith('application/json')
    return { status: response.status, type, text, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} }
  }

  const account: Account = {
    world,
    async rpc(given, { method = 'GET', secret = SECRET, headers = {}, sign, without = [] } = {}) {
      const all: Record<string, string> = {
        Action: 'Chat',
        Version: '2017-10-11',
        Format: 'JSON',
        AccessKeyId: ID,
        SignatureMethod: 'HMAC-SHA1',
        SignatureVersion: '1.0',
        SignatureNonce: `nonce-${(nonces += 1)}`,
        Timestamp: stamp(Date.now()),
        ...given,
      }
      for (const name of without) delete all[name]
      const stringToSign = `${method}&%2F&${encode(canonicalise(all))}`
      const signature = sign?.(stringToSign) ?? createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64')
      const sent = `${canonicalise(all)}${without.includes('Signature') ? '' : `&Signature=${encode(signature)}`}`
      if (method === 'POST') {
        const type = { 'content-type': 'application/x-www-form-urlencoded' }
        return read(await fetch(`${world.baseUrl}/`, { method: 'POST', headers: { ...type, ...headers }, body: sent }))
      }
      return read(await fetch(`${world.baseUrl}/?${sent}`, { method, headers }))
    },
    async acs3(parameters, options = {}) {
      const { method = 'POST', secret = SECRET, body = '', unsigned = [], without = [] } = options
      const host = world.baseUrl.replace('http://', '')
      const headers: Record<string, string> = {
        'x-acs-action': options.action ?? 'Chat',
        'x-acs-version': options.version ?? '2022-04-08',
        'x-acs-date': options.date ?? stamp(Date.now()),
        'x-acs-signature-nonce': options.nonce ?? `nonce-${(nonces += 1)}`,
        'x-acs-content-sha256': sha256(body),
        ...options.headers,
      }
      for (const name of without) delete headers[name]
      const signed: Record<string, string> = { host: options.host ?? host, ...headers }
      const names = Object.keys(signed)
        .filter((name) => !unsigned.includes(name))
        .sort()
      const query = canonicalise(parameters)
      const signedQuery = options.query?.(query) ?? query
      const lines = names.map((name) => `${name}:${signed[name]!.trim()}\n`).join('')
      const canonical = [method, '/', signedQuery, lines, names.join(';'), sha256(body)].join('\n')
      const signature = createHmac('sha256', secret)
        .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
        .digest('hex')
      const authorization = `ACS3-HMAC-SHA256 Credential=${ID},SignedHeaders=${names.join(';')},Signature=${signature}`
      return read(
        await fetch(`${world.baseUrl}/?${query}`, {
          method,
          headers: { ...headers, authorization },
          ...(body === '' ? {} : { body }),
        }),
      )
    },
    chat: (utterance, more = {}) => account.rpc({ InstanceId: ROBOT, Utterance: utterance, ...more }),
    remarks: () => remarksOf(world).map((entry) => entry.code),
    remark: () => remarksOf(world)[0]!,
    close: () => world.close(),
  }
  return account
}

function remarksOf(world: DirectedWorld): Extract<JournalEntry, { kind: 'remark' }>[] {
  return world.journal.entries().filter((entry) => entry.kind === 'remark')
}
