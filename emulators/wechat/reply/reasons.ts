/** A sentence in the two languages findings are written in. */
export interface Bilingual {
  readonly en: string
  readonly zh: string
}

/** Why WeChat cannot use an answer and what to change, without the values at hand. */
export interface Reason {
  readonly cause: Bilingual
  readonly mend: Bilingual
}

/** A reason from its four sentences. */
export const reason = (en: string, zh: string, mendEn: string, mendZh: string): Reason => ({
  cause: { en, zh },
  mend: { en: mendEn, zh: mendZh },
})

/** Where the document says what an answer may be. */
export const REPLY_SOURCE =
  'https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html'

/** How a reply is sealed rightly. */
export const envelopeMend = [
  'Encrypt the reply as the push is encrypted: same Token, EncodingAESKey and AppID, its own TimeStamp and Nonce.',
  '用与推送相同的 Token、EncodingAESKey、AppID 加密回复，签名用回复自己的 TimeStamp 和 Nonce。',
] as const
const silenceMend = [
  'To say nothing, answer the bare word success or zero bytes.',
  '不想回复时，返回不带引号的 success 或空串。',
] as const

/**
 * Every reason for which an answer ends in the notice, one code each.
 *
 * Sources: https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html and
 * the reports of developers where that page is silent.
 */
