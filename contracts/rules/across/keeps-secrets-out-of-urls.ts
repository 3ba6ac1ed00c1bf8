import type { Hearing } from '../hearing.ts'
import { defineRule } from '../rule.ts'

/** Settings that hold a secret of the bot. */
const NAMES_A_SECRET = /secret|apikey|^token$/i
const SHORTEST = 8

/** These platforms ask for the secret in the query themselves. */
const WANTS_IT_THERE: ReadonlySet<string> = new Set(['wechat', 'dingtalk'])

/** The secrets of the other platforms, with the name of the setting. */
function secretsOf(hearing: Hearing): Map<string, string> {
  const found = new Map<string, string>()
  const look = (value: unknown, path: string): void => {
    if (typeof value === 'string' && value.length >= SHORTEST && NAMES_A_SECRET.test(path.split('.').at(-1) ?? ''))
      found.set(value, path)
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) look(inner, `${path}.${key}`)
  }
  for (const platform of hearing.platforms)
    if (!WANTS_IT_THERE.has(platform)) look(hearing.of(platform).settings, platform)
  return found
}

/** The query parameters of a path as it stood on the wire. */
const parametersOf = (url: string): URLSearchParams => new URLSearchParams(url.split('?').slice(1).join('?'))

export const keepsSecretsOutOfUrls = defineRule({
  id: 'across/keeps-secrets-out-of-urls',
  severity: 'risky',
  title: {
    en: 'No key or password stands in an address the bot calls.',
    zh: '机器人调用的地址中不出现密钥或密码。',
  },
  why: {
    en: 'Addresses are written into the logs of every proxy, gateway and monitor on the way, where a secret stays for years.',
    zh: '地址会写进沿途每个代理、网关和监控的日志，密钥会在那里留存多年。',
  },
  mend: {
    en: 'Send the key in the header meant for it (`Authorization: Bearer …`), sign with a secret instead of sending it, and change the one that was sent.',
    zh: '把密钥放进规定的请求头（`Authorization: Bearer …`）；用于签名的密钥不要发送；已泄露的请更换。',
  },
  source: 'https://owasp.org/www-community/vulnerabilities/Information_exposure_through_query_strings_in_url',
  *check(hearing) {
    const secrets = secretsOf(hearing)
    if (secrets.size === 0) return
    for (const platform of hearing.platforms) {
      for (const call of hearing.of(platform).calls()) {
        for (const [name, value] of parametersOf(call.url)) {
          const setting = secrets.get(value.replace(/^Bearer /i, ''))
          if (setting === undefined) continue
          yield {
            what: {
              en: `The query of ${call.operation} holds ${setting} as the parameter ${name}.`,
              zh: `${call.operation} 的查询参数 ${name} 中带有 ${setting}。`,
            },
            cause: call.seq,
          }
        }
      }
    }
  },
})
