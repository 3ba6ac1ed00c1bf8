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

const smallerFile = mend(
  'Send a smaller file; the limits stand beside the type in the document.',
  '压缩文件；各类型的上限见文档。',
)
const button = mend(
  'Mend the button; lengths count bytes of UTF-8, a Chinese character has three.',
  '修改该按钮；长度按 UTF-8 字节计算，一个汉字三个字节。',
)
const buttonCount = mend(
  'Give one to three buttons, each with at most five below it.',
  '一级菜单 1 到 3 个，每个下面最多 5 个。',
)
const buttonType = mend('Use a type of the document, in lower case.', '使用文档中的小写类型。')
const domain = mend('Link to a domain that the account has registered.', '链接要使用账号已登记的域名。')
const shorter = mend('Shorten the field; its limit counts bytes of UTF-8.', '缩短该字段；上限按 UTF-8 字节计算。')
const addParameter = mend('Add the parameter; its name is all lower case.', '补上该参数，名称全小写。')
const hasNoRight = mend(
  'Answer passively on this account, or verify it. A test account has the interface, the real one need not.',
  '此类账号请使用被动回复，或完成认证。测试号有该接口，正式号未必有。',
)
const deskName = mend(
  'Name the desk as name@account, as the console shows it.',
  '客服账号写成“名称@公众号微信号”，以后台显示为准。',
)
const ownersTurn = mend('Ask the owner of the account; repeating cannot help.', '请联系公众号管理员；重试没有用。')
const rid = mend(
  'Take the text after “rid: ” of an error of the last seven days, made by this account.',
  '使用本账号最近七天内错误信息中 “rid: ” 后面的字符串。',
)

/** What the bot's author should do about each error. */
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
  48001: hasNoRight,
  40200: hasNoRight,
  40002: mend('Send grant_type=client_credential.', '使用 grant_type=client_credential。'),
  40004: mend('Send type=image, voice, video or thumb.', 'type 使用 image、voice、video 或 thumb。'),
  40005: mend(
    'Send a file of a kind the type allows, with its right extension in filename.',
    '使用该类型允许的文件，filename 带正确的扩展名。',
  ),
  40006: smallerFile,
  40008: mend('Check the spelling of msgtype; it is lower case.', '检查 msgtype 拼写，全小写。'),
  40009: smallerFile,
  40010: smallerFile,
  40011: smallerFile,
  40012: smallerFile,
  40015: buttonType,
  40016: buttonCount,
  40017: buttonType,
  40018: button,
  40019: button,
  40020: button,
  40023: buttonCount,
  40024: buttonType,
  40025: button,
  40026: button,
  40027: button,
  40032: mend('Split the list: one to 100 openids in a call.', '拆分列表：每次 1 到 100 个 openid。'),
  40037: mend(
    'Use a template_id of this very account; each has its own.',
    '使用本账号的 template_id；各账号互不相同。',
  ),
  40053: mend(
    'Give scene_id or scene_str, whichever action_name wants.',
    '按 action_name 的要求提供 scene_id 或 scene_str。',
  ),
  40054: domain,
  40055: domain,
  40066: mend('Check the path; it begins with /cgi-bin/.', '检查路径；以 /cgi-bin/ 开头。'),
  40137: mend('Send the bytes of an image.', '上传图片的内容。'),
  40201: mend('Set the callback URL first.', '先配置服务器 URL。'),
  40202: mend('Send dns, ping or all.', '使用 dns、ping 或 all。'),
  40203: mend('Send an operator of the document, in capitals.', '使用文档中的运营商名称，全大写。'),
  40243: mend('Thaw the AppSecret in the console.', '在后台解冻 AppSecret。'),
  41001: mend(
    'Put access_token into the query; when it is empty, the fetch before has failed: look at its errcode.',
    '把 access_token 放进查询参数；如果为空，说明之前获取失败，请看那次的 errcode。',
  ),
  41002: addParameter,
  41004: addParameter,
  41006: addParameter,
  43001: mend('Use GET.', '使用 GET。'),
  43002: mend('Use POST.', '使用 POST。'),
  44001: mend('Send a file that has bytes.', '上传非空文件。'),
  44002: mend(
    'Send a JSON body; a redirect turns some POSTs into GETs.',
    '发送 JSON 正文；重定向可能把 POST 变成 GET。',
  ),
  44003: mend('Put one article into news.articles.', 'news.articles 里放一篇图文。'),
  45001: smallerFile,
  45003: shorter,
  45004: shorter,
  45005: shorter,
  45006: shorter,
  45007: mend('Send at most 60 s of voice at a time.', '每条语音不超过 60 秒。'),
  45008: mend('Send one article in a message.', '每条消息只放一篇图文。'),
  45072: mend(
    'Send command=Typing or CancelTyping, spelt like this.',
    'command 使用 Typing 或 CancelTyping，注意大小写。',
  ),
  45162: mend('Make articles a list.', 'articles 要是数组。'),
  46003: mend('Create a menu first.', '先创建菜单。'),
  47003: mend(
    'Give every field of the template a value that is not empty, under the names it shows.',
    '为模板的每个字段填写非空的值，名称与模板一致。',
  ),
  48002: mend('Write no more to this user; they can switch messages on again.', '不要再发；用户可自行重新打开。'),
  48006: mend(
    'Wait until next month, and look for the loop that uses the calls up.',
    '等到下个月，并找出耗尽额度的循环。',
  ),
  50002: ownersTurn,
  50004: ownersTurn,
  50005: mend(
    'Write to followers only; unsubscribe events say who has left.',
    '只给关注者发送；unsubscribe 事件会告知谁已取消。',
  ),
  50007: ownersTurn,
  61451: deskName,
  61452: deskName,
  65316: mend('Link to fewer domains.', '减少菜单中的域名数量。'),
  65317: mend('Begin every url with http:// or https://.', 'url 以 http:// 或 https:// 开头。'),
  65400: mend('Switch the service desk on, or leave customservice out.', '开通客服功能，或去掉 customservice。'),
  76001: rid,
  76002: rid,
  76003: rid,
  76021: mend(
    'Give the path of an interface: /cgi-bin/message/custom/send.',
    '填写接口路径，如 /cgi-bin/message/custom/send。',
  ),
  89503: ownersTurn,
  89506: ownersTurn,
  89507: ownersTurn,
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
