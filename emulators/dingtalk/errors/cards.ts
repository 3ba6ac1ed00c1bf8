import { later, unsafeContent } from './mends.ts'
import type { GatewayRow } from './refusal.ts'

const CREATE = 'https://open.dingtalk.com/document/development/create-and-deliver-cards'
const UPDATE = 'https://open.dingtalk.com/document/development/interactive-card-update-interface'
const STREAM = 'https://open.dingtalk.com/document/development/api-streamingupdate'

/** A row whose message is the code itself, as most of these are. */
const plain = (code: string, when: string, source: string, mend: GatewayRow['mend']): GatewayRow => ({
  code,
  status: 400,
  message: code,
  when,
  mend,
  source,
})

const newId = {
  en: 'Make a new outTrackId for each card; creating a card again does not change it.',
  zh: '每张卡片使用新的 outTrackId；重复创建不会更新卡片。',
}
const template = {
  en: 'Publish the template on the card platform and copy its id, which ends with .schema.',
  zh: '请在卡片平台发布模板，并复制以 .schema 结尾的模板 ID。',
}
const space = {
  en: 'Use dtv1.card//IM_GROUP.<openConversationId> with imGroupOpenDeliverModel for a group, dtv1.card//IM_ROBOT.<userId> with imRobotOpenDeliverModel for a single chat.',
  zh: '群聊使用 dtv1.card//IM_GROUP.<openConversationId> 和 imGroupOpenDeliverModel，单聊使用 dtv1.card//IM_ROBOT.<userId> 和 imRobotOpenDeliverModel。',
}

/** Refusals of the card operations. */
export const cardErrors: readonly GatewayRow[] = [
  plain('param.outTrackIdEmpty', 'outTrackId is missing or empty', CREATE, newId),
  plain('param.cardTemplateIdEmpty', 'cardTemplateId is missing or empty', CREATE, template),
  plain('param.cardPublicDataEmpty', 'cardData is missing', CREATE, {
    en: 'Give cardData: { cardParamMap: { … } }, with the values that everybody sees; what one person alone sees goes into privateData.',
    zh: '请填写 cardData: { cardParamMap: { … } }，即所有人可见的数据；仅个人可见的数据放在 privateData。',
  }),
  plain('param.openSpaceIdEmpty', 'openSpaceId is missing or empty', CREATE, space),
  plain('param.openSpaceIdInvalid', 'openSpaceId is not dtv1.card//<spaceType>.<id>', CREATE, space),
  plain('param.openDeliverModelEmpty', 'no deliver model is given', CREATE, space),
  plain('param.openDeliverModelError', 'the deliver model does not fit the space', CREATE, space),
  plain('param.userIdNotExist', 'nobody in the organisation has this userId', CREATE, {
    en: 'Give senderStaffId of the message with userIdType 1, or a unionId with userIdType 2; senderId is neither.',
    zh: '请使用消息中的 senderStaffId（userIdType 为 1）或 unionId（userIdType 为 2）；senderId 两者都不是。',
  }),
  plain('param.cardNotExist', 'no card has this outTrackId', UPDATE, {
    en: 'Create the card first, wait until that is answered with success, and use the same outTrackId.',
    zh: '请先创建卡片，等创建成功后再使用同一个 outTrackId。',
  }),
  plain('param.cardAlreadyExist', 'a card has this outTrackId already', CREATE, newId),
  plain('param.templateNotExist', 'no template has this id', CREATE, template),
  plain('param.templateUnpublished', 'the template is not published', CREATE, template),
  plain('param.contentUnsafe', 'the content does not pass the audit', CREATE, unsafeContent),
  plain('param.cardDataAndPrivateDataBothEmpty', 'neither cardData nor privateData is given', UPDATE, {
    en: 'Give cardData for everybody, or privateData for single people; skip the call when nothing has changed.',
    zh: '请填写 cardData（所有人可见）或 privateData（个人可见）；没有变化时不必调用。',
  }),
  plain(
    'param.invalid',
    'a parameter is not allowed: a value of cardParamMap that is no string, an unknown type',
    CREATE,
    {
      en: 'Write every value of cardParamMap as a string, records and lists as JSON text; keys have at most 100 bytes.',
      zh: 'cardParamMap 的值都必须是字符串，对象和数组请写成 JSON 文本；键不超过 100 字节。',
    },
  ),
  plain('param.stream.keyEmpty', 'key is missing or empty', STREAM, {
    en: 'key is the name of the variable of the template that the text streams into.',
    zh: 'key 请填写模板中承载流式文本的变量名。',
  }),
  plain('param.stream.contentEmpty', 'content is missing or empty', STREAM, {
    en: 'Wait for the first words of the model before the first call; an empty text counts as missing.',
    zh: '请等模型输出第一段文字后再调用；空字符串视为缺失。',
  }),
  plain('param.stream.guidEmpty', 'guid is missing or empty', STREAM, {
    en: 'Make a new guid, such as a UUID, for each call; only a repetition of the same call keeps it.',
    zh: '每次调用使用新的 guid（如 UUID），仅重试同一次调用时保持不变。',
  }),
  {
    code: 'param.stream.outTrackId',
    status: 400,
    message: 'card is not exist',
    when: 'no card has this outTrackId',
    mend: {
      en: 'Stream only to a card whose creation was answered with success; else send a message.',
      zh: '只对创建成功的卡片做流式更新；创建失败时请改发普通消息。',
    },
    source: STREAM,
  },
  {
    code: 'param.stream.isFull',
    status: 400,
    message: 'streaming update the parameter isFull is null',
    when: 'isFull is null',
    mend: {
      en: 'Give true and the whole text so far, which Markdown needs, or false and only what is new.',
      zh: '请填写 true 并传完整文本（Markdown 必须如此），或填写 false 并只传新增部分。',
    },
    source: STREAM,
  },
  {
    code: 'param.stream.content',
    status: 400,
    message: 'content is too large',
    when: 'the content is too large; how large it may be is not documented',
    mend: {
      en: 'Keep a card below about 3,000 characters and send the rest as messages.',
      zh: '卡片内容请控制在约 3000 字以内，其余部分用消息发送。',
    },
    source: STREAM,
  },
  {
    code: 'system.busy',
    status: 500,
    message: 'system.busy',
    when: 'the platform is busy',
    mend: later,
    source: CREATE,
  },
]
