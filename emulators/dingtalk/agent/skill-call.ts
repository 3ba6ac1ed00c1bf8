import type { Conversation } from '../corp/conversations.ts'
import type { Person } from '../corp/people.ts'
import type { Dingtalk } from '../dingtalk.ts'
import type { OpenedTurn } from './agent.ts'

/** What somebody asks the assistant. */
export interface Question {
  readonly text: string
  /** What they sent: `currentInput` with the format `attribute`. */
  readonly msgType: 'text' | 'picture' | 'file'
  readonly person: Person
  readonly conversation: Conversation
}

/** One call of the skill, as HTTP or as the frame of a Stream. */
export interface SkillCall {
  readonly method: 'GET' | 'POST'
  /** The path of the operation, with the parameters in its query where the method is GET. */
  readonly uri: string
  /** A flat record of JSON; empty where the method is GET. */
  readonly body: string
}

/**
 * Fills the parameters of the skill from the context (`x-dingtalk-context`). Their names are the developer's: those of the
 * official sample, unless the settings give others.
 *
 * Sources: https://github.com/open-dingtalk/dingtalk-stream-sdk-python/blob/main/examples/agent/stream.yaml,
 * https://github.com/open-dingtalk/developerpedia/blob/main/docs/develop/agent/bootstrap.md
 */
export function skillCall(
  { settings, world }: Dingtalk,
  { text, msgType, person, conversation }: Question,
  { turn, session }: OpenedTurn,
): SkillCall {
  const { method, path, names } = settings.skill
  const context: Readonly<Record<string, string>> = {
    userId: person.staffId,
    unionId: person.unionId,
    jobNum: person.jobNumber,
    corpId: settings.corpId,
    rawInput: text,
    inputAttribute: JSON.stringify({ msgType }),
    openConversationId: conversation.conversationId,
    conversationToken: turn.token,
    sessionWebhook: `${world.baseUrl}/agent/send?session=${session}`,
  }
  const fields = Object.fromEntries(Object.entries(context).map(([name, value]) => [names[name] ?? name, value]))
  return method === 'GET'
    ? { method, uri: `${path}?${new URLSearchParams(fields).toString()}`, body: '' }
    : { method, uri: path, body: JSON.stringify(fields) }
}
