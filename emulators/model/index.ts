import { face } from './face.ts'
import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { ApiAnswer, Call } from '../core/call.ts'
import type { OperationInfo } from '../core/operation.ts'
import { definePlatform, type RemarkInfo } from '../core/platform.ts'
import type { World } from '../core/world.ts'
import { recall } from './recall.ts'
import { createScript, cutPieces, type Script } from './script.ts'
import type { ScriptedAnswer, Settings } from './settings.ts'

const DOCS = 'https://platform.openai.com/docs/api-reference'

const contentPart = z.looseObject({ type: z.string(), text: z.string().optional() })
const chatRequest = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({
        role: z.string(),
        content: z.union([z.string(), z.array(contentPart), z.null()]).optional(),
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
})
type ChatRequest = z.output<typeof chatRequest>

interface Model {
  readonly world: World
  readonly settings: Settings
  readonly script: Script
}

interface ModelOperation extends OperationInfo {
  readonly run: (model: Model, call: Call) => ApiAnswer | Promise<ApiAnswer>
}

const json = (status: number, output: unknown, failure?: { code: string; message: string }): ApiAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(output),
  ok: failure === undefined,
  code: failure?.code,
  message: failure?.message,
  output,
})

const fail = (status: number, type: string, message: string, code: string | null = null): ApiAnswer =>
  json(status, { error: { message, type, param: null, code } }, { code: code ?? type, message })

/** The words of the latest user message. */
function latestText(request: ChatRequest): string {
  const latest = request.messages.findLast((message) => message.role === 'user') ?? request.messages.at(-1)
  const content = latest?.content ?? ''
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('')
}

/** The scripted model has no tokenizer; a character counts as a token. */
const usage = (request: ChatRequest, says: string): Record<string, number> => {
  const prompt = JSON.stringify(request.messages).length
  return {
    prompt_tokens: prompt,
    completion_tokens: says.length,
    total_tokens: prompt + says.length,
  }
}

async function complete(model: Model, call: Call): Promise<ApiAnswer> {
  let body: unknown
  try {
    body = JSON.parse(call.body.toString('utf8'))
  } catch {
    return fail(400, 'invalid_request_error', 'We could not parse the JSON body of your request.')
  }
  const read = chatRequest.safeParse(body)
  if (!read.success) return fail(400, 'invalid_request_error', z.prettifyError(read.error))
  const request = read.data
  call.entry.input = request
  const text = latestText(request)
  const answer = model.script.choose(text)
  const what = `the model's answer to ${JSON.stringify(text.slice(0, 20))}`
  if (answer.after !== undefined && !(await call.hold(answer.after, what))) {
    return fail(499, 'client_closed', 'the bot did not wait for the answer')
  }
  if (answer.error !== undefined) return fail(answer.error.status, answer.error.type, answer.error.message)
  const says = answer.says ?? ''
  const base = {
    id: `chatcmpl-${model.world.random.hex(24)}`,
    created: Math.floor(model.world.clock.now() / 1000),
    model: request.model,
  }
  if (request.stream === true) return stream(base, request, answer, says, call, what)
  return json(200, {
    ...base,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: says, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usage(request, says),
  })
}

function stream(
  base: object,
  request: ChatRequest,
  answer: ScriptedAnswer,
  says: string,
  call: Call,
  what: string,
): ApiAnswer {
  const event = (choices: unknown[], more: object = {}): string =>
    `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...more })}\n\n`
  const choice = (delta: object, finish: string | null): unknown => ({
    index: 0,
    delta,
    logprobs: null,
    finish_reason: finish,
  })

  function breakOff(): never {
    throw new Error('the scripted model breaks the stream here')
  }

  async function* chunks(): AsyncGenerator<string> {
    yield event([choice({ role: 'assistant', content: '' }, null)])
    const pieces = cutPieces(says, answer.pieces ?? 64)
    for (const [at, piece] of pieces.entries()) {
      if (answer.breaksAfter === at) breakOff()
      if (at > 0 && answer.pause !== undefined && !(await call.hold(answer.pause, what))) return
      yield event([choice({ content: piece }, null)])
    }
    if (answer.breaksAfter !== undefined && answer.breaksAfter >= pieces.length) breakOff()
    yield event([choice({}, 'stop')])
    if (request.stream_options?.include_usage === true) yield event([], { usage: usage(request, says) })
    yield 'data: [DONE]\n\n'
  }

  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    body: chunks(),
    ok: true,
    output: { streamed: says },
  }
}

