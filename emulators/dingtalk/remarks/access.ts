import type { RemarkKind } from './kind.ts'

const TOKEN = 'https://open.dingtalk.com/document/development/obtain-the-access-token-of-an-internal-app'

/** About access tokens and calls in general. */
export const accessRemarks = {
  'token-in-the-wrong-place': {
    severity: 'broken',
    mend: {
      en: 'Send the access token in the header x-acs-dingtalk-access-token on every /v1.0/ call of api.dingtalk.com, and as ?access_token= on calls of oapi.dingtalk.com.',
      zh: '调用 api.dingtalk.com 的 /v1.0/ 接口时，请在请求头 x-acs-dingtalk-access-token 中携带访问凭证；调用 oapi.dingtalk.com 时用 ?access_token=。',
    },
    source: TOKEN,
  },
  'expired-token-kept': {
    severity: 'broken',
    mend: {
      en: 'Expiry is HTTP 400 with code InvalidAuthentication (errcode 88 on the old host), not 401: drop the token then, fetch one, repeat the call once.',
      zh: '凭证过期返回 HTTP 400、code 为 InvalidAuthentication（旧域名为 errcode 88），而不是 401：此时应丢弃凭证、重新获取并重试一次。',
    },
    source: TOKEN,
  },
  'token-not-kept': {
    severity: 'risky',
    once: true,
    mend: {
      en: 'Keep the token for all calls until shortly before expireIn is over; asking too often is throttled.',
      zh: '请缓存凭证并在 expireIn 到期前复用；获取过于频繁会被限流。',
    },
    source: TOKEN,
  },
  'scope-missing': {
    severity: 'risky',
    once: true,
    mend: {
      en: 'Apply for the permission in the developer console; retrying cannot help.',
      zh: '请在开发者后台申请该权限；重试没有用。',
    },
    source: 'https://github.com/open-dingtalk/developerpedia/blob/main/docs/develop/best-practices/permission-deny.md',
  },
  'unknown-path': {
    severity: 'hint',
    mend: {
      en: 'Check method, path and the case of its letters against the reference page; SDKs take this answer for a success, since its status is 200.',
      zh: '请对照接口列表检查方法、路径和大小写；该响应的状态码为 200，SDK 会当作成功。',
    },
    source: 'https://open.dingtalk.com/document/development/server-api-error-codes-1',
  },
  'unread-fields': {
    severity: 'hint',
    mend: {
      en: 'Check spelling and case; DingTalk ignores fields it does not know.',
      zh: '请检查拼写和大小写；钉钉会忽略未知字段。',
    },
    source: 'https://open.dingtalk.com/document/development/server-api-error-codes-1',
  },
} as const satisfies Record<string, RemarkKind>
