import type { GatewayRow, LegacyRow } from './refusal.ts'

const TOKEN = 'https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app'
const CODES = 'https://open.dingtalk.com/document/development/server-api-error-codes-1'
const LIMITS = 'https://open.dingtalk.com/document/development/call-frequency-limit'
const BILLING = 'https://open.dingtalk.com/document/development/dingtalk-application-development-platform-billing-model'

const slower = {
  en: 'Call less often: join updates that follow each other, and try again after a pause that grows.',
  zh: '降低调用频率：合并相邻的更新，失败后以递增的间隔重试。',
}

/** Refusals of the old host that any of its operations can give. */
export const commonLegacyErrors: readonly LegacyRow[] = [
  { errcode: -1, errmsg: '系统繁忙', when: 'the platform is busy', source: CODES },
  { errcode: 88, errmsg: 'ding talk error', when: 'the access_token is missing, unknown or expired', source: CODES },
  { errcode: 404, errmsg: '请求的URI地址不存在', when: 'nobody knows the path', source: CODES },
  { errcode: 40004, errmsg: '不合法的媒体文件类型', when: 'the type of an upload is unknown', source: CODES },
  { errcode: 40035, errmsg: '缺少参数', when: 'a parameter or the JSON body is missing', source: CODES },
  {
    errcode: 40096,
    errmsg: '不合法的appKey或appSecret',
    when: 'appkey and appsecret do not belong together',
    mend: {
      en: 'Copy both values from the page of the app; retrying cannot help.',
      zh: '请从应用凭证页重新复制两个值；重试没有用。',
    },
    source: TOKEN,
  },
  { errcode: 43002, errmsg: '需要POST请求', when: 'GET where POST is needed', source: CODES },
  { errcode: 43004, errmsg: '无效的HTTP HEADER Content-Type', when: 'neither JSON nor a form', source: CODES },
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
    mend: {
      en: 'Copy both values from the page of the app; retrying cannot help.',
      zh: '请从应用凭证页重新复制两个值；重试没有用。',
    },
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
    source: BILLING,
  },
  {
    code: 'Invalidbody',
    status: 400,
    message: 'Request body is not valid.',
    when: 'the body is not JSON',
    source: CODES,
  },
  {
    code: 'Missing',
    status: 400,
    message: 'is mandatory for this action.',
    when: 'a mandatory field is missing; its name follows: MissinguserIds',
    source: CODES,
  },
  { code: 'system.error', status: 500, message: 'system error', when: 'the platform is ill', source: CODES },
  { code: 'unknownError', status: 500, message: '未知错误', when: 'the platform is ill', source: CODES },
  {
    code: 'Throttling',
    status: 429,
    message: 'Request was denied due to request throttling.',
    when: 'too many requests, above all to connections/open',
    mend: slower,
    source: LIMITS,
  },
]
