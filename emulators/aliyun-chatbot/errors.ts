/** One row of the gateway's and the product's error codes. */
export interface ErrorRow {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly when: string
  readonly certainty: 'official' | 'field' | 'assumed'
  readonly source: string
}

const SIGNING = 'https://help.aliyun.com/document_detail/25490.htm'
const COMMON = 'https://help.aliyun.com/document_detail/435312.html'
const PRODUCT = 'https://help.aliyun.com/document_detail/156540.html'

type Row = readonly [
  code: string,
  status: number,
  message: string,
  when: string,
  source?: string,
  certainty?: 'field' | 'assumed',
]

const ROWS: readonly Row[] = [
  [
    'MissingParameter',
    400,
    'The input parameter "X" that is mandatory for processing this request is not supplied.',
    'a public parameter is absent',
  ],
  [
    'InvalidParameter.Format',
    400,
    'The specified parameter "Format" is not valid (only XML, JSON).',
    'Format is neither XML nor JSON',
  ],
  ['InvalidSignatureMethod', 400, 'Specified signature method is not valid.', 'SignatureMethod is not HMAC-SHA1'],
  [
    'InvalidTimeStamp.Format',
    400,
    'Specified time stamp or date value is not well formatted.',
    'the time stamp is not YYYY-MM-DDThh:mm:ssZ',
  ],
  [
    'InvalidTimeStamp.Expired',
    400,
    'Specified time stamp or date value is expired.',
    'the time stamp is more than 15 minutes off, before or after',
  ],
  [
    'IllegalTimestamp',
    400,
    'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
    'some products, for a missing or odd Timestamp; by a fault only',
  ],
  ['InvalidAccessKeyId.NotFound', 404, 'Specified access key is not found.', 'nobody has this AccessKeyId'],
  ['InvalidAccessKeyId.Inactive', 400, 'Specified access key is disabled.', 'the key was disabled'],
  [
    'SignatureDoesNotMatch',
    400,
    'Specified signature is not matched with our calculation.',
    'the signature is wrong; the message shows what the server signed',
    SIGNING,
  ],
  [
    'IncompleteSignature',
    400,
    'The request signature does not conform to Aliyun standards.',
    'some products, for a wrong secret; by a fault only',
  ],
  ['SignatureNonceUsed', 400, 'Specified signature nonce was used already.', 'the nonce was used with this key before'],
  ['InvalidVersion', 400, 'Specified parameter Version is not valid.', 'the product has no such version'],
  [
    'InvalidAction.NotFound',
    404,
    'Specified api is not found, please check your url and method.',
    'this version has no such action',
  ],
  [
    'UnsupportedHTTPMethod',
    400,
    'This http method is not supported.',
    'the method is neither GET nor POST',
    COMMON,
    'assumed',
  ],
  [
    'InvalidProduct.NotFound',
    404,
    'Cannot find product according to your specified domain.',
    'the Host names a region the product is not in',
  ],
  [
    'InvalidProtocol.NeedSsl',
    404,
    'Your request is denied as lack of ssl protect.',
    'the product wants https; off by default',
  ],
  ['Throttling', 400, 'Request was denied due to request throttling.', 'too many requests; by a fault only'],
  ['Throttling.User', 400, 'Request was denied due to user flow control.', 'too many requests of one account'],
  ['Throttling.Api', 400, 'Request was denied due to api throttling.', 'too many requests of one API; by a fault only'],
  ['ServiceUnavailable', 503, 'The request has failed due to a temporary failure of the server.', 'by a fault only'],
  [
    'InternalError',
    500,
    'The request processing has failed due to some unknown error, exception or failure.',
    'by a fault only',
  ],
  ['MissingInstanceId', 400, 'InstanceId is mandatory for this action.', 'InstanceId is absent', PRODUCT, 'assumed'],
  ['MissingUtterance', 400, 'Utterance is mandatory for this action.', 'Utterance is absent', PRODUCT, 'assumed'],
  [
    'MissingSessionId',
    400,
    'SessionId is mandatory for this action.',
    'SessionId is absent from Feedback',
    PRODUCT,
    'assumed',
  ],
  [
    'MissingMessageId',
    400,
    'MessageId is mandatory for this action.',
    'MessageId is absent from Feedback',
    PRODUCT,
    'assumed',
  ],
  ['MissingFeedback', 400, 'Feedback is mandatory for this action.', 'Feedback is absent', PRODUCT, 'assumed'],
  [
    'InvalidInstanceId.NotFound',
    404,
    'The specified InstanceId is not found.',
    'nobody has this robot, version 2017-10-11',
    PRODUCT,
  ],
  [
    'InvalidParameter',
    400,
    'The specified parameter "X" is not valid.',
    'a parameter does not fit; in 2022-04-08 an unknown InstanceId, too',
    PRODUCT,
  ],
  [
    'Forbidden',
    403,
    'You are not authorized to operate the specified resource.',
    'the account may not use this robot, or no business space has this AgentKey',
    PRODUCT,
  ],
  [
    'InstanceFreezing',
    403,
    'The specified instance is frozen.',
    'the robot is frozen because a bill is overdue',
    PRODUCT,
  ],
]

/** Every error this product's clients meet. Messages with `X` or an addition are completed where they are raised. */
export const ERRORS: ReadonlyMap<string, ErrorRow> = new Map(
  ROWS.map(([code, status, message, when, source, certainty]) => [
    code,
    { code, status, message, when, source: source ?? COMMON, certainty: certainty ?? 'official' },
  ]),
)

/** An error as it is answered. */
export interface Refusal {
  readonly ok: false
  readonly code: string
  readonly status: number
  readonly message: string
}

/** An error out of the table, with the table's message unless a fuller one is given. */
export function refuse(code: string, message?: string): Refusal {
  const row = ERRORS.get(code)
  if (row === undefined) throw new RangeError(`Alibaba Cloud has no code ${code} here`)
  return { ok: false, code, status: row.status, message: message ?? row.message }
}

/** A public parameter is absent. */
export const missingPublic = (name: string): Refusal =>
  refuse(
    'MissingParameter',
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  )

/** A parameter of the action does not fit. */
export const invalidParameter = (name: string): Refusal =>
  refuse('InvalidParameter', `The specified parameter "${name}" is not valid.`)

/**
 * The five members every error has. `requestId` is an upper-case UUID here, unlike in successes.
 */
export function errorEnvelope(refusal: Refusal, requestId: string, hostId: string): Readonly<Record<string, string>> {
  const { code, message } = refusal
  return {
    RequestId: requestId,
    HostId: hostId,
    Code: code,
    Message: message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${code}&product=Chatbot&requestId=${requestId}`,
  }
}