export const REASONS = {
  status: reason(
    'The HTTP status is not 200; 201, 204 and redirects count as failures.',
    'HTTP 状态码不是 200；201、204 和重定向都算失败。',
    'Answer with status 200. A 5xx is mostly an exception in the bot: its last lines tell which; catch it and answer success, or words of excuse. A 404 is a path that is not the bot’s, or a framework that says so because no handler answered. A redirect is mostly a slash too many or too few in the webhook’s path.',
    '返回状态码 200。5xx 多半是机器人程序抛出了异常，日志末尾会说明：请捕获它，并返回 success 或一句致歉。404 说明回调路径不对，或者没有任何处理函数给出响应、由框架返回。重定向多半是回调路径末尾多了或少了斜杠。',
  ),
  'too-large': reason(
    'The body is larger than any reply can be.',
    '响应体超过任何回复可能的大小。',
    'Answer one reply XML.',
    '只返回一个回复 XML。',
  ),
  compressed: reason(
    'The body is compressed, which WeChat did not ask for.',
    '响应体被压缩，而微信没有声明支持压缩。',
    'Exclude the callback path from compression.',
    '对回调路径关闭 gzip 等压缩。',
  ),
  'not-utf8': reason(
    'The body is not UTF-8.',
    '响应体不是 UTF-8。',
    'Write UTF-8, and cut long texts between characters, not between bytes.',
    '使用 UTF-8；截断长文本时不要切断一个字符。',
  ),
  blank: reason(
    'The body is white space only; only zero bytes mean silence.',
    '响应体只有空白字符；只有零字节才表示不回复。',
    ...silenceMend,
  ),
  'leading-bytes': reason(
    'Bytes stand before <xml>, such as the BOM of a source file.',
    '<xml> 之前有多余字节，例如源文件的 BOM。',
    'Let the body begin with <xml>; save the source files without BOM.',
    '让响应体以 <xml> 开头；源文件保存为无 BOM 的 UTF-8。',
  ),
  'quoted-success': reason(
    'The word success stands in quotes, as a JSON serializer writes it.',
    'success 带了引号，像是 JSON 序列化的结果。',
    'Send the bare word as text.',
    '以纯文本返回不带引号的 success。',
  ),
  'success-spelling': reason(
    'The word is success in lower case, nothing else.',
    '只有全小写的 success 才有效。',
    ...silenceMend,
  ),
  json: reason(
    'The body is JSON; WeChat reads XML.',
    '响应体是 JSON，而微信只认 XML。',
    'Answer the reply XML, or success and send the text as a service message.',
    '返回回复 XML；或返回 success 后用客服消息发送。',
  ),
  html: reason(
    'The body is an HTML page, as error pages and login pages are.',
    '响应体是 HTML 页面，例如错误页或登录页。',
    'Let the callback path reach the bot itself.',
    '让回调路径直接到达机器人程序。',
  ),
  'plain-text': reason(
    'The body is neither success nor XML.',
    '响应体既不是 success 也不是 XML。',
    'Wrap the text into a reply XML.',
    '把文本放进回复 XML。',
  ),
  doctype: reason(
    'The XML has a DOCTYPE or a declaration, which is refused.',
    'XML 含有 DOCTYPE 或声明，会被拒绝。',
    'Write elements and CDATA only.',
    '只写元素和 CDATA。',
  ),
  'xml-entity': reason(
    'The XML has an entity other than the five predefined ones.',
    'XML 使用了五个预定义实体之外的实体。',
    'Put the text into CDATA.',
    '把文本放进 CDATA。',
  ),
  'xml-malformed': reason(
    'The XML is not well-formed.',
    'XML 格式不正确。',
    'Put values into CDATA and close every element; write one document only.',
    '值放进 CDATA，元素全部闭合，只输出一个文档。',
  ),
  'xml-control-character': reason(
    'The XML holds a control character, which XML 1.0 forbids.',
    'XML 含有 XML 1.0 禁止的控制字符。',
    'Strip control characters from the text.',
    '去掉文本里的控制字符。',
  ),
  'xml-root': reason(
    'The root element is not <xml>.',
    '根元素不是 <xml>。',
    'Name the root element xml, in lower case.',
    '根元素写作小写的 xml。',
  ),
  'xml-nested': reason(
    'An <xml> stands inside the <xml>.',
    '<xml> 里又套了一层 <xml>。',
    'Wrap the reply once.',
    '只包一层 <xml>。',
  ),
  'to-user': reason(
    'ToUserName is not the user who wrote.',
    'ToUserName 不是发消息的用户。',
    'Copy ToUserName from FromUserName of this push; keep no request in a shared object.',
    'ToUserName 取本次推送的 FromUserName；不要在单例里缓存请求。',
  ),
  'from-user': reason(
    'FromUserName is not the original id (gh_…) of the account.',
    'FromUserName 不是公众号的原始 ID（gh_…）。',
    'Copy FromUserName from ToUserName of this push.',
    'FromUserName 取本次推送的 ToUserName。',
  ),
  'create-time': reason(
    'CreateTime is missing or not a number.',
    'CreateTime 缺失或不是数字。',
    'Write Unix seconds as a bare number.',
    '写成 Unix 秒数。',
  ),
  'msg-type-missing': reason('MsgType is missing.', '缺少 MsgType。', 'Name the type of the reply.', '写明回复类型。'),
  'msg-type-unknown': reason(
    'MsgType is none of the reply types; the spelling is case-sensitive.',
    'MsgType 不是可回复的类型；区分大小写。',
    'Use text, image, voice, video, music, news or transfer_customer_service.',
    '使用 text、image、voice、video、music、news 或 transfer_customer_service。',
  ),
  'payload-missing': reason(
    'The element that carries the content of this type is missing.',
    '缺少该类型的内容元素。',
    'Nest the element as the document shows.',
    '按文档的结构嵌套元素。',
  ),
  'text-empty': reason('Content is empty.', 'Content 为空。', ...silenceMend),
  'text-too-long': reason(
    'Content is longer than a text may be; the limit counts bytes of UTF-8, a Chinese character has three.',
    'Content 超长；限制按 UTF-8 字节计算，一个汉字占三个字节。',
    'Split by bytes between characters and send the rest as service messages.',
    '按字节在字符边界拆分，其余用客服消息发送。',
  ),
  'media-missing': reason(
    'The MediaId is missing or empty.',
    '缺少 MediaId 或为空。',
    'Upload the file first and put its media_id there.',
    '先上传素材，再填写 media_id。',
  ),
  'media-unknown': reason(
    'This account has no media of this id.',
    '该公众号没有这个 media_id。',
    'Use an id that this account got from media/upload or from a push.',
    '使用本账号上传得到或推送收到的 media_id。',
  ),
  'media-expired': reason(
    'The media has expired; temporary media live three days.',
    '素材已过期；临时素材有效期三天。',
    'Upload it again.',
    '重新上传。',
  ),
  'media-type': reason(
    'The media is of another type.',
    '素材类型不符。',
    'Use media of the type that the reply names.',
    '使用与回复类型一致的素材。',
  ),
  'news-empty': reason(
    'There is no article.',
    '没有任何图文。',
    'Put at least one item into Articles.',
    'Articles 里至少放一个 item。',
  ),
  'news-count': reason(
    'ArticleCount is not the number of items.',
    'ArticleCount 与 item 数量不一致。',
    'Let ArticleCount say how many items follow.',
    '让 ArticleCount 等于 item 数量。',
  ),
  'news-field': reason(
    'An article lacks Title, Description, PicUrl or Url.',
    '某篇图文缺少 Title、Description、PicUrl 或 Url。',
    'Write all four elements, empty where need be.',
    '四个元素都要写，可以为空。',
  ),
  'encrypted-in-plain-mode': reason(
    'The reply is encrypted, the account is in plain mode.',
    '公众号是明文模式，回复却加密了。',
    'Decide by encrypt_type of the push whether to encrypt.',
    '根据推送的 encrypt_type 决定是否加密。',
  ),
  'plain-in-secure-mode': reason(
    'The reply is plain, the account is in secure mode.',
    '公众号是安全模式，回复却没有加密。',
    ...envelopeMend,
  ),
  'envelope-incomplete': reason(
    'The encrypted reply lacks MsgSignature, TimeStamp or Nonce.',
    '加密回复缺少 MsgSignature、TimeStamp 或 Nonce。',
    'Write Encrypt, MsgSignature, TimeStamp and Nonce.',
    '写全 Encrypt、MsgSignature、TimeStamp、Nonce。',
  ),
  'crypto-signature': reason('MsgSignature does not match.', 'MsgSignature 不匹配。', ...envelopeMend),
  'crypto-key': reason(
    'The EncodingAESKey of the account is not 43 base64 characters.',
    '公众号的 EncodingAESKey 不是 43 个 base64 字符。',
    'Mend the key in the settings of the account.',
    '修正账号设置中的 EncodingAESKey。',
  ),
  'crypto-base64': reason('Encrypt is not base64.', 'Encrypt 不是 base64。', ...envelopeMend),
  'crypto-aes': reason(
    'Encrypt is not a whole number of AES blocks.',
    'Encrypt 不是完整的 AES 分组。',
    ...envelopeMend,
  ),
  'crypto-padding': reason('The padding after decryption is wrong.', '解密后的填充不正确。', ...envelopeMend),
  'crypto-length': reason(
    'The length before the message is impossible.',
    '消息前的长度字段不可能成立。',
    ...envelopeMend,
  ),
  'crypto-appid': reason(
    'The AppID after the message is another one.',
    '消息末尾的 AppID 不是本公众号的。',
    ...envelopeMend,
  ),
} as const satisfies Record<string, Reason>

/** Why an answer ended in the notice. */
export type ReasonCode = keyof typeof REASONS
