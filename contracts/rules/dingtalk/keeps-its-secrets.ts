import type { PlatformHearing } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { fieldsOf } from './calls.ts'
import { robotMessages } from './messages.ts'

/** Shorter ones could stand in a text by chance. */
const SHORTEST = 12

/** Secret values of the app, with the name people know them by. */
function secretsOf({ settings, calls }: PlatformHearing): [value: string, name: string][] {
  const app = fieldsOf(settings['app'])
  const robots = Array.isArray(settings['customRobots']) ? settings['customRobots'].map(fieldsOf) : []
  const tokens = calls().flatMap(({ ended }) => {
    const { accessToken, access_token: legacy } = fieldsOf(ended?.output)
    return [accessToken, legacy]
  })
  return [
    [String(app['clientSecret'] ?? ''), 'clientSecret'],
    [String(fieldsOf(settings['cards'])['apiSecret'] ?? ''), 'apiSecret'],
    ...robots.flatMap(({ secret, accessToken }): [string, string][] => [
      [String(secret ?? ''), 'secret of the custom robot'],
      [String(accessToken ?? ''), 'access_token of the custom robot'],
    ]),
    ...tokens.map((token): [string, string] => [String(token ?? ''), 'access token']),
  ]
}

export const keepsItsSecrets = defineRule({
  id: 'dingtalk/keeps-its-secrets',
  severity: 'broken',
  title: { en: 'People read no secret of the app, and no webhook.', zh: '用户看不到应用的密钥和 Webhook。' },
  why: {
    en: 'Whoever knows a sessionWebhook can speak as the robot for 90 minutes, without any token; with the clientSecret, for ever. An error text with the URL that failed is enough.',
    zh: '知道 sessionWebhook 的人无需凭证就能在 90 分钟内以机器人身份发言；拿到 clientSecret 则一直可以。把出错的 URL 写进提示就足以泄露。',
  },
  mend: {
    en: 'Show people a sentence of your own when something fails; write errors to the log, with secrets masked.',
    zh: '出错时只给用户看固定的提示；错误写入日志，并对密钥打码。',
  },
  source: 'https://open.dingtalk.com/document/development/receive-message',
  covers: ['DT-14', 'X-07'],
  implies: ['across/keeps-errors-to-itself'],
  *check(hearing) {
    const dingtalk = hearing.of('dingtalk')
    const sessions = robotMessages(hearing).map(({ session }): [string, string] => [session, 'sessionWebhook'])
    const secrets = [...secretsOf(dingtalk), ...sessions].filter(([value]) => value.length >= SHORTEST)
    for (const line of dingtalk.lines) {
      const shown = line.who === 'bot' ? secrets.find(([value]) => line.text.includes(value)) : undefined
      if (shown === undefined) continue
      yield {
        what: {
          en: `${line.conversation} was shown the ${shown[1]}, by ${line.via}.`,
          zh: `${line.conversation} 看到了 ${shown[1]}（${line.via}）。`,
        },
        cause: line.seq,
        user: line.user,
      }
    }
  },
})
