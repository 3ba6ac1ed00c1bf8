import type { Bilingual } from '../../core/journal-entries.ts'

const mend = (en: string, zh: string): Bilingual => ({ en, zh })

/** What a bot's author should do, where several refusals have the same cure. */
export const slower = mend(
  'Call less often: join updates that follow each other, and try again after a pause that grows.',
  '降低调用频率：合并相邻的更新，失败后以递增的间隔重试。',
)

export const later = mend(
  'Nothing is wrong with the call: wait a second, each time longer, and repeat it a few times.',
  '调用本身没有问题：等待一秒后重试，间隔逐次加长，最多几次。',
)

export const quota = mend(
  'Stop calling until next month, or buy a larger plan; then find what uses the calls up: each update of a card is one.',
  '本月内停止调用，或升级套餐；并找出消耗额度的调用：卡片每更新一次就算一次。',
)

export const appSecret = mend(
  'Copy both values from the page of the app; retrying cannot help.',
  '请从应用凭证页重新复制两个值；重试没有用。',
)

export const rightId = mend(
  'userIds are the staffIds of the organisation (senderStaffId of a callback); neither senderId nor unionId nor a mobile number.',
  '请使用组织内的 userId（回调中的 senderStaffId），不是 senderId、unionId 或手机号。',
)

export const batches = mend('Send in batches of 20.', '请每批不超过 20 人。')

export const ownRobot = mend(
  'Use the robotCode of the callback, and the access token of the app that owns this robot.',
  '请使用回调中的 robotCode，以及该机器人所属应用的访问凭证。',
)

export const stoppedRobot = mend(
  'Enable the robot: that of an app in the developer console, a custom robot in the settings of its group; retrying cannot help.',
  '请启用机器人：应用机器人在开发者后台，自定义机器人在群设置中；重试没有用。',
)

export const deadGroup = mend(
  'Stop sending to this group and forget its id and webhook; it does not come back.',
  '停止向该群发送，并删除保存的群会话 ID 和 Webhook；该群不会恢复。',
)

export const customToken = mend(
  'Send the 64 characters after access_token= of the webhook URL, and nothing else.',
  '请只填写 Webhook 地址中 access_token= 之后的 64 个字符。',
)

export const shorterMessages = mend('Cut long answers into several messages.', '请将长回复拆分为多条消息。')

export const renewSession = mend(
  'Check sessionWebhookExpiredTime before use, and send through the OpenAPI (batchSend, groupMessages/send) afterwards; only a new message of the user revives the webhook.',
  '使用前检查 sessionWebhookExpiredTime，过期后改用 OpenAPI（batchSend、groupMessages/send）发送；只有用户的新消息才能续期。',
)

export const unsafeLink = mend(
  'Take the link out, or link only to domains you know; the same message again is refused again. Links a model made up deserve a check before sending.',
  '去掉该链接，或只使用可信域名的链接；原样重发仍会被拒绝。模型生成的链接请在发送前检查。',
)

export const unsafeContent = mend(
  'Do not repeat it unchanged: send a fixed sentence instead, so that the user is not left without an answer, and check what the model writes before sending.',
  '不要原样重发：改发一条固定的提示语，避免用户收不到回复；并在发送前审核模型生成的内容。',
)

export const unsafePicture = mend(
  'Do not repeat it unchanged: send another picture, or a text in its place.',
  '不要原样重发：请更换图片，或改发文字。',
)