const operations: readonly ModelOperation[] = [
  {
    id: 'model.chat.completions',
    method: 'POST',
    path: '/v1/chat/completions',
    summary: 'Answers as the scenario says, at once or streamed.',
    body: chatRequest,
    rows: [],
    source: `${DOCS}/chat/create`,
    certainty: 'official',
    run: complete,
  },
  {
    id: 'model.models.list',
    method: 'GET',
    path: '/v1/models',
    summary: 'Lists the model names of the settings.',
    rows: [],
    source: `${DOCS}/models/list`,
    certainty: 'official',
    run: ({ settings, world }) =>
      json(200, {
        object: 'list',
        data: settings.models.map((id) => ({
          id,
          object: 'model',
          created: Math.floor(world.clock.now() / 1000),
          owned_by: 'caipai',
        })),
      }),
  },
]

function hasKey(call: Call, key: string): boolean {
  const given = Buffer.from(call.headers.authorization ?? '')
  const expected = Buffer.from(`Bearer ${key}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const REMARKS = {
  'unknown-path': {
    severity: 'risky',
    what: {
      en: 'The bot asked the model in a way that the scripted model does not speak, and got 404.',
      zh: '机器人调用了脚本模型不支持的接口，得到 404。',
    },
    mend: {
      en: 'Give the bot {model.baseUrl} as it is: it ends in /v1, so a bot that adds /v1 itself needs it without. Only chat completions are scripted; for the older completions, for responses or embeddings let the bot have something else.',
      zh: '把 {model.baseUrl} 原样交给机器人：它以 /v1 结尾；如果机器人自己会加 /v1，就要去掉。脚本模型只支持 chat completions；旧的 completions、responses、embeddings 请另行提供。',
    },
    source: `${DOCS}/chat/create`,
  },
} as const satisfies Record<string, RemarkInfo>

function remarkUnknownPath({ world }: Model, { method, path, entry }: Call): void {
  const { severity, what, mend, source } = REMARKS['unknown-path']
  world.remark({
    platform: 'model',
    code: 'model/unknown-path',
    severity,
    what: { en: `${what.en} It was ${method} ${path}.`, zh: `${what.zh}调用的是 ${method} ${path}。` },
    mend,
    source,
    cause: entry.seq,
  })
}

/** An OpenAI-compatible chat model whose answers, delays and errors come from the scenario: the bot's slow LLM. */
export const platform = definePlatform<Settings, ModelOperation, Model>({
  ...face,
  title: { en: 'Scripted model', zh: '脚本模型' },
  hosts: ['api.openai.com'],
  shorthand: 'answers',
  webhooks: {},
  outcomes: {},
  operations,
  acts: {},
  remarks: REMARKS,
  secretFields: ['authorization'],
  recall,
  // Without /v1 it is a base URL that was cut short.
  prefixes: ['/v1/', '/chat/'],
  create: (world, settings) => ({ world, settings, script: createScript(settings) }),
  answer(model, call, operation) {
    if (operation === undefined) {
      remarkUnknownPath(model, call)
      return fail(404, 'invalid_request_error', `Unknown request URL: ${call.method} ${call.path}`)
    }
    if (model.settings.checkKey && !hasKey(call, model.settings.apiKey)) {
      return fail(401, 'invalid_request_error', 'Incorrect API key provided', 'invalid_api_key')
    }
    return operation.run(model, call)
  },
  refuse(_model, _call, code) {
    const status = Number(code)
    return Number.isInteger(status) && status >= 400 && status <= 599
      ? fail(status, 'server_error', `a fault asked for ${status}`)
      : undefined
  },
  secrets: (model) => [model.settings.apiKey],
  reset: (model) => model.script.reset(),
})
