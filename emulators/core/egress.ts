import { CaipaiError } from './errors.ts'

/** Whether a host name or IP literal is on the loopback. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(host) ||
    host.startsWith('::ffff:127.')
  )
}

/**
 * Says whether a push may go to `url`: loopback, or a host on the allow list (`bot.example`, `10.0.0.7`).
 *
 * @throws CaipaiError `EGRESS_REFUSED`, or `URL_INVALID` when it is no http(s) URL
 */
export function checkEgress(url: string, allowed: readonly string[]): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) {
    throw new CaipaiError(`${JSON.stringify(url)} is not an http or https URL`, {
      code: 'URL_INVALID',
      fix: 'Give the URL of the bot in full, for example http://127.0.0.1:3000/wechat',
    })
  }
  if (isLoopback(parsed.hostname) || allowed.includes(parsed.hostname)) return
  throw new CaipaiError(`pushes go to this machine only, not to ${parsed.hostname}`, {
    code: 'EGRESS_REFUSED',
    fix: `Run the bot on this machine, or allow the host: --allow-host ${parsed.hostname} (config: server.allowHosts)`,
  })
}
