import type { Log } from '../log.ts'
import { describeError } from '../log.ts'
import { createAllowances } from './allowance.ts'
import type { Allowances } from './allowance.ts'
import type { WeChatApi } from './api.ts'
import { WeChatApiError } from './api.ts'
import { layOut } from './pages.ts'

/** Sends texts outside of a delivery, within what WeChat allows. */
export interface ServiceMessages {
  readonly allowances: Allowances
  /**
   * Sends as many pages as the user's allowance covers, one after another.
   *
   * @param onProgress called after each page with what is left
   * @returns what could not be sent
   */
  send(openid: string, text: string, onProgress: (left: string) => void): Promise<string>
  /** Shows that the bot is writing. A courtesy: a failure is logged and changes nothing. */
  showTyping(openid: string): void
}

/** Too late, and too many: https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage */
const NOT_ALLOWED_NOW: readonly number[] = [45015, 45047]

export function createServiceMessages(api: WeChatApi, log: Log): ServiceMessages {
  const allowances = createAllowances()
  return {
    allowances,
    async send(openid, text, onProgress) {
      const { pages, rest } = layOut(text, allowances.left(openid))
      const unsent = (from: number) => [...pages.slice(from), rest].join('')
      for (const [index, page] of pages.entries()) {
        try {
          await api.sendText(openid, page)
        } catch (error) {
          log('error', 'a service message was not sent', {
            openid,
            page: index + 1,
            of: pages.length,
            error: describeError(error),
          })
          if (error instanceof WeChatApiError && NOT_ALLOWED_NOW.includes(error.errcode)) allowances.exhaust(openid)
          return unsent(index)
        }
        allowances.spend(openid)
        onProgress(unsent(index + 1))
      }
      if (pages.length === 0) log('warn', 'no service message is allowed until the user writes again', { openid })
      else log('info', 'answered', { openid, via: 'service message', pages: pages.length, held: rest !== '' })
      return rest
    },
    showTyping(openid) {
      api
        .showTyping(openid)
        .catch((error: unknown) => log('warn', 'typing was not shown', { openid, error: describeError(error) }))
    },
  }
}
