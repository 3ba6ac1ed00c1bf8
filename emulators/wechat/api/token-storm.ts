import { formatDuration } from '../../core/duration.ts'
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
  else if (tokenRequests.length > MOST) remarkStorm(world, call, now - tokenRequests[0]!)
}

function remarkStorm(world: World, call: Call, spanMs: number): void {
  const span = formatDuration(spanMs)
  const what = {
    en: `${MOST + 1} token requests within ${span}, the newest by ${call.entry.operation}; a day has 2000, and a busy bot needs one every two hours.`,
    zh: `${span} 内请求了 ${MOST + 1} 次 access_token（最近一次：${call.entry.operation}）；每天只有 2000 次，而繁忙的机器人两小时也只需要一次。`,
  }
  remark({ world }, 'token-storm', what, { cause: call.entry.seq })
}
