import type { PlatformErrorInfo } from '../../core/platform.ts'

const GUIDE = 'https://develop.clink.cn/develop/api/agent-download.html'

interface ErrorRow {
  readonly status: number
  readonly message: string
  readonly when: string
  readonly mend: { readonly en: string; readonly zh: string }
}

/** Every error of the API: code, HTTP status, and what to do about it. */
const table = {
  AuthFailure: {
    status: 401,
    message: 'identity authentication failed',
    when: 'The access key is unknown or the signature is wrong.',
    mend: {
      en: 'Sign METHOD + host + path + "?" + sorted query with HMAC-SHA1; the journal holds the string expected.',
      zh: '用 HMAC-SHA1 对“方法 + 主机 + 路径 + ? + 排序后的参数”签名；日志中有期望的待签名字符串。',
    },
  },
  InvalidParameter: {
    status: 400,
    message: 'invalid parameter',
    when: 'A value is not valid; the message names it.',
    mend: { en: 'Mend the field the message names.', zh: '请修改消息中指出的字段。' },
  },
  MissingParameter: {
    status: 400,
    message: 'missing parameter',
    when: 'A required parameter is absent; the message names it.',
    mend: { en: 'Send the field the message names.', zh: '请补上消息中指出的字段。' },
  },
  ResourceNotFound: {
    status: 404,
    message: 'resource not found',
    when: 'There is no such path, session, queue or agent.',
    mend: { en: 'Check the path and the id.', zh: '请检查路径与 id。' },
  },
  MissingRequestBody: {
    status: 400,
    message: 'request body is missing',
    when: 'A POST has no body.',
    mend: { en: 'Send the parameters as JSON.', zh: '请以 JSON 发送参数。' },
  },
  MissingAuthenticationToken: {
    status: 400,
    message: 'AccessKeyId is missing',
    when: 'The call has no access key id.',
    mend: {
      en: 'Put AccessKeyId, Expires, Timestamp and Signature into the query, for a POST too.',
      zh: '请把 AccessKeyId、Expires、Timestamp、Signature 放进查询参数，POST 也一样。',
    },
  },
  HttpMediaTypeNotSupported: {
    status: 400,
    message: 'content type is not supported',
    when: 'The content type is not application/json.',
    mend: { en: 'Send `Content-Type: application/json`.', zh: '请发送 `Content-Type: application/json`。' },
  },
  HttpRequestMethodNotSupported: {
    status: 405,
    message: 'request method is not supported',
    when: 'The path exists, but not with this method.',
    mend: { en: 'Use the documented method.', zh: '请使用文档规定的方法。' },
  },
  UnauthorizedOperation: {
    status: 403,
    message: 'the access key may not make this call',
    when: 'The key has no permission for the call, or the caller is not on the list of allowed addresses.',
    mend: { en: 'Have the call or the address allowed for the key.', zh: '请为该密钥开通接口权限或加入 IP 白名单。' },
  },
  UnknownParameter: {
    status: 400,
    message: 'unknown parameter',
    when: 'A parameter is not recognised (profile strict).',
    mend: { en: 'Leave out the field the message names.', zh: '请去掉消息中指出的字段。' },
  },
  SignaturesExpired: {
    status: 403,
    message: 'the signature has expired',
    when: 'Timestamp + Expires has passed, or Timestamp lies too far ahead.',
    mend: {
      en: 'Stamp each call anew, in UTC; retrying the same call cannot help.',
      zh: '每次调用都用 UTC 时间重新签名；重试同一个请求无效。',
    },
  },
  TooManyRequests: {
    status: 429,
    message: 'too many requests',
    when: 'The key is over its limit.',
    mend: { en: 'Wait 10 s and try again, up to 3 times.', zh: '请等待 10 s 后重试，最多 3 次。' },
  },
  InternalError: {
    status: 500,
    message: 'internal error',
    when: 'The platform is ill; only a fault makes it so here.',
    mend: { en: 'Try again later.', zh: '请稍后重试。' },
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof table

/** A refusal in the words of the platform. */
export interface Refusal {
  readonly code: ErrorCode
  readonly status: number
  readonly message: string
}

/** A refusal by its code; the message says which value, where there is one. */
export function refuse(code: ErrorCode, message: string = table[code].message): Refusal {
  return { code, status: table[code].status, message }
}

export const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(table, code)

export const isRefusal = (value: object): value is Refusal => 'code' in value && isErrorCode(value.code)

/** The table for the reference page and for `caipai explain`. */
export const errorInfos: readonly PlatformErrorInfo[] = Object.entries<ErrorRow>(table).map(
  ([code, { message, when, mend }]) => ({ code, message, when, mend, source: GUIDE }),
)
