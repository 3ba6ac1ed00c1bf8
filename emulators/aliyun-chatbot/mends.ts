import type { PlatformErrorInfo } from '../core/platform.ts'

type Mend = NonNullable<PlatformErrorInfo['mend']>
const mend = (en: string, zh: string): Mend => ({ en, zh })

const field = mend('Send the field the message names.', '补上消息中指出的字段。')
const clock = mend(
  'Set the clock by NTP and send the time in UTC with a Z at the end: local time under a Z is eight hours off in China.',
  '用 NTP 校准时钟，发送以 Z 结尾的 UTC 时间；把本地时间标成 Z 会差八小时。',
)
const sign = mend(
  'Compare the string to sign in the message with yours, byte by byte: percent-encoding (%20 not +, ~ as it is), parameters sorted by bytes, the secret with & at its end.',
  '把消息里的待签名字符串与自己的逐字节比较：空格编码为 %20、~ 不编码、参数按字节排序、密钥末尾加 &。',
)
const slow = mend(
  'Wait a second, each time longer and with some jitter, and repeat a few times with a new nonce.',
  '等待一秒后重试，逐次加长并加随机抖动，每次使用新的 nonce。',
)
const robot = mend(
  'Take the InstanceId from the console of the same account and region.',
  'InstanceId 要来自同一账号、同一地域的控制台。',
)

/** What the bot's author should do about each code. */
export const MENDS: Readonly<Record<string, Mend | undefined>> = {
  MissingParameter: field,
  'InvalidParameter.Format': mend('Send Format=JSON.', '使用 Format=JSON。'),
  InvalidSignatureMethod: mend('Send SignatureMethod=HMAC-SHA1.', '使用 SignatureMethod=HMAC-SHA1。'),
  'InvalidTimeStamp.Format': clock,
  'InvalidTimeStamp.Expired': clock,
  IllegalTimestamp: clock,
  'InvalidAccessKeyId.NotFound': mend(
    'Check the key for blanks and typing errors; an STS key needs its SecurityToken as well.',
    '检查 AccessKeyId 是否有空格或输错；STS 临时密钥还要带 SecurityToken。',
  ),
  'InvalidAccessKeyId.Inactive': mend('Enable the key in RAM, or use another.', '在 RAM 中启用该密钥，或更换。'),
  SignatureDoesNotMatch: sign,
  IncompleteSignature: sign,
  SignatureNonceUsed: mend(
    'Make a new nonce and sign anew for every attempt, retries included.',
    '每次请求（包括重试）都生成新的 nonce 并重新签名。',
  ),
  InvalidVersion: mend('Use 2022-04-08 or 2017-10-11.', '使用 2022-04-08 或 2017-10-11。'),
  'InvalidAction.NotFound': mend(
    'Check the spelling of Action, and that this Version has it.',
    '检查 Action 拼写，并确认该 Version 提供此接口。',
  ),
  UnsupportedHTTPMethod: mend('Use GET or POST.', '使用 GET 或 POST。'),
  'InvalidProduct.NotFound': mend(
    'Use the endpoint chatbot.cn-shanghai.aliyuncs.com.',
    '使用接入点 chatbot.cn-shanghai.aliyuncs.com。',
  ),
  'InvalidProtocol.NeedSsl': mend('Call it by https.', '改用 https。'),
  Throttling: slow,
  'Throttling.User': slow,
  'Throttling.Api': slow,
  ServiceUnavailable: slow,
  InternalError: slow,
  MissingInstanceId: field,
  MissingUtterance: mend(
    'Send what the visitor said; ask nothing when that is empty.',
    '发送访客的话；为空时不要调用。',
  ),
  MissingSessionId: field,
  MissingMessageId: field,
  MissingFeedback: field,
  'InvalidInstanceId.NotFound': robot,
  InvalidParameter: mend(
    'Mend the field the message names; in version 2022-04-08 an unknown InstanceId is told so, too.',
    '修改消息中指出的字段；2022-04-08 版中未知的 InstanceId 也报此错。',
  ),
  Forbidden: mend(
    'Have the RAM user allowed to use this robot, and take the AgentKey of the business space it belongs to.',
    '为该 RAM 用户授权使用此机器人，并使用机器人所在业务空间的 AgentKey。',
  ),
  InstanceFreezing: mend(
    'Pay the bill; until then say that the robot is away.',
    '补缴费用；在此之前告知用户机器人暂不可用。',
  ),
}
