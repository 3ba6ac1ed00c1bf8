import { z } from 'zod'
import { queryValue } from '../../../core/call.ts'
import type { User } from '../../account/users.ts'
import type { Wechat } from '../../wechat.ts'
import { operation, type WechatOperation } from '../dialect.ts'
import { refuse } from '../errors.ts'

const SOURCE = 'https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_userinfo'
const PAGE = 10_000

/** What the account learns of a user. Nickname and picture have been empty since 2021-12-27. */
function describeUser({ settings }: Wechat, user: User, language: string): Record<string, unknown> {
  if (!user.subscribed) return { subscribe: 0, openid: user.openid, tagid_list: [] }
  const isNumber = /^\d{1,10}$/.test(user.qrScene)
  return {
    subscribe: 1,
    openid: user.openid,
    nickname: '',
    sex: 0,
    language,
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: Math.floor(user.subscribedAt / 1000),
    ...(settings.account.openPlatform ? { unionid: user.unionid } : {}),
    remark: '',
    groupid: 0,
    tagid_list: [],
    subscribe_scene: user.subscribeScene,
    qr_scene: isNumber ? Number(user.qrScene) : 0,
    qr_scene_str: isNumber ? '' : user.qrScene,
  }
}

const BatchRequest = z.object({
  user_list: z.array(z.object({ openid: z.string(), lang: z.string().default('zh_CN') })).optional(),
})

export const userOperations: readonly WechatOperation[] = [
  operation({
    id: 'wechat.user.info',
    verb: 'GET',
    path: '/cgi-bin/user/info',
    summary: 'Tells whether somebody follows, since when and by which code; no name, no picture.',
    rows: ['W-47'],
    source: SOURCE,
    certainty: 'official',
    errors: [40003, 48001],
    permission: 'users',
    daily: { usual: 500_000 },
    decide(wechat, { call }) {
      const user = wechat.users.withOpenid(queryValue(call, 'openid') ?? '')
      if (user === undefined) return refuse(40003, `openid is ${queryValue(call, 'openid') ?? 'missing'}`)
      call.entry.user = user.name
      return () => ({ json: describeUser(wechat, user, queryValue(call, 'lang') ?? 'zh_CN') })
    },
  }),
  operation({
    id: 'wechat.user.info.batchget',
    verb: 'POST',
    path: '/cgi-bin/user/info/batchget',
    summary: 'The same for up to a hundred people.',
    body: BatchRequest,
    rows: ['W-47'],
    source: SOURCE,
    certainty: 'official',
    errors: [40003, 40032, 48001],
    permission: 'users',
    decide(wechat, { body }) {
      const asked = body.user_list ?? []
      if (asked.length < 1 || asked.length > 100) return refuse(40032, `${asked.length} entries`)
      const users = asked.map(({ openid, lang }) => ({ user: wechat.users.withOpenid(openid), openid, lang }))
      const unknown = users.find(({ user }) => user === undefined)
      if (unknown !== undefined) return refuse(40003, unknown.openid)
      return () => ({
        json: {
          user_info_list: users.flatMap(({ user, lang }) =>
            user === undefined ? [] : [describeUser(wechat, user, lang)],
          ),
        },
      })
    },
  }),
  operation({
    id: 'wechat.user.get',
    verb: 'GET',
    path: '/cgi-bin/user/get',
    summary: 'Lists the followers, ten thousand to a page.',
    rows: ['W-47'],
    source: 'https://developers.weixin.qq.com/doc/offiaccount/User_Management/Getting_a_User_List.html',
    certainty: 'official',
    errors: [40003, 48001],
    permission: 'users',
    daily: { usual: 500 },
    decide(wechat, { call }) {
      const all = wechat.users.followers().map((user) => user.openid)
      const after = queryValue(call, 'next_openid') ?? ''
      const at = after === '' ? -1 : all.indexOf(after)
      if (after !== '' && at === -1) return refuse(40003, `next_openid is ${after}`)
      return () => {
        const page = all.slice(at + 1, at + 1 + PAGE)
        const total = all.length
        if (page.length === 0) return { json: { total, count: 0, next_openid: '' } }
        return { json: { total, count: page.length, data: { openid: page }, next_openid: page.at(-1) } }
      }
    },
  }),
]
