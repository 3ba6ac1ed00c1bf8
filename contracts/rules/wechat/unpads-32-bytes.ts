import { createDecipheriv } from 'node:crypto'
import type { HeardPush } from '../hearing.ts'
import { defineRule } from '../rule.ts'
import { nameOf } from './push.ts'
import { refusedPushes } from './accepts-genuine-pushes.ts'

const LIBRARY_BLOCK = 16

/** How many bytes of padding a push has; undefined when it is not encrypted, or with another key. */
function padOf({ attempts }: HeardPush, key: Buffer): number | undefined {
  const encrypted = /<Encrypt><!\[CDATA\[\s*([A-Za-z0-9+/=]+)/.exec(attempts[0]?.request.body ?? '')?.[1]
  if (encrypted === undefined || key.length !== 32) return undefined
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length === 0 || bytes.length % LIBRARY_BLOCK !== 0) return undefined
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, LIBRARY_BLOCK)).setAutoPadding(false)
  return Buffer.concat([decipher.update(bytes), decipher.final()]).at(-1)
}

export const unpads32Bytes = defineRule({
  id: 'wechat/unpads-32-bytes',
  severity: 'broken',
  title: {
    en: 'Encrypted pushes are unpadded from blocks of 32 bytes.',
    zh: '加密推送按 32 字节的块去除填充。',
  },
  why: {
    en: 'WeChat pads to 32 bytes, AES libraries to 16. A library left to remove the padding by itself fails whenever there are more than 16 bytes of it: in every second message.',
    zh: '微信按 32 字节填充，而 AES 库默认 16 字节。由库自动去除填充时，只要填充超过 16 字节就会失败，大约每两条消息一次。',
  },
  mend: {
    en: 'Turn automatic padding off (setAutoPadding(false), NoPadding) and remove as many bytes as the last byte says, 1 to 32.',
    zh: '关闭自动填充（setAutoPadding(false)、NoPadding），按最后一个字节的值（1 到 32）去除。',
  },
  source: 'https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html',
  covers: ['W-29', 'WX-16', 'WX-21'],
  implies: ['wechat/reply-status', 'wechat/survives-every-push', 'wechat/accepts-genuine-pushes'],
  *check(hearing) {
    const wechat = hearing.of('wechat')
    const { encodingAesKey = '' } = (wechat.settings['account'] ?? {}) as { encodingAesKey?: string }
    const key = Buffer.from(`${encodingAesKey}=`, 'base64')
    const refused = new Set(refusedPushes(hearing).map(({ entry }) => entry.seq))
    if (refused.size === 0) return
    const sealed = wechat.pushes.flatMap((push) => {
      const pad = padOf(push, key)
      return pad === undefined || push.entry.what.startsWith('forged ') ? [] : [{ push, pad }]
    })
    const long = sealed.filter(({ pad }) => pad > LIBRARY_BLOCK)
    const short = sealed.filter(({ pad }) => pad <= LIBRARY_BLOCK)
    const isPattern = long.every(({ push }) => refused.has(push.entry.seq))
    if (long.length === 0 || short.length === 0 || !isPattern) return
    if (short.some(({ push }) => refused.has(push.entry.seq))) return
    const [{ push, pad }] = long as [(typeof long)[number]]
    yield {
      what: {
        en: `All ${long.length} pushes with more than 16 bytes of padding failed, ${nameOf(push.entry)} with ${pad} first; all ${short.length} with 16 or fewer did not.`,
        zh: `填充超过 16 字节的 ${long.length} 条推送全部失败（首先是 ${nameOf(push.entry)}，填充 ${pad} 字节），不超过 16 字节的 ${short.length} 条全部成功。`,
      },
      cause: push.entry.seq,
      user: push.entry.user,
      details: { failed: long.length, passed: short.length },
    }
  },
})
