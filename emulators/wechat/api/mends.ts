import type { PlatformErrorInfo } from '../../core/platform.ts'
import { ERRORS, type WechatError } from './errors.ts'

const SOURCE = 'https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html'
const WINDOW = 'https://developers.weixin.qq.com/doc/subscription/guide/product/kf/intro.md'

type Mend = NonNullable<PlatformErrorInfo['mend']>
const mend = (en: string, zh: string): Mend => ({ en, zh })

const refetch = mend(
  'Drop the token, fetch one (one request at a time for the whole account), and repeat the call once.',
  '丢弃旧的 access_token，全账号只由一处刷新一次，然后重试一次。',
)
const waitForQuota = mend(
  'Stop calling until the day (or minute) is over, and look for the loop that used them up.',
  '停止调用，等到额度恢复，并找出耗尽额度的循环。',
)

/** What the bot's author should do about the errors people meet most. */
const MENDS: Readonly<Record<string, Mend | undefined>> = {
  '-1': mend('Wait half a second and repeat the call once or twice.', '稍等半秒后重试一两次。'),
  40001: refetch,
  40014: refetch,
  42001: refetch,
  40003: mend(
    'Use FromUserName of a push of this very account; openids differ from account to account.',
    '使用本公众号推送里的 FromUserName；不同账号的 openid 不同。',
  ),
  40007: mend(
    'Upload the file again and keep type and expiry next to its id; temporary media live three days.',
    '重新上传，并把类型和过期时间与 media_id 一起保存；临时素材只保留三天。',
  ),
  40013: mend('Check the AppID of the configuration.', '检查配置中的 AppID。'),
  40033: mend('Write UTF-8 instead of \\u escapes.', '直接输出 UTF-8，不要 \\u 转义。'),
  40125: mend(
    'Check the AppSecret of the configuration; it changes when it is reset.',
    '检查配置中的 AppSecret；重置后旧值失效。',
  ),
  40164: mend(
    'Add the address in the text to the IP whitelist, or leave through a fixed one. Repeating cannot help.',
    '把提示中的 IP 加入白名单，或使用固定出口；重试没有用。',
  ),
  41005: mend(
    'Send multipart/form-data with a file part named media that has a filename.',
    '用 multipart/form-data 上传，文件字段名为 media 且带 filename。',
  ),
  43004: mend('The user has to follow first.', '用户需要先关注。'),
  44004: mend('Send nothing when there is nothing to say.', '没有内容时不要发送。'),
  45002: mend('Split the text by bytes of UTF-8, between characters.', '按 UTF-8 字节在字符边界拆分文本。'),
  45009: waitForQuota,
  45011: waitForQuota,
  45015: mend(
    'Keep the answer until the user writes again, or send a template message.',
    '等用户再次发言时再给出答案，或改用模板消息。',
  ),
  45047: mend(
    'Merge the parts, and keep the rest until the user writes again.',
    '合并消息，其余等用户再次发言时再发。',
  ),
  45080: mend('Show typing right after the user has written.', '在用户刚发言后再显示“正在输入”。'),
  45081: mend('Repeat typing after 15 s at the earliest.', '至少间隔 15 秒再次调用。'),
  47001: mend('Send JSON in UTF-8, with fields of the documented types.', '发送 UTF-8 的 JSON，字段类型与文档一致。'),
  48001: mend(
    'Answer passively on this account, or verify it. A test account has the interface, the real one need not.',
    '此类账号请使用被动回复，或完成认证。测试号有该接口，正式号未必有。',
  ),
}

/** The table as reference pages and `caipai explain` show it. */
export function describeErrors(): PlatformErrorInfo[] {
  const entries = Object.entries(ERRORS) as [string, WechatError][]
  return entries.map(([key, { says, when }]) => {
    const code = Number(key)
    const known = MENDS[key]
    return {
      code,
      message: says,
      when,
      ...(known === undefined ? {} : { mend: known }),
      source: code === 45015 || code === 45047 ? WINDOW : SOURCE,
    }
  })
}
