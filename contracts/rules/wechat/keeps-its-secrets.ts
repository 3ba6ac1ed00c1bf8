import { defineRule } from '../rule.ts'
import { tokenFetches } from './calls.ts'

/** Shorter ones could stand in a text by chance. */
const SHORTEST = 12
const SECRETS = { secret: 'AppSecret', token: 'Token', encodingAesKey: 'EncodingAESKey' } as const

export const keepsItsSecrets = defineRule({
  id: 'wechat/keeps-its-secrets',
  severity: 'broken',
  title: { en: 'Users read no secret of the account.', zh: '用户看不到账号的密钥。' },
  why: {
    en: 'An error text with the URL that failed carries the access token to whoever reads it; with it, or with the AppSecret, anybody can speak for the account.',
    zh: '把请求 URL 写进错误提示会泄露 access_token；有了它或 AppSecret，任何人都能冒充该账号。',
  },
  mend: {
    en: 'Show users a sentence of your own when something fails; write errors to the log, with secrets masked.',
    zh: '出错时只给用户看固定的提示；错误写入日志，并对密钥打码。',
  },
  source: 'https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken',
  *check(hearing) {
    const wechat = hearing.of('wechat')
    const account = (wechat.settings['account'] ?? {}) as Record<string, unknown>
    const secrets = [
      ...Object.entries(SECRETS).map(([key, name]) => [String(account[key] ?? ''), name] as const),
      ...tokenFetches(wechat).map(({ token = '' }) => [token, 'access_token'] as const),
    ].filter(([value]) => value.length >= SHORTEST)
    for (const line of wechat.lines) {
      if (line.who !== 'bot') continue
      const shown = secrets.find(([value]) => line.text.includes(value))
      if (shown === undefined) continue
      yield {
        what: {
          en: `${line.user} was shown the ${shown[1]} of the account, by ${line.via}.`,
          zh: `${line.user} 看到了账号的 ${shown[1]}（${line.via}）。`,
        },
        cause: line.seq,
        user: line.user,
      }
    }
  },
})
