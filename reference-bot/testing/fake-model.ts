import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { FakeInternet } from './fake-internet.ts'

const Request = z.object({
  stream: z.boolean().default(false),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
})

/** A model that says what a test tells it to, when the test tells it to. */
export interface FakeModel {
  /** The base URL for the client. */
  readonly url: string
  /** The last user message of each call, in order. */
  readonly questions: string[]
  /** All messages of each call. */
  readonly calls: { role: string; content: string }[][]
}

/**
 * Puts a chat model on the fake internet, under `/v1/chat/completions`.
 *
 * @param answer makes the answer for a question; a promise holds the call open, a rejection becomes HTTP 500. A list is streamed
 *   in these pieces
 */
export function fakeModel(
  internet: FakeInternet,
  answer: (question: string, call: number) => string | readonly string[] | Promise<string | readonly string[]>,
): FakeModel {
  const questions: string[] = []
  const calls: { role: string; content: string }[][] = []
  internet.on('/v1/chat/completions', async ({ body }) => {
    const { stream, messages } = Request.parse(JSON.parse(body))
    const question = messages.at(-1)?.content ?? ''
    calls.push(messages)
    questions.push(question)
    try {
      const said = await answer(question, questions.length)
      return stream ? streamOf(typeof said === 'string' ? [said] : said) : wholeOf(said)
    } catch {
      return (response) =>
        void response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"message":"down"}}')
    }
  })
  return { url: `${internet.url}/v1`, questions, calls }
}

const HEAD = { id: 'chatcmpl-1', created: 0, model: 'fake' }

function wholeOf(said: string | readonly string[]) {
  const content = typeof said === 'string' ? said : said.join('')
  const choice = { index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }
  return { ...HEAD, object: 'chat.completion', choices: [choice] }
}

function streamOf(pieces: readonly string[]) {
  return (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const content of pieces) {
      const choice = { index: 0, finish_reason: null, delta: { content } }
      response.write(`data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices: [choice] })}\n\n`)
    }
    response.end('data: [DONE]\n\n')
  }
}

/** A promise and the key to it. */
export function gate<Value = void>() {
  let open: (value: Value) => void = () => {}
  const passed = new Promise<Value>((resolve) => (open = resolve))
  return { passed, open }
}
