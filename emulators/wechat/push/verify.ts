import { wholeBody } from '../../core/delivery/whole-body.ts'
import type { AnswerHead } from '../../core/delivery/exchange.ts'
import type { PushResult, Verdict } from '../../core/delivery/push.ts'
import type { HeaderList } from '../../core/journal-entries.ts'
import { sign } from '../crypto/signature.ts'
import type { Wechat } from '../wechat.ts'
import { lowerCased, stampPush } from './deliver.ts'
import { withQuery } from './envelope.ts'
import { remark } from '../remarks.ts'

/**
 * Verifies the callback URL as the configuration page does: a GET whose echostr has to come back byte for byte. A second
 * GET with a wrong signature follows, which the platform never sends: a bot that echoes it checks nothing.
 *
 * Source: https://developers.weixin.qq.com/doc/subscription/guide/dev/push/
 */
export function verifyCallback(wechat: Wechat, cause: number): void {
  const { world, settings } = wechat
  const url = world.webhook('wechat')
  // 18 or 19 digits, within a signed 64-bit number.
  const echostr = world.random.digits(18)
  const { timestamp, nonce } = stampPush(wechat)
  const signature = sign(settings.account.token, timestamp, nonce)

  function get(
    what: string,
    sent: string,
    judge: (body: Buffer, head: AnswerHead) => Verdict<undefined>,
  ): Promise<PushResult<undefined>> {
    const target = withQuery(url, [
      ['signature', sent],
      ['echostr', echostr],
      ['timestamp', timestamp],
      ['nonce', nonce],
    ])
    return world.deliver<undefined>({
      label: { platform: 'wechat', what, ids: { echostr }, cause },
      attempt: () => ({
        transport: world.httpTransport({ method: 'GET', url: target, headers: headersFor(url), body: '' }),
        read: wholeBody(judge),
      }),
      timers: { connectMs: settings.push.timeoutMs, totalMs: settings.push.timeoutMs },
      deliveries: () => 1,
      settled({ verdict, seq }) {
        if (what === 'verification' && verdict.outcome !== 'verified') remarkFailure(wechat, verdict, echostr, seq)
        if (verdict.outcome === 'accepted') remarkBlindEcho(wechat, seq)
      },
    }).done
  }

  void get('verification', signature, (body, head) => judgeEcho(wechat, echostr, body, head, cause)).then(
    ({ verdict }) => {
      // A world that was reset or closed meanwhile wants to hear nothing more of it.
      if (verdict.outcome === 'aborted') return
      void get('forged verification', sign(settings.account.token, timestamp, nonce, 'forged'), (body, { status }) =>
        judgeForgedEcho(echostr, body, status),
      )
    },
  )
}

const headersFor = (url: string): HeaderList => [
  ['Host', new URL(url).host],
  ['User-Agent', 'Mozilla/4.0'],
  ['Accept', '*/*'],
  ['Pragma', 'no-cache'],
]

function judgeEcho(
  wechat: Wechat,
  echostr: string,
  body: Buffer,
  { status, headers }: AnswerHead,
  cause: number,
): Verdict<undefined> {
  if (status !== 200) return { outcome: 'bad-status', reason: `got status ${status}, expected 200` }
  if (lowerCased(headers)['transfer-encoding'] === 'chunked') remarkChunked(wechat, cause)
  const wrong = explainEcho(echostr, body)
  return wrong === undefined ? { outcome: 'verified' } : { outcome: 'bad-body', reason: wrong }
}

/** Says how a body differs from the echostr it should be; undefined when it does not. Bytes are counted from 0. */
export function explainEcho(echostr: string, body: Buffer): string | undefined {
  const expected = Buffer.from(echostr)
  if (body.equals(expected)) return undefined
  const size = `got ${body.length} bytes, expected the ${expected.length} bytes ${echostr}`
  if (body.length === 0) return `the body is empty: ${size}`
  if (body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return `a BOM stands at byte 0: ${size}`
  const text = body.toString('utf8')
  if (text === JSON.stringify(echostr)) return `it stands in JSON quotes, at bytes 0 and ${body.length - 1}: ${size}`
  if (text.trim() === echostr)
    return `white space stands around it, the first at byte ${/^\s/.test(text) ? 0 : expected.length}: ${size}`
  if (text === String(Number(echostr))) return `it was read as a number and rounded to ${text}: ${size}`
  if (/^\s*<(?:!doctype|html)/i.test(text)) return `an HTML page came instead: ${size}`
  let at = 0
  while (at < body.length && body[at] === expected[at]) at += 1
  return `the first difference is at byte ${at}: ${size}; it begins ${JSON.stringify(text.slice(0, 60))}`
}

function judgeForgedEcho(echostr: string, body: Buffer, status: number): Verdict<undefined> {
  const echoed = body.includes(echostr)
  if (status === 200 && echoed)
    return { outcome: 'accepted', reason: 'the echostr came back although the signature is wrong' }
  return { outcome: 'refused', reason: `status ${status}, ${echoed ? 'with' : 'without'} the echostr` }
}

function remarkFailure(
  { world }: Wechat,
  { outcome, reason }: Verdict<undefined>,
  echostr: string,
  cause: number,
): void {
  const what = {
    en: `${outcome === 'timeout' ? 'The owner reads 请求URL超时' : 'The owner reads token验证失败'}: ${reason ?? outcome}.`,
    zh: `后台显示${outcome === 'timeout' ? '“请求URL超时”' : '“token验证失败”'}：${reason ?? outcome}。`,
  }
  remark({ world }, 'verification-failed', what, { cause, details: { echostr } })
}

function remarkChunked({ world }: Wechat, cause: number): void {
  const what = {
    en: 'The echostr came in chunks; some developers saw that refused.',
    zh: '验证响应使用了分块传输；有人因此验证失败。',
  }
  remark({ world }, 'verification-chunked', what, { cause })
}

function remarkBlindEcho({ world }: Wechat, cause: number): void {
  const what = {
    en: 'The bot echoes the echostr without checking the signature, so anybody can pass for WeChat.',
    zh: '机器人没有校验签名就返回 echostr，任何人都可以冒充微信。',
  }
  remark({ world }, 'verification-blind', what, { cause })
}
