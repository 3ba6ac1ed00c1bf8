import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import RPCClient from '@alicloud/pop-core'
import { z } from 'zod'
import { createRecent } from '../conversation/recent.ts'
import type { AliyunChatbotSettings } from './settings.ts'
import type { AnswerSource, Question } from './source.ts'

const Recommendation = z.object({ Title: z.string(), KnowledgeId: z.coerce.string().optional() })
const Message = z.union([
  z.object({
    Text: z.object({ Content: z.string().default(''), Commands: z.record(z.string(), z.unknown()).optional() }),
  }),
  z.object({
    Knowledge: z.object({
      Content: z.string().default(''),
      Summary: z.string().default(''),
      ContentType: z.string().optional(),
    }),
  }),
  z.object({ Recommends: z.array(Recommendation) }),
])
type Message = z.infer<typeof Message>

/** https://help.aliyun.com/document_detail/86145.html */
const ChatAnswer = z.object({ SessionId: z.string().optional(), Messages: z.array(Message) })

/** What the client throws for a body with a `Code`, whatever the HTTP status. */
const Refusal = z.object({
  data: z.object({ Code: z.string(), Message: z.string().default(''), RequestId: z.string().optional() }),
})

/** What the robot remembers of a conversation, and what was last offered to choose from. */
interface Session {
  readonly sessionId: string | undefined
  readonly offered: readonly z.infer<typeof Recommendation>[]
}

const VERSION = '2022-04-08'
const MAX_UTTERANCE_CHARACTERS = 512
const SESSIONS = { entries: 5000, ageMs: 30 * 60 * 1000 }
const TIMEOUT_MS = 10_000
/** Each try is signed anew, with its own nonce, so it is no replay. */
const PAUSES_MS = [200, 600, 1500]
const PASSING = /^(?:Throttling|ServiceUnavailable)/

/**
 * Answers from Alibaba Cloud's Chatbot. A multi-turn dialogue there lives in a session, which the robot opens on the first turn and
 * which is sent back on every later one.
 */
export function createAliyunChatbotAnswers(settings: AliyunChatbotSettings): AnswerSource {
  const { endpoint, accessKeyId, accessKeySecret, instanceId } = settings
  const client = new RPCClient({ endpoint, apiVersion: VERSION, accessKeyId, accessKeySecret })
  const sessions = createRecent<Session>(SESSIONS)

  const chat = async (parameters: Record<string, string>, signal: AbortSignal) => {
    for (let attempt = 0; ; attempt += 1) {
      signal.throwIfAborted()
      try {
        return ChatAnswer.parse(await client.request('Chat', parameters, { method: 'POST', timeout: TIMEOUT_MS }))
      } catch (error) {
        const pause = PAUSES_MS[attempt]
        if (pause === undefined || !PASSING.test(codeOf(error))) throw explain(error)
        await sleep(pause + Math.random() * 100, undefined, { signal })
      }
    }
  }

  const ask = async ({ conversation, text, signal, onHandOver }: Question): Promise<string> => {
    const { sessionId, offered } = sessions.get(conversation) ?? { sessionId: undefined, offered: [] }
    const chosen = choiceOf(text, offered)
    const answer = await chat(
      {
        InstanceId: instanceId,
        Utterance: cut(chosen?.Title ?? text),
        SenderId: createHash('sha256').update(conversation).digest('hex').slice(0, 32),
        ...(sessionId === undefined ? {} : { SessionId: sessionId }),
        ...(chosen?.KnowledgeId === undefined ? {} : { KnowledgeId: chosen.KnowledgeId }),
      },
      signal,
    )
    signal.throwIfAborted()
    const recommendations = answer.Messages.flatMap((message) => ('Recommends' in message ? message.Recommends : []))
    sessions.set(conversation, { sessionId: answer.SessionId ?? sessionId, offered: recommendations })
    const command = answer.Messages.map(commandOf).find((one) => one !== undefined)
    if (command !== undefined) onHandOver?.(skillGroupOf(command))
    return answer.Messages.map(textOf)
      .filter((part) => part !== '')
      .join('\n\n')
  }

  return {
    ask,
    async *stream(question) {
      yield await ask(question)
    },
  }
}

/** What the user picked from the last list: by its number, or by its words. */
function choiceOf(text: string, offered: Session['offered']) {
  const said = text.trim()
  return offered.find(({ Title }, index) => said === String(index + 1) || said === Title)
}

/** The command that hands over to a person (`sysToAgent`) comes with a text, whatever the source of that text. */
function commandOf(message: Message): unknown {
  return 'Text' in message ? message.Text.Commands?.['sysToAgent'] : undefined
}

const SysToAgent = z.object({ skillGroup: z.coerce.string().min(1) })

/** The command is JSON inside a string; one that names no skill group still hands over. */
function skillGroupOf(command: unknown): string | undefined {
  try {
    return SysToAgent.parse(typeof command === 'string' ? JSON.parse(command) : command).skillGroup
  } catch {
    return undefined
  }
}

function textOf(message: Message): string {
  if ('Text' in message) return message.Text.Content
  if ('Recommends' in message) {
    const lines = message.Recommends.map(({ Title }, index) => `${index + 1}. ${Title}`)
    return lines.length === 0 ? '' : ['您是不是想问：', ...lines].join('\n')
  }
  const { Content, Summary, ContentType } = message.Knowledge
  // Rich text is HTML, which no chat shows; its summary is the same in plain words.
  return ContentType === 'RICH_TEXT' ? Summary || withoutTags(Content) : Content
}

function withoutTags(html: string): string {
  return html
    .replace(/<br\s*\/?>|<\/(?:p|div|li)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .trim()
}

function cut(text: string): string {
  return [...text].slice(0, MAX_UTTERANCE_CHARACTERS).join('')
}

/** The client's error says neither the code nor the request id that the vendor's support asks for. */
function explain(error: unknown): unknown {
  const refusal = Refusal.safeParse(error)
  if (!refusal.success) return error
  const { Code, Message: message, RequestId } = refusal.data.data
  return new Error(`Chat was refused: ${Code} ${message} (request ${RequestId ?? 'without id'})`)
}

function codeOf(error: unknown): string {
  const refusal = Refusal.safeParse(error)
  return refusal.success ? refusal.data.data.Code : ''
}
