import type { Random } from '../../core/random.ts'

/** A parametric QR code. Times in ms since the epoch; a permanent one has no end. */
export interface QrCode {
  readonly ticket: string
  readonly scene: string
  readonly permanent: boolean
  readonly expiresAt: number
  readonly url: string
}

/** The QR codes of an account. */
export interface QrBook {
  create(scene: string, lifeMs: number | undefined, now: number): QrCode
  withTicket(ticket: string): QrCode | undefined
  /** The newest code with this scene. */
  withScene(scene: string): QrCode | undefined
  clear(): void
}

const MOST_CODES = 100_000
const TICKET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** An account without codes. */
export function createQrBook(random: Random): QrBook {
  const byTicket = new Map<string, QrCode>()
  const byScene = new Map<string, QrCode>()
  return {
    create(scene, lifeMs, now) {
      const code: QrCode = {
        ticket: `gQ${random.text(92, TICKET)}==`,
        scene,
        permanent: lifeMs === undefined,
        expiresAt: lifeMs === undefined ? Infinity : now + lifeMs,
        url: `http://weixin.qq.com/q/02${random.text(20, TICKET)}`,
      }
      byTicket.set(code.ticket, code)
      byScene.set(scene, code)
      const oldest = byTicket.size > MOST_CODES ? byTicket.values().next().value : undefined
      if (oldest !== undefined) {
        byTicket.delete(oldest.ticket)
        if (byScene.get(oldest.scene) === oldest) byScene.delete(oldest.scene)
      }
      return code
    },
    withTicket: (ticket) => byTicket.get(ticket),
    withScene: (scene) => byScene.get(scene),
    clear() {
      byTicket.clear()
      byScene.clear()
    },
  }
}
