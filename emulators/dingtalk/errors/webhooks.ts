import {
  customToken,
  deadGroup,
  renewSession,
  shorterMessages,
  stoppedRobot,
  unsafeContent,
  unsafeLink,
  unsafePicture,
} from './mends.ts'
import { MISSING_ROWS } from './missing.ts'
import type { LegacyRow } from './refusal.ts'

const CODES = 'https://open.dingtalk.com/document/development/server-api-error-codes-1'
const CUSTOM = 'https://open.dingtalk.com/document/development/custom-robots-send-group-messages'
const SECURITY = 'https://open.dingtalk.com/document/dingstart/customize-robot-security-settings'

const queue = {
  en: 'Queue and join messages: 20 a minute for each robot, and 10 minutes of silence after more.',
  zh: '请排队或合并消息：每个机器人每分钟 20 条，超过后限流 10 分钟。',
}

/** Refusals of sendBySession and of the webhook of a custom robot. */
export const webhookErrors: readonly LegacyRow[] = [
  {
    errcode: 300001,
    errmsg: 'session 不存在',
    when: 'the session of a sessionWebhook is unknown or has expired',
    mend: renewSession,
    source: 'https://github.com/agentscope-ai/QwenPaw/issues/2221',
  },
  {
    errcode: 300005,
    errmsg: 'token is not exist',
    when: 'the access_token of a custom robot is unknown, or a whole URL stands in its place',
    mend: customToken,
    source: 'https://github.com/cryozerolabs/n8n-nodes-dingtalk/issues/23',
  },
  {
    errcode: 400101,
    errmsg: 'access_token不存在',
    when: 'the same, as the documents have it',
    mend: customToken,
    source: CODES,
  },
  {
    errcode: 310000,
    errmsg: 'description:机器人安全校验未通过',
    when: 'a security setting of a custom robot is not met: keyword, timestamp, sign or address',
    mend: {
      en: 'sign is base64(HMAC-SHA256(secret, timestamp + "\\n" + secret)), percent-encoded once, made anew for each call with a timestamp in milliseconds; or put a keyword into the message.',
      zh: 'sign 为 base64(HMAC-SHA256(secret, timestamp + "\\n" + secret))，只做一次 URL 编码，每次请求用毫秒时间戳重新计算；或在消息中包含关键词。',
    },
    source: SECURITY,
  },
  {
    errcode: 130101,
    errmsg: 'send too fast, exceed 20 times per minute',
    when: 'a custom robot sends more than 20 messages a minute',
    mend: queue,
    source: CUSTOM,
  },
  {
    errcode: 410100,
    errmsg: '发送速度太快而限流',
    when: 'the same, as the documents have it',
    mend: queue,
    source: CODES,
  },
  {
    errcode: 660026,
    errmsg: 'sending too many messages per minute',
    when: 'the same, as seen in 2026',
    mend: queue,
    source: CODES,
  },
  {
    errcode: 400105,
    errmsg: '不支持的消息类型',
    when: 'msgtype is none of text, markdown, link, actionCard and feedCard',
    mend: {
      en: 'Send pictures, voice, video and files through the OpenAPI: sampleImageMsg, sampleAudio, sampleVideo, sampleFile.',
      zh: '图片、语音、视频和文件请通过 OpenAPI 的 sampleImageMsg、sampleAudio、sampleVideo、sampleFile 发送。',
    },
    source: CODES,
  },
  { errcode: 400013, errmsg: '群已被解散', when: 'the group was dissolved', mend: deadGroup, source: CODES },
  { errcode: 400102, errmsg: '机器人已停用', when: 'the robot is disabled', mend: stoppedRobot, source: CODES },
  {
    errcode: 400106,
    errmsg: '机器人不存在',
    when: 'the robot is not in the group any more',
    mend: {
      en: 'Have the robot added to the group again, and stop sending there until then.',
      zh: '请重新把机器人添加到群，在此之前停止发送。',
    },
    source: CODES,
  },
  {
    errcode: 460101,
    errmsg: 'message too long, exceed 20000 bytes',
    when: 'the body is larger than 20 000 bytes',
    mend: shorterMessages,
    source: 'https://github.com/timonwong/prometheus-webhook-dingtalk/issues/30',
  },
  { errcode: 430101, errmsg: '消息中包含不安全的外链', when: 'a link is unsafe', mend: unsafeLink, source: CODES },
  {
    errcode: 430102,
    errmsg: '消息中包含不合适的文本',
    when: 'a text is unsuitable',
    mend: unsafeContent,
    source: CODES,
  },
  {
    errcode: 430103,
    errmsg: '消息中包含不合适的图片',
    when: 'a picture is unsuitable',
    mend: unsafePicture,
    source: CODES,
  },
  {
    errcode: 430104,
    errmsg: '消息中包含不合适的内容',
    when: 'the content is unsuitable',
    mend: unsafeContent,
    source: CODES,
  },
  {
    errcode: 40005,
    errmsg: '不合法的文件类型',
    when: 'a file of this extension cannot be uploaded as this type',
    mend: {
      en: 'Give the file a name that ends as its type allows: image jpg, gif, png, bmp; voice amr, mp3, wav; video mp4; file doc, docx, xls, xlsx, ppt, pptx, zip, pdf, rar.',
      zh: '文件名后缀须与类型相符：image 为 jpg、gif、png、bmp；voice 为 amr、mp3、wav；video 为 mp4；file 为 doc、docx、xls、xlsx、ppt、pptx、zip、pdf、rar。',
    },
    source: CODES,
  },
  {
    errcode: 40006,
    errmsg: '不合法的文件大小',
    when: 'an uploaded file is empty or too large',
    mend: {
      en: 'Send a smaller file: voice has at most 2 MB; image, video and file 20 MB; an empty file is refused too.',
      zh: '请缩小文件：voice 不超过 2 MB，image、video、file 不超过 20 MB；空文件也会被拒绝。',
    },
    source: CODES,
  },
  ...MISSING_ROWS,
]
