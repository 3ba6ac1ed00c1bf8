import { z } from 'zod'
import { action, type ChatbotAction, type Outcome } from '../action.ts'
import { findRobot, requestOf, type Chatbot } from '../chatbot.ts'
import { invalidParameter, refuse } from '../errors.ts'
import { rank } from '../knowledge/route.ts'
import type { Robot } from '../settings.ts'
import { isRefusal, openKnowledge } from './chat.ts'
import { boolean, jsonObject, jsonTexts, optional, required, whole } from './parameters.ts'

const SDK = 'https://api.aliyun.com/document/Chatbot/2022-04-08'

const done = (body: Readonly<Record<string, unknown>>): Outcome => ({ ok: true, body })

/** Titles that are at least so much like what was typed are offered. */
const LEAST_ASSOCIATION = 0.15

/** Actions beside Chat that a chat client calls. */
export const neighbours: readonly ChatbotAction[] = [
  action({
    name: 'BeginSession',
    versions: ['2022-04-08'],
    summary: 'Gives the welcome text and the pauses of a voice robot; no SessionId comes back.',
    parameters: z.object({
      InstanceId: required,
      AgentKey: optional,
      SandBox: boolean.optional(),
      VendorParam: jsonObject.optional(),
      SessionId: optional,
    }),
    rows: ['A-28'],
    source: SDK,
    certainty: 'sdk',
    errors: ['MissingInstanceId', 'InvalidParameter', 'Forbidden', 'InstanceFreezing'],
    run(bot, sent) {
      const knowledge = openKnowledge(bot, sent.InstanceId, sent.AgentKey, '2022-04-08')
      if (isRefusal(knowledge)) return knowledge
      return done({
        RequestId: bot.world.random.uuid(),
        WelcomeMessage: knowledge.base.welcome,
        SilenceReplyTimeout: 5,
        Interruptible: true,
        AsrMaxEndSilence: 700,
      })
    },
  }),
  action({
    name: 'Associate',
    versions: ['2022-04-08'],
    summary: 'Completes what a visitor types with titles of FAQs.',
    parameters: z.object({
      InstanceId: required,
      Utterance: required,
      SessionId: optional,
      Perspective: jsonTexts.optional(),
      RecommendNum: whole(1, 100).default(5),
      AgentKey: optional,
    }),
    rows: ['A-28'],
    source: SDK,
    certainty: 'sdk',
    errors: ['MissingInstanceId', 'MissingUtterance', 'InvalidParameter', 'Forbidden', 'InstanceFreezing'],
    run(bot, sent) {
      const knowledge = openKnowledge(bot, sent.InstanceId, sent.AgentKey, '2022-04-08')
      if (isRefusal(knowledge)) return knowledge
      const titles = rank(knowledge, sent.Utterance)
        .filter(
          ({ item, score }) =>
            item.kind === 'faq' && (score >= LEAST_ASSOCIATION || item.title.includes(sent.Utterance)),
        )
        .slice(0, sent.RecommendNum)
      const { random } = bot.world
      return done({
        Associate: titles.map(({ item }) => ({ Title: item.title, Meta: item.id })),
        MessageId: random.uuid(),
        RequestId: random.uuid(),
        SessionId: sent.SessionId ?? random.uuid(),
      })
    },
  }),
  action({
    name: 'Feedback',
    versions: ['2017-10-11', '2022-04-08'],
    summary: 'Takes what the visitor thinks of an answer.',
    parameters: z.object({
      InstanceId: required,
      SessionId: required,
      MessageId: required,
      Feedback: required,
      FeedbackContent: optional,
      AgentKey: optional,
    }),
    rows: ['A-28'],
    source: SDK,
    certainty: 'sdk',
    errors: [
      'MissingInstanceId',
      'MissingSessionId',
      'MissingMessageId',
      'MissingFeedback',
      'InvalidParameter',
      'InvalidInstanceId.NotFound',
    ],
    run(bot, sent, call) {
      const knowledge = openKnowledge(bot, sent.InstanceId, sent.AgentKey, requestOf(bot, call).version)
      if (isRefusal(knowledge)) return knowledge
      const instanceId = bot.answers.get(sent.MessageId, bot.world.clock.now())
      if (instanceId !== sent.InstanceId) return invalidParameter('MessageId')
      return done({ Feedback: sent.Feedback, MessageId: sent.MessageId, RequestId: bot.world.random.uuid() })
    },
  }),
  action({
    name: 'QueryPerspectives',
    versions: ['2022-04-08'],
    summary: 'Lists the perspectives of a business space.',
    parameters: z.object({ AgentKey: optional }),
    rows: ['A-28'],
    source: SDK,
    certainty: 'sdk',
    errors: ['Forbidden'],
    run(bot, sent) {
      const { instanceId } = bot.settings
      const knowledge = openKnowledge(bot, instanceId, sent.AgentKey, '2022-04-08')
      if (isRefusal(knowledge)) return knowledge
      const perspectives = knowledge.base.perspectives.map(({ name, code, selfDefine }, at) => ({
        Name: name,
        PerspectiveCode: code,
        PerspectiveId: String(at + 1),
        SelfDefine: selfDefine,
        Status: 0,
        CreateTime: BORN,
        ModifyTime: BORN,
      }))
      return done({ Perspectives: perspectives, RequestId: bot.world.random.uuid() })
    },
  }),
  action({
    name: 'GetAgentInfo',
    versions: ['2022-04-08'],
    summary: 'Tells the business space of a robot.',
    parameters: z.object({ InstanceId: required }),
    rows: ['A-28'],
    source: SDK,
    certainty: 'sdk',
    errors: ['MissingInstanceId', 'InvalidParameter'],
    run(bot, sent) {
      const robot = findRobot(bot, sent.InstanceId)
      if (robot === undefined) return invalidParameter('InstanceId')
      const [agentKey] = Object.keys(robot.spaces)
      return done({
        Data: { AgentKey: agentKey ?? 'default', AgentName: robot.name },
        Message: 'success',
        RequestId: bot.world.random.uuid(),
        Success: true,
      })
    },
  }),
  action({
    name: 'ListInstance',
    versions: ['2022-04-08'],
    summary: 'Lists robots, a page at a time.',
    parameters: z.object({
      AgentKey: optional,
      Name: optional,
      PageNumber: whole(1, 100_000).default(1),
      PageSize: whole(1, 100).default(10),
      RobotType: optional,
    }),
    rows: ['A-28'],
    source: SDK,
    certainty: 'sdk',
    errors: ['InvalidParameter', 'Forbidden'],
    run(bot, sent) {
      const all = listRobots(bot).filter(
        ([, robot]) =>
          robot.name.includes(sent.Name ?? '') &&
          (sent.RobotType === undefined || robot.robotType === sent.RobotType) &&
          (sent.AgentKey === undefined || Object.hasOwn(robot.spaces, sent.AgentKey)),
      )
      if (sent.AgentKey !== undefined && all.length === 0 && !hasSpace(bot, sent.AgentKey)) return refuse('Forbidden')
      const page = all.slice((sent.PageNumber - 1) * sent.PageSize, sent.PageNumber * sent.PageSize)
      return done({
        Instances: page.map(([InstanceId, robot]) => ({
          InstanceId,
          Name: robot.name,
          RobotType: robot.robotType,
          LanguageCode: robot.languageCode,
          Introduction: robot.introduction,
          Avatar: '',
          CreateTime: BORN,
        })),
        PageNumber: sent.PageNumber,
        PageSize: sent.PageSize,
        TotalCount: all.length,
        RequestId: bot.world.random.uuid(),
      })
    },
  }),
]

/** Robots and perspectives of the settings have been there for long. */
const BORN = '2024-01-01T00:00:00Z'

function listRobots(bot: Chatbot): (readonly [string, Robot])[] {
  const ids = [bot.settings.instanceId, ...Object.keys(bot.settings.robots)]
  return ids.flatMap((id) => {
    const robot = findRobot(bot, id)
    return robot === undefined ? [] : [[id, robot] as const]
  })
}

const hasSpace = (bot: Chatbot, agentKey: string): boolean =>
  listRobots(bot).some(([, robot]) => Object.hasOwn(robot.spaces, agentKey))
