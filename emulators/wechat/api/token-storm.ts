import type { Call } from '../../core/call.ts'
import type { World } from '../../core/world.ts'
import type { Wechat } from '../wechat.ts'
import { remark } from '../remarks.ts'

const WITHIN_MS = 60_000
const MOST = 10

/** Notices a bot that asks for tokens over and over: the way an account runs out of the day's quota within minutes. */
export function watchTokenRequests({ world, tokenRequests }: Wechat, call: Call): void {
  const now = world.clock.now()
  while (tokenRequests.length > 0 && now - tokenRequests[0]! >= WITHIN_MS) tokenRequests.shift()
  tokenRequests.push(now)
  // Said once, when the storm begins; the oldest request makes room while it lasts.
  if (tokenRequests.length > MOST + 1) tokenRequests.shift()
  else if (tokenRequests.length > MOST) remarkStorm(world, call)
}

function remarkStorm(world: World, call: Call): void {
  const what = {
    en: `More than ${MOST} token requests within a minute, the newest by ${call.entry.operation}; a day has 2000, a minute of a busy bot needs one.`,
    zh: `一分钟内请求 access_token 超过 ${MOST} 次（最近一次：${call.entry.operation}）；每天只有 2000 次，而繁忙的机器人一分钟也只需要一次。`,
  }
  remark({ world }, 'token-storm', what, { cause: call.entry.seq })
}
