import { z } from 'zod'
import { requestJson } from '../http-json.ts'
import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import type { DingTalkApi } from './api.ts'
import { accept } from './api.ts'
import { keepLineBreaks } from './markdown.ts'
import { withPatience } from './patience.ts'
import type { DingTalkSettings } from './settings.ts'
import type { Surface } from './surface.ts'

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined)

/**
 * A message to the app's AI assistant in direct mode (直通模式). The names are those of the official sample of a skill's YAML; the
 * conversation id is empty in the magic wand (魔法棒), so only the token knows where the answer goes.
 * https://open.dingtalk.com/document/development/ai-assistant-messages-reply-mode
 */
export const SkillCall = z.object({
  rawInput: z.string().default(''),
  userId: optionalText,
  unionId: optionalText,
  corpId: optionalText,
  openConversationId: optionalText,
  conversationToken: z.string().min(1),
  sessionWebhook: optionalText,
})
export type SkillCall = z.infer<typeof SkillCall>

const GraphRequest = z.object({
  requestLine: z.object({ uri: z.string() }),
  body: z.string().nullish(),
})

/** Reads what Stream delivers for a skill: an HTTP request inside JSON, with its parameters in the body or in the URI. */
export function readSkillCall(data: string): SkillCall {
  const { requestLine, body } = GraphRequest.parse(JSON.parse(data))
  const query = Object.fromEntries(new URL(requestLine.uri, 'http://skill').searchParams)
  const fields: unknown = body ? JSON.parse(body) : {}
  return SkillCall.parse({ ...query, ...z.record(z.string(), z.unknown()).parse(fields) })
}

/** The conversation that a call of the skill came from. */
export function createSkillSurface(
  call: SkillCall,
  settings: DingTalkSettings,
  api: DingTalkApi,
  log: Log,
  stopping: AbortSignal,
): Surface {
  const cards = settings.cards
  const templateId = cards?.templateId ?? ''
  const key = cards?.key ?? 'content'

  const sayByWebhook = async (text: string): Promise<boolean> => {
    const { sessionWebhook } = call
    if (sessionWebhook === undefined || new URL(sessionWebhook).origin !== new URL(settings.apiBase).origin)
      return false
    try {
      // Here `content` is an object; in the OpenAPI it is a string that holds one.
      const body = { contentType: 'ai_card', content: { templateId, cardData: { [key]: keepLineBreaks(text) } } }
      accept('agent webhook', await requestJson(sessionWebhook, { method: 'POST', body }))
      return true
    } catch (error) {
      log('error', 'the assistant’s webhook failed, trying the conversation token', { error: describeError(error) })
      return false
    }
  }

  const write = (text: string, isFinalize: boolean) =>
    api.call('POST', '/v1.0/aiInteraction/reply', {
      conversationToken: call.conversationToken,
      contentType: 'ai_card',
      content: JSON.stringify({
        templateId,
        cardData: { key, value: keepLineBreaks(text), isFull: true, isFinalize },
        options: { componentTag: 'streamingComponent' },
      }),
    })

  const finish = async (text: string) => void (await withPatience(() => write(text, true), settings.retryMs, stopping))

  return {
    async say(text, onProgress) {
      if (!(await sayByWebhook(text))) await finish(text)
      onProgress('')
    },
    // The first reply with a token makes the card, the later ones write on it.
    openCard: async () => ({
      id: call.conversationToken,
      update: async (text) => void (await write(text, false)),
      finish,
    }),
  }
}
