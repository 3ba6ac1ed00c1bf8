import type { Dingtalk } from '../dingtalk.ts'
import { remark } from '../remarks/index.ts'
import type { Card } from './card.ts'
import { refreshCard } from './show.ts'

/** Shows a change that was taken, and remembers it as the newest. */
export function takeChange(dingtalk: Dingtalk, card: Card, cause: number): void {
  card.changed = { at: dingtalk.world.clock.now(), cause }
  refreshCard(dingtalk, card)
}

/** A card must not be updated by a call while the callback of a tap on it is open. */
export function remarkDuringTap(dingtalk: Dingtalk, card: Card, cause: number): void {
  if (card.openTaps === 0) return
  remark(
    dingtalk,
    'card-updated-in-callback',
    {
      en: `Card ${card.outTrackId} was updated by a call while the callback of a tap on it was not answered yet.`,
      zh: `卡片 ${card.outTrackId} 的点击回调尚未响应，就调用了更新接口。`,
    },
    { cause, user: card.places[0]?.name },
  )
}
