import OpenAI from 'openai'
import type { ModelSettings } from './settings.ts'
import type { AnswerSource, Question } from './source.ts'
import { withoutThoughts } from './thoughts.ts'

/** Answers from a chat model: https://platform.openai.com/docs/api-reference/chat */
export function createModelAnswers(settings: ModelSettings): AnswerSource {
  const client = new OpenAI({
    baseURL: settings.baseUrl,
    apiKey: settings.apiKey,
    timeout: settings.timeoutMs,
    // The client would repeat a slow call by itself: a bill for each, and no platform waits that long.
    maxRetries: 0,
  })

  const request = ({ text, history }: Question) => ({
    model: settings.model,
    messages: [
      { role: 'system' as const, content: settings.instructions },
      ...history.flatMap(({ question, answer }) => [
        { role: 'user' as const, content: question },
        { role: 'assistant' as const, content: answer },
      ]),
      { role: 'user' as const, content: text },
    ],
  })

  return {
    async ask(question) {
      const completion = await client.chat.completions.create(request(question), { signal: question.signal })
      let answer = ''
      for await (const said of withoutThoughts([completion.choices[0]?.message.content ?? ''])) answer += said
      return answer
    },
    async *stream(question) {
      // The client's own time-out ends with the first byte; a stream can still dry up later.
      const signal = AbortSignal.any([question.signal, AbortSignal.timeout(settings.timeoutMs)])
      const chunks = await client.chat.completions.create({ ...request(question), stream: true }, { signal })
      yield* withoutThoughts(piecesOf(chunks))
      // The client ends a stream quietly when it is aborted; a half answer must not pass for a whole one.
      signal.throwIfAborted()
    },
  }
}

async function* piecesOf(chunks: AsyncIterable<OpenAI.ChatCompletionChunk>): AsyncGenerator<string, void> {
  for await (const chunk of chunks) {
    const piece = chunk.choices[0]?.delta.content
    if (piece) yield piece
  }
}
