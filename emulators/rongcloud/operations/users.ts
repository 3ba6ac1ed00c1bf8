import { object, text } from '../fields.ts'
import { refuse } from '../errors.ts'
import { done, give, operation, type RongOperation } from '../operation.ts'
import { noteClient } from '../rongcloud.ts'
import { writeBeijingTime } from '../users/users.ts'

const SOURCE = 'https://docs.rongcloud.cn/platform-chat-api/user/register'

const userId = text('userId', { max: 64, unit: 'bytes', pattern: /^[A-Za-z0-9+=_-]+$/ })
const name = text('name', { min: 0, max: 64 })
const portraitUri = text('portraitUri', { min: 0, max: 1024, unit: 'bytes' })

const TOKEN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Users: registration with a token, and what is known of them. */
export const userOperations: readonly RongOperation[] = [
  operation({
    path: '/user/getToken.json',
    summary: 'Registers a user and gives a token; tokens given before stay good.',
    encoding: 'form',
    body: object('body', { userId, name: name.optional(), portraitUri: portraitUri.optional() }),
    rate: 'tokensPerSecond',
    rows: ['R-23', 'R-36'],
    source: SOURCE,
    certainty: 'official',
    errors: [2007],
    run(rong, sent) {
      const before = rong.users.find(sent.userId)
      const quota = rong.settings.limits.users
      if (before === undefined && quota > 0 && rong.users.size >= quota) return refuse(2007)
      rong.users.put({
        userId: sent.userId,
        name: sent.name ?? before?.name ?? '',
        portraitUri: sent.portraitUri ?? before?.portraitUri ?? '',
        createdAt: before?.createdAt ?? rong.world.clock.now(),
      })
      noteClient(rong, sent.userId)
      return give({ userId: sent.userId, token: `${rong.world.random.text(86, TOKEN_LETTERS)}==` })
    },
  }),
  operation({
    path: '/user/info.json',
    summary: 'Tells name, portrait and registration time of a user.',
    encoding: 'form',
    body: object('body', { userId }),
    rows: ['R-23'],
    source: 'https://docs.rongcloud.io/platform-chat-api/user/get',
    certainty: 'official',
    run(rong, sent) {
      const user = rong.users.find(sent.userId)
      if (user === undefined) return refuse(1002, `user ${sent.userId} does not exist.`)
      const { name: userName, portraitUri: userPortrait, createdAt } = user
      return give({ userName, userPortrait, createTime: writeBeijingTime(createdAt) })
    },
  }),
  operation({
    path: '/user/refresh.json',
    summary: 'Changes name and portrait of a user.',
    encoding: 'form',
    body: object('body', { userId, name: name.optional(), portraitUri: portraitUri.optional() }),
    rows: ['R-23'],
    source: SOURCE,
    certainty: 'official',
    run(rong, sent) {
      const before = rong.users.find(sent.userId)
      if (before === undefined) return refuse(1002, `user ${sent.userId} does not exist.`)
      rong.users.put({
        ...before,
        name: sent.name ?? before.name,
        portraitUri: sent.portraitUri ?? before.portraitUri,
      })
      return done
    },
  }),
]
