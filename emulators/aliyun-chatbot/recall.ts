import { z } from 'zod'
import type { Onward, Recall, RecallGround, Recalled, Recaller, SeenAnswer, SeenRequest } from '../core/recall.ts'
import type { HeaderList } from '../core/journal-entries.ts'
import { actionParameters, readRequest } from './gateway/request.ts'
import type { Settings } from './settings.ts'
import { acs3StringToSign, canonicalRequest, readAuthorization, signAcs3 } from './signing/acs3.ts'

/** How a bot's questions and the robot's answers become a scenario again: the same question gets the same answer. */
export const recall: Recall = {
  carries: ['errorsWithStatus200', 'callsPerSecond', 'utteranceLimit'],
  open: openRecaller,
}

const told = z.looseObject({
  Code: z.union([z.string(), z.number()]).optional(),
  Messages: z.array(z.record(z.string(), z.unknown())).optional(),
  WelcomeMessage: z.string().optional(),
})

/** What a bot decides by itself; whatever else it sends is an id of a session, of a visitor or of an account. */
const COMPARED = ['Utterance', 'KnowledgeId', 'IntentName', 'Perspective', 'Perspective.1', 'Tag', 'Feedback'] as const

/** Parameters and fields that are ids of an account, a session or a call. */
const HIDDEN = ['InstanceId', 'SessionId', 'SenderId', 'AgentKey', 'MessageId', 'RequestId'] as const
const SIGNED = ['AccessKeyId', 'SecurityToken', 'SignatureNonce', 'Signature'] as const
const HEADERS = ['x-acs-security-token', 'x-acs-signature-nonce'] as const

function openRecaller(ground: RecallGround): Recaller {
  const settings = ground.settings as unknown as Settings
  const keys = Object.entries(settings.otherKeys).flat()
  for (const secret of [settings.instanceId, settings.accessKeyId, ...keys]) ground.hide(secret)

  function call(_operation: string | undefined, request: SeenRequest, answer: SeenAnswer): Recalled[] {
    const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]))
    const read = readRequest({ ...request, headers })
    const sent = actionParameters(read)
    for (const name of [...HIDDEN, ...SIGNED]) ground.hide(read.parameters.get(name) ?? '')
    for (const name of HEADERS) ground.hide(headers[name] ?? '')
    const signed = readAuthorization(headers['authorization'] ?? '')
    for (const text of [signed?.credential, signed?.signature]) ground.hide(text ?? '')
    if (read.action === undefined) return []
    const body = told.safeParse(parse(answer.body))
    if (!body.success) {
      return [
        { nothing: `an answer to ${read.action} was passed on, not recorded: it is no JSON; ask for Format=JSON` },
      ]
    }
    for (const name of HIDDEN) ground.hide(String(body.data[name] ?? ''))
    const operation = `aliyun-chatbot.${read.action}`
    const { Code: code, Messages: messages, WelcomeMessage: welcome } = body.data
    if (answer.status !== 200 || (code !== undefined && String(code) !== '200')) {
      return [{ call: { operation, ok: false, ...(code === undefined ? { status: answer.status } : { code }) } }]
    }
    const input = Object.fromEntries(COMPARED.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]])))
    return [
      ...(messages === undefined || sent['Utterance'] === undefined
        ? []
        : [{ knows: { setting: 'answers', item: { when: sent['Utterance'], messages, times: 1 } } }]),
      ...(welcome === undefined ? [] : [{ knows: { setting: 'knowledge.welcome', value: welcome } }]),
      { call: { operation, ok: true, input } },
    ]
  }

  /** The newer style signs the host, so a call that was meant for the recorder is signed for the gateway. */
  function resign(request: SeenRequest, { host }: Onward): { url: string; headers: HeaderList } | undefined {
    const valueOf = (wanted: string): string =>
      request.headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
    const authorization = readAuthorization(valueOf('authorization'))
    if (authorization?.signedHeaders.includes('host') !== true) return undefined
    const { credential, signedHeaders } = authorization
    const secret = credential === settings.accessKeyId ? settings.accessKeySecret : settings.otherKeys[credential]
    if (secret === undefined) return undefined
    const [path = '', query = ''] = request.url.split('?')
    const canonical = canonicalRequest({
      method: request.method,
      path,
      query: [...new URLSearchParams(query)],
      headers: signedHeaders.map((name) => [name, name === 'host' ? host : valueOf(name)]),
      payloadHash: valueOf('x-acs-content-sha256'),
    })
    const value = authorization.signature
    const fresh = signAcs3(secret, acs3StringToSign(canonical))
    return {
      url: request.url,
      headers: request.headers.map(([name, held]) => [
        name,
        name.toLowerCase() === 'authorization' ? held.replace(value, fresh) : held,
      ]),
    }
  }

  return { call, resign }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
