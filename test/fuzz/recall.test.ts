import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FileSlot } from '../../contracts/recording/draft.ts'
import { createNameBook } from '../../contracts/recording/name-book.ts'
import { createRedactor } from '../../contracts/recording/redactor.ts'
import type { RecallGround, SeenAnswer, SeenRequest } from '../../emulators/core/recall.ts'
import { loadPlatforms } from '../../emulators/index.ts'

const platforms = (await loadPlatforms()).filter(({ info }) => info.recall !== undefined)

const header = fc.tuple(
  fc.constantFrom(
    'content-type',
    'authorization',
    'timestamp',
    'sign',
    'signature',
    'nonce',
    'App-Key',
    'x-acs-action',
  ),
  fc.string(),
)
/** JSON made of the names platforms use, in places where they do not belong. */
const NAMES =
  `suggestions messages message content answer provider userId userIds targetId toUserId toGroupId values code errcode msgtype
   text richText type data Messages Code choices delta role touser news articles msgmenu list template_id cardData cardParamMap
   outTrackId openSpaceId cardPrivateData actionIds params conversationToken contentType result response statusLine body
   requestLine uri headers topic messageId repliedMsg atUsers dingtalkId at atUserIds msgKey msgParam event visitorId inputs
   groupChat responseMode conversationId messageType objectName fromUserId channelType authentication token pass mentionedInfo
   userIdList markdown title actionCard btns feedCard links key isFull content cardUpdateOptions operation`.split(/\s+/)
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      null,
      true,
      0,
      200,
      100,
      '1',
      'text',
      'richText',
      'streamingComponent',
      'GROUP',
      'dtv1.card//IM_GROUP.x',
    ),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('tree'), { maxKeys: 8, noNullPrototype: true }),
    fc
      .dictionary(fc.constantFrom(...NAMES), tie('tree'), { maxKeys: 8, noNullPrototype: true })
      .map((inner) => JSON.stringify(inner)),
  ),
}))
const record = fc.dictionary(fc.constantFrom(...NAMES), tree, { minKeys: 3, maxKeys: 12, noNullPrototype: true })
const json = record.map((inner) => JSON.stringify(inner))
const TOPICS = [
  '/v1.0/im/bot/messages/get',
  '/v1.0/card/instances/callback',
  '/v1.0/graph/api/invoke',
  'disconnect',
  '*',
]
const frames = fc
  .tuple(fc.constantFrom('CALLBACK', 'EVENT', 'SYSTEM'), fc.constantFrom(...TOPICS), json)
  .map(([type, topic, data]) => JSON.stringify({ type, headers: { topic, messageId: 'm' }, data }))
const leaf = fc.constantFrom('text', 'image', 'event', 'subscribe', '1', '', '\u0000')
const xml = fc
  .dictionary(
    fc.constantFrom(
      'ToUserName',
      'FromUserName',
      'MsgType',
      'Event',
      'EventKey',
      'Content',
      'MediaId',
      'MsgId',
      'Articles',
    ),
    leaf,
  )
  .map(
    (fields) =>
      `<xml>${Object.entries(fields)
        .map(([name, value]) => `<${name}>${value}</${name}>`)
        .join('')}</xml>`,
  )
const text = fc.oneof(
  xml,
  json,
  json,
  fc.string(),
  fc.webQueryParameters(),
  record.map((inner) => `data: ${JSON.stringify(inner)}\n\n`),
  record.map((inner) =>
    new URLSearchParams(
      Object.entries(inner).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
    ).toString(),
  ),
)
const body = fc.oneof(
  text.map((written) => Buffer.from(written)),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
)
const headers = fc.array(header, { maxLength: 4 })
const request: fc.Arbitrary<SeenRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  url: fc.webQueryParameters().map((query) => `/any/path?${query}`),
  headers,
  body,
  at: fc.nat(),
})
const answer: fc.Arbitrary<SeenAnswer> = fc.record({
  status: fc.constantFrom(200, 204, 400, 403, 500),
  headers,
  body,
  at: fc.nat(),
})

const sha1 = (given: string): string => createHash('sha1').update(given).digest('hex')
const secret = 'aSecretOfTheFuzz'
const proven = createHmac('sha256', secret).update(`1\n${secret}`).digest('base64')

/** Secrets under which {@link prove} makes any push a platform's own. */
const settingsOf: Readonly<Record<string, object>> = {
  wechat: { account: { token: secret } },
  dingtalk: { app: { clientSecret: secret } },
  rongcloud: { appSecret: secret },
  livechat: { robot: { authEnabled: false } },
}

function prove(id: string, given: SeenRequest): SeenRequest {
  if (id === 'wechat') {
    const signature = sha1([secret, '1', '2'].toSorted().join(''))
    return { ...given, url: `/?timestamp=1&nonce=2&signature=${signature}` }
  }
  if (id === 'rongcloud') return { ...given, url: `/?timestamp=1&nonce=2&signature=${sha1(`${secret}21`)}` }
  return {
    ...given,
    headers: [
      ...given.headers.filter(([name]) => !/^(?:sign|timestamp)$/.test(name)),
      ['timestamp', '1'],
      ['sign', proven],
    ],
  }
}

const ground = (settings: Readonly<Record<string, unknown>>): RecallGround => {
  const names = createNameBook()
  const redactor = createRedactor(names, [])
  return {
    settings,
    person: names.person,
    group: names.group,
    hide: redactor.hide,
    keep: () => undefined,
    file: (id, name, beside = {}) => new FileSlot(id, name, beside),
  }
}

it.each(platforms.map(({ info }) => [info.id, info] as const))(
  'whatever passes, what %s makes of it can be written, and nothing breaks',
  (_id, info) => {
    const settings = info.settings.parse(settingsOf[info.id] ?? {}) as Readonly<Record<string, unknown>>
    const operations = [undefined, ...info.operations.map((operation) => operation.id)]
    const webhooks = Object.keys(info.webhooks)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(request, answer, fc.constantFrom(...operations)), { minLength: 1, maxLength: 3 }),
        frames,
        (exchanges, frame) => {
          const recaller = info.recall!.open({ ...ground(settings) })
          const recalled = exchanges.flatMap(([asked, given, operation]) => [
            ...webhooks.flatMap((webhook) => [
              ...(recaller.push?.(prove(info.id, asked), webhook) ?? []),
              ...(recaller.answer?.(given, prove(info.id, asked), webhook) ?? []),
            ]),
            ...(recaller.call?.(operation, asked, given) ?? []),
            ...(recaller.frame?.('platform', frame, 0) ?? []),
            ...(recaller.frame?.('bot', frame, 0) ?? []),
          ])
          recaller.resign?.(exchanges[0]![0], { host: 'example.com', now: 0 })
          for (const one of recalled) expect(() => JSON.stringify(one)).not.toThrow()
        },
      ),
      { numRuns: 400 },
    )
  },
)
