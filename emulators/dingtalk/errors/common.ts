import { appSecret, later, quota, slower } from './mends.ts'
import type { GatewayRow, LegacyRow } from './refusal.ts'

const TOKEN = 'https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app'
const CODES = 'https://open.dingtalk.com/document/development/server-api-error-codes-1'
const LIMITS = 'https://open.dingtalk.com/document/development/call-frequency-limit'
const BILLING = 'https://open.dingtalk.com/document/development/dingtalk-application-development-platform-billing-model'

/** Refusals of the old host that any of its operations can give. */
export const commonLegacyErrors: readonly LegacyRow[] = [
  { errcode: -1, errmsg: '系统繁忙', when: 'the platform is busy', mend: later, source: CODES },
  {
    errcode: 88,
    errmsg: 'ding talk error',
    when: 'the access_token is missing, unknown or expired',
    mend: {
      en: 'Put the access token into the query, ?access_token=; when this code comes, fetch a new one once and repeat the call once.',
      zh: '请在查询参数 access_token 中携带访问凭证；收到此错误码时重新获取一次并重试一次。',
    },
    source: CODES,
  },
  {
    errcode: 404,
    errmsg: '请求的URI地址不存在',
    when: 'nobody knows the path',
    mend: {
      en: 'Check path and host: the old operations live on oapi.dingtalk.com, those that begin with /v1.0/ on api.dingtalk.com. The HTTP status is 200 here, so look at errcode.',
      zh: '请检查路径和域名：旧接口在 oapi.dingtalk.com，/v1.0/ 开头的接口在 api.dingtalk.com。此时 HTTP 状态码仍为 200，请判断 errcode。',
    },
    source: CODES,
  },
  {
    errcode: 40004,
    errmsg: '不合法的媒体文件类型',
    when: 'the type of an upload is unknown',
    mend: {
      en: 'Give type as image, voice, video or file, in the form or in the query.',
      zh: 'type 请填写 image、voice、video 或 file，放在表单或查询参数中。',
    },
    source: CODES,
  },
  {
    errcode: 40035,
    errmsg: '缺少参数',
    when: 'a parameter or the JSON body is missing',
    mend: {
      en: 'Fill in what the message names; when it says json, the body must be a JSON object.',
      zh: '请补上错误信息中指出的参数；若为 json，说明请求体必须是 JSON 对象。',
    },
    source: CODES,
  },
  {
    errcode: 40096,
    errmsg: '不合法的appKey或appSecret',
    when: 'appkey and appsecret do not belong together',
    mend: appSecret,
    source: TOKEN,
  },
  {
    errcode: 43002,
    errmsg: '需要POST请求',
    when: 'GET where POST is needed',
    mend: {
      en: 'Use POST with a JSON body; mind that a redirect can turn POST into GET.',
      zh: '请使用 POST 并携带 JSON 请求体；注意重定向可能把 POST 变成 GET。',
    },
    source: CODES,
  },
  {
    errcode: 43004,
    errmsg: '无效的HTTP HEADER Content-Type',
    when: 'neither JSON nor a form',
    mend: {
      en: 'Send the header Content-Type: application/json; charset=utf-8.',
      zh: '请设置请求头 Content-Type: application/json; charset=utf-8。',
    },
    source: CODES,
  },
  {
    errcode: 90018,
    errmsg: '该应用对该接口的调用超过频率限制',
    when: 'too many calls of this operation by this app within a second or a minute',
    mend: slower,
    source: LIMITS,
  },
  {
    errcode: 90002,
    errmsg: '该接口的调用超过频率限制',
    when: 'too many calls of this operation by everybody',
    mend: slower,
    source: LIMITS,
  },
  {
    errcode: 90020,
    errmsg: '企业本月的API调用量已用完',
    when: 'the monthly quota of the organisation is used up',
    mend: quota,
    source: BILLING,
  },
]

