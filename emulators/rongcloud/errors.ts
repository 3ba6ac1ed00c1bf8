/** One row of RongCloud's code table (业务返回码). */
export interface ErrorRow {
  readonly code: number
  /** The HTTP status that comes with the code. */
  readonly status: number
  readonly means: string
  /** Sent when whoever refuses has nothing better to say. */
  readonly errorMessage: string
  /** `official`: code and status are documented; `sdk`: the code is, the status is ours. */
  readonly certainty: 'official' | 'sdk'
}

type Row = readonly [code: number, status: number, means: string, errorMessage: string, certainty?: 'sdk']

const ROWS: readonly Row[] = [
  [404, 404, 'path not found', 'Not Found.'],
  [405, 405, 'the method is not POST', 'Method Not Allowed.', 'sdk'],
  [1000, 500, 'internal logic error', 'internal error.'],
  [1001, 401, 'App Key and App Secret do not match', 'App Secret is wrong.'],
  [1002, 400, 'parameter error; the message says which', 'parameter error.'],
  [1003, 400, 'no POST data', 'no POST data.'],
  [1004, 401, 'signature verification failed', '签名错误,请检查。'],
  [1005, 400, 'parameter too long', 'parameter is too long.'],
  [1006, 401, 'app locked or deleted', 'app is locked or deleted.'],
  [1007, 401, 'method restricted for this app', 'the method is restricted for this app.'],
  [1008, 429, 'rate limit, also for a broadcast that is not enabled', 'too many requests.'],
  [1009, 430, 'service not enabled in the console', 'the service is not enabled.'],
  [1010, 400, 'captcha enabled but not used (SMS)', 'captcha is required.', 'sdk'],
  [1011, 403, 'balance used up (SMS)', 'balance is used up.', 'sdk'],
  [1012, 400, 'wrong captcha (SMS)', 'captcha is wrong.', 'sdk'],
  [1013, 500, 'SMS channel down', 'the SMS channel is down.', 'sdk'],
  [1014, 400, 'SMS code already verified', 'the code has been verified already.', 'sdk'],
  [1015, 200, 'the thing to delete does not exist', 'it does not exist.'],
  [1016, 403, 'quota of keep-alive chatrooms', 'quota is used up.'],
  [1017, 400, 'RTC SDK version unsupported', 'the RTC SDK version is not supported.', 'sdk'],
  [1018, 403, 'RTC not enabled', 'RTC is not enabled.', 'sdk'],
  [1019, 403, 'too many sensitive words', 'too many sensitive words.', 'sdk'],
  [1050, 504, 'internal service timeout', 'internal service timeout.'],
  [1501, 400, 'wrong parameter type', 'parameter type is wrong.', 'sdk'],
  [1502, 400, 'quantity over limit', 'quantity is over the limit.', 'sdk'],
  [1508, 400, 'HTTP body over 100 KB', 'the body is too big.', 'sdk'],
  [2007, 403, 'quota of 100 users in the development environment', 'the development environment takes 100 users.'],
]

/**
 * Every code the server API answers with, and its HTTP status. Only 1015 comes with status 200, and 430 is not a standard
 * status: bots that look at the status alone misread both.
 *
 * Sources: https://imooc.com/article/68442 (the status code page as RongCloud's account published it),
 * https://github.com/rongcloud/server-sdk-nodejs/blob/master/docs/errorcode.md
 */
export const ERRORS: ReadonlyMap<number, ErrorRow> = new Map(
  ROWS.map(([code, status, means, errorMessage, certainty]) => [
    code,
    { code, status, means, errorMessage, certainty: certainty ?? 'official' },
  ]),
)

/** What RongCloud answers instead of a success. */
export interface Refusal {
  readonly ok: false
  readonly code: number
  readonly status: number
  readonly errorMessage: string
}

/** A refusal out of the table, with the table's text unless a better one is given. */
export function refuse(code: number, errorMessage?: string): Refusal {
  const row = ERRORS.get(code)
  if (row === undefined) throw new RangeError(`RongCloud has no code ${code}`)
  return { ok: false, code, status: row.status, errorMessage: errorMessage ?? row.errorMessage }
}

/**
 * The body of a refusal. `url` is the request's path with its suffix; whether the real server always sends it is
 * contested, clients ignore it.
 */
export function refusalBody(refusal: Refusal, path: string): { url: string; code: number; errorMessage: string } {
  return { url: path, code: refusal.code, errorMessage: refusal.errorMessage }
}
