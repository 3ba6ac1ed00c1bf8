import { z } from 'zod'
import type { Recall, RecallGround, Recalled, SeenAnswer, SeenRequest } from '../core/recall.ts'

const asked = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })).min(1),
})
const whole = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ content: z.string().nullish() }) })).min(1),
})
const piece = z.looseObject({
  choices: z.array(z.looseObject({ delta: z.looseObject({ content: z.string().nullish() }).optional() })),
})

/** How what a model was asked and said becomes a script for it: the same question gets the same answer, as late as then. */
export const recall: Recall = {
  carries: [],
  open: (ground) => ({
    call: (operation, request, answer) => learn(ground, operation, request, answer),
    broken(operation, request, { by, at, sofar }) {
      const when = questionOf(ground, operation, request)
      if (when === undefined) return []
      const pieces = piecesOf(sofar?.body.toString('utf8') ?? '')
      // A bot that has waited in vain is to wait in vain again; twice as long is long enough.
      const waited = Math.max(1000, 2 * (at - request.at))
      const item =
        by === 'platform'
          ? { when, says: pieces.join(''), pieces: Math.max(1, pieces.length), breaksAfter: pieces.length, times: 1 }
          : { when, says: pieces.join(''), after: `${waited}ms`, times: 1 }
      return [{ knows: { setting: 'answers', item } }]
    },
  }),
}

/** An answer that came sooner needs no `after`. */
const NOTICEABLE_MS = 500

function learn(
  ground: RecallGround,
  operation: string | undefined,
  request: SeenRequest,
  answer: SeenAnswer,
): readonly Recalled[] {
  const when = questionOf(ground, operation, request)
  if (when === undefined) return []
  const said = answer.status === 200 ? readAnswer(answer.body.toString('utf8')) : undefined
  const took = answer.at - request.at
  const item = {
    when,
    ...(said === undefined ? { error: { status: Math.max(400, answer.status) } } : { says: said }),
    ...(took < NOTICEABLE_MS ? {} : { after: `${Math.round(took / 100) * 100}ms` }),
    times: 1,
  }
  return [{ knows: { setting: 'answers', item } }]
}

/** What a question has to contain to be this one; undefined for another call. */
function questionOf(
  ground: RecallGround,
  operation: string | undefined,
  { headers, body }: SeenRequest,
): string | undefined {
  for (const [name, value] of headers)
    if (name.toLowerCase() === 'authorization') ground.hide(value.replace(/^Bearer\s+/i, ''))
  const question = asked.safeParse(parse(body.toString('utf8')))
  return operation === 'model.chat.completions' && question.success
    ? exactly(latestText(question.data.messages))
    : undefined
}

/** A scripted answer is chosen by what the question contains; what looks like a pattern is written as one. */
const exactly = (text: string): string =>
  text.startsWith('/') ? `/^${text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$/` : text

function latestText(messages: z.output<typeof asked>['messages']): string {
  const latest = messages.findLast((message) => message.role === 'user') ?? messages.at(-1)
  const content = latest?.content
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part: { text?: string } | null) => part?.text ?? '').join('') : ''
}

/** The words of an answer, whole or streamed; undefined when there are none to be found. */
function readAnswer(body: string): string | undefined {
  const read = whole.safeParse(parse(body))
  if (read.success) return read.data.choices[0]?.message.content ?? ''
  return body.includes('data:') ? piecesOf(body).join('') : undefined
}

/** The words of a stream, piece by piece. */
const piecesOf = (body: string): string[] =>
  body.split(/\r?\n/).flatMap((line) => {
    const event = piece.safeParse(line.startsWith('data:') ? parse(line.slice(5)) : undefined)
    return event.success ? event.data.choices[0]?.delta?.content || [] : []
  })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
