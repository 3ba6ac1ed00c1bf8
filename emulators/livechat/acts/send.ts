import { z } from 'zod'
import { act } from '../../core/platform.ts'
import { bytesOf, namedFile } from '../../core/sent-file.ts'
import { sessionOf } from '../desk/lifecycle.ts'
import { groupNamed, memberIdOf, visitorNamed, type Party } from '../desk/people.ts'
import type { Session } from '../desk/sessions.ts'
import { speak, type Utterance } from '../desk/speak.ts'
import type { Livechat } from '../livechat.ts'
import type { Speaker } from '../turn/turn.ts'

/** The visitor who acts when a scenario names none. */
export const who = z.string().min(1).default('alice').describe('Who; default alice')

const image = z.union([z.string().describe('A file name; a small picture is sent'), namedFile])

/** Kinds a visitor can send and the gateway does not push. */
const OTHER_KINDS = ['voice', 'video', 'file', 'location'] as const
const contentKeys = ['text', 'image', ...OTHER_KINDS] as const

const sendObject = z
  .strictObject({
    from: who,
    text: z.string().optional(),
    image: image.optional(),
    voice: z.string().optional().describe('What is said; not pushed as far as documented'),
    video: z.string().optional().describe('A file name; not pushed as far as documented'),
    file: z.string().optional().describe('A file name; not pushed as far as documented'),
    location: z.string().optional().describe('Name of a place; not pushed as far as documented'),
    group: z.string().min(1).optional().describe('The WeCom group it is said in; default: alone with the robot'),
    mention: z.boolean().default(false).describe('In a group: whether the robot is addressed'),
    channel: z.string().min(1).optional().describe('The channel a new session comes by'),
  })
  .check((context) => {
    const given = contentKeys.filter((key) => context.value[key] !== undefined)
    if (given.length === 1) return
    const message =
      given.length === 0
        ? `nothing to send; expected one of ${contentKeys.join(', ')}`
        : `${given.join(' and ')} cannot go in one message`
    context.issues.push({ code: 'custom', message, input: context.value })
  })

/** What a scenario may write after `send`: a text, or one kind of content and by whom. */
export const SendInput = z.union([z.string().transform((text) => sendObject.parse({ text })), z.lazy(() => sendObject)])
type Send = z.output<typeof sendObject>

const kindOf = (input: Send): (typeof contentKeys)[number] =>
  contentKeys.find((key) => input[key] !== undefined) ?? 'text'

function summaryOf(input: Send): string {
  const content = input[kindOf(input)]
  return typeof content === 'object' ? content.name : (content ?? '')
}

/** The session in which somebody speaks, and they themselves. */
export function sessionFor(
  livechat: Livechat,
  input: { readonly from: string; readonly group?: string | undefined; readonly channel?: string | undefined },
  cause: number,
): { session: Session; sender: Speaker } {
  const { from, group, channel } = input
  const party: Party = group === undefined ? visitorNamed(livechat, from, channel) : groupNamed(livechat, group)
  const id = group === undefined ? party.visitorId : memberIdOf(livechat, from)
  return { session: sessionOf(livechat, party, cause), sender: { name: from, id } }
}

/** What was written, as the session hears it. */
function utteranceOf(input: Send): Utterance {
  const { image: given } = input
  if (given === undefined) return { kind: kindOf(input), text: summaryOf(input) }
  if (typeof given === 'string') return { kind: 'image', name: given }
  const data = bytesOf(given)
  return { kind: 'image', name: given.name, ...(data === undefined ? {} : { data }) }
}

export const send = act<Livechat, typeof SendInput>({
  summary: 'A visitor, or a member of a WeCom group, sends a text or a picture (or a kind that is not pushed).',
  input: SendInput,
  rows: ['L-20', 'L-28', 'L-30'],
  summarise: (input) => `${input.from}: ${summaryOf(input)}`,
  run(livechat, input, cause) {
    const { session, sender } = sessionFor(livechat, input, cause)
    speak(livechat, session, utteranceOf(input), { sender, via: 'send', mention: input.mention }, cause)
  },
})