/** Refusals of the gateway that any of its operations can give. */
export const commonGatewayErrors: readonly GatewayRow[] = [
  {
    code: 'invalidClientIdOrSecret',
    status: 400,
    message: '无效的clientId或者clientSecret',
    when: 'appKey and appSecret do not belong together',
    mend: appSecret,
    source: TOKEN,
  },
  {
    code: 'AuthenticationFailed.MissingParameter',
    status: 400,
    message: '缺少参数：x-acs-dingtalk-access-token',
    when: 'the header x-acs-dingtalk-access-token is missing',
    mend: {
      en: 'Send the access token in the header x-acs-dingtalk-access-token; Authorization: Bearer is not read.',
      zh: '请在请求头 x-acs-dingtalk-access-token 中携带访问凭证；不会读取 Authorization: Bearer。',
    },
    source: CODES,
  },
  {
    code: 'InvalidAuthentication',
    status: 400,
    message: '不合法的access_token',
    when: 'the access token is unknown or has expired; the status is 400, not 401',
    mend: {
      en: 'Fetch a new token before expireIn is over, and once more when this code comes; then repeat the call once.',
      zh: '在 expireIn 到期前刷新；收到此错误码时重新获取一次并重试一次。',
    },
    source: CODES,
  },
  {
    code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    status: 403,
    message: '没有调用该接口的权限',
    when: 'the app has not been granted the scope; accessdenieddetail.requiredScopes names it',
    mend: {
      en: 'Grant the scope that requiredScopes names in the developer console; retrying cannot help.',
      zh: '在开发者后台申请 requiredScopes 中的权限；重试没有用。',
    },
    source: 'https://github.com/open-dingtalk/developerpedia/blob/main/docs/develop/best-practices/permission-deny.md',
  },
  {
    code: 'Forbidden.AccessDenied.IpNotInWhiteList',
    status: 403,
    message: '访问ip不在白名单之中',
    when: 'the caller is not on the IP allow list of the app',
    mend: {
      en: 'Add the public address your server calls from to the allow list of the app in the developer console; retrying cannot help.',
      zh: '请在开发者后台把服务器的公网出口 IP 加入应用白名单；重试没有用。',
    },
    source: CODES,
  },
  {
    code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
    status: 403,
    message: '该应用对该接口的调用超过QPS限制',
    when: 'too many calls of this operation by this app within a second',
    mend: slower,
    source: LIMITS,
  },
  {
    code: 'Forbidden.AccessDenied.QpsLimitForApi',
    status: 403,
    message: '该接口的调用超过QPS限制',
    when: 'too many calls of this operation by everybody',
    mend: slower,
    source: LIMITS,
  },
  {
    code: 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi',
    status: 403,
    message: '该应用对该接口的调用超过QPM限制',
    when: 'too many calls of this operation by this app within a minute',
    mend: slower,
    source: LIMITS,
  },
  {
    code: 'Forbidden.AccessDenied.ApiCountLimitForOrg',
    status: 403,
    message: '企业本月的API调用量已用完',
    when: 'the monthly quota of the organisation is used up',
    mend: quota,
    source: BILLING,
  },
  {
    code: 'Invalidbody',
    status: 400,
    message: 'Request body is not valid.',
    when: 'the body is not JSON',
    mend: {
      en: 'Send one JSON object made by JSON.stringify, in UTF-8, with Content-Type: application/json.',
      zh: '请用 JSON.stringify 生成 UTF-8 编码的 JSON 对象，并设置 Content-Type: application/json。',
    },
    source: CODES,
  },
  {
    code: 'Missing',
    status: 400,
    message: 'is mandatory for this action.',
    when: 'a mandatory field is missing; its name follows: MissinguserIds',
    mend: {
      en: 'Fill in the field whose name stands behind Missing in the code, in exactly this spelling.',
      zh: '请补上错误码中 Missing 之后的字段，大小写须一致。',
    },
    source: CODES,
  },
  {
    code: 'system.error',
    status: 500,
    message: 'system error',
    when: 'the platform is ill',
    mend: later,
    source: CODES,
  },
  {
    code: 'unknownError',
    status: 500,
    message: '未知错误',
    when: 'the platform is ill',
    mend: {
      en: 'Try again a few times, each time after a longer pause. If it stays: for a streamed card check that key is a variable of its template and that Card.Streaming.Write is granted, for a token check corpId, client_id and client_secret.',
      zh: '以递增的间隔重试几次。仍失败时：流式更新卡片请确认 key 是模板中的变量，且已申请 Card.Streaming.Write 权限；获取凭证请检查 corpId、client_id 和 client_secret。',
    },
    source: CODES,
  },
  {
    code: 'Throttling',
    status: 429,
    message: 'Request was denied due to request throttling.',
    when: 'too many requests, above all to connections/open',
    mend: slower,
    source: LIMITS,
  },
]
