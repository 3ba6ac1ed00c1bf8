import type { PlatformErrorInfo } from '../core/platform.ts'

type Mend = NonNullable<PlatformErrorInfo['mend']>
const mend = (en: string, zh: string): Mend => ({ en, zh })

const sms = mend(
  'This belongs to the SMS service; a chat bot does not need it.',
  '这是短信服务的错误码，聊天机器人用不到。',
)
const later = mend(
  'Wait a second, each time longer, and repeat the call a few times.',
  '等待一秒后重试，间隔逐次加长，最多几次。',
)
const enable = mend('Have the service enabled for the app in the console.', '请在控制台为应用开通该服务。')

/** What the bot's author should do about each code. */
export const MENDS: Readonly<Record<number, Mend | undefined>> = {
  404: mend('Check the path; every one ends in .json.', '检查路径；所有路径都以 .json 结尾。'),
  405: mend('Use POST.', '使用 POST。'),
  1000: later,
  1001: mend(
    'Take App Key and App Secret of the same app and the same environment; development and production differ.',
    'App Key 与 App Secret 必须来自同一应用的同一环境（开发与生产不同）。',
  ),
  1002: mend(
    'Mend the parameter the message names; messages need content as a JSON string inside the form.',
    '修改提示中的参数；消息的 content 要以 JSON 字符串放在表单字段里。',
  ),
  1003: mend('Send the parameters as a form in the body.', '把参数以表单形式放在请求体中。'),
  1004: mend(
    'Signature is the SHA-1, as lower-case hex, of App Secret + Nonce + Timestamp in this order; Timestamp in milliseconds, and the three headers of one request belong together.',
    'Signature 是 App Secret + Nonce + Timestamp（按此顺序）的 SHA-1 小写十六进制；Timestamp 用毫秒，三个请求头要同属一次请求。',
  ),
  1005: mend('Shorten the parameter the message names.', '缩短提示中的参数。'),
  1006: mend('Look at the state of the app in the console.', '在控制台查看应用状态。'),
  1007: mend('Have the method allowed for the app in the console.', '请在控制台为应用开放该接口。'),
  1008: mend('Send less often; keep a queue and repeat after a second.', '降低发送频率；排队，一秒后重试。'),
  1009: enable,
  1010: sms,
  1011: sms,
  1012: sms,
  1013: sms,
  1014: sms,
  1015: mend('Nothing is left to delete: take it for done.', '要删除的对象已不存在，可视为成功。'),
  1016: mend('Close keep-alive chatrooms, or have the quota raised.', '关闭部分保活聊天室，或申请提高配额。'),
  1017: mend('This belongs to RTC; update its SDK.', '这是音视频服务的错误码；请升级 SDK。'),
  1018: enable,
  1019: mend('Remove sensitive words before adding others.', '先删除部分敏感词，再添加。'),
  1050: later,
  1501: mend('Send the parameter in the documented type.', '按文档规定的类型发送参数。'),
  1502: mend('Split the list into several calls.', '把列表拆成多次调用。'),
  1508: mend('Send less in one call; the body has at most 100 KB.', '减少单次内容；请求体最多 100 KB。'),
  2007: mend('Delete test users, or go to the production environment.', '删除测试用户，或切换到生产环境。'),
}
