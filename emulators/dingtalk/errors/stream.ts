import type { GatewayRow } from './refusal.ts'

const STREAM = 'https://open.dingtalk.com/document/development/develop-stream-mode-push-server'

/** Refusals of connections/open. */
export const streamErrors: readonly GatewayRow[] = [
  {
    code: 'authFailed',
    status: 401,
    message: '鉴权失败',
    when: 'clientId and clientSecret do not belong together',
    mend: {
      en: 'Copy both values from the page of the app, without blanks around them; retrying cannot help.',
      zh: '请从应用凭证页重新复制两个值，注意首尾不要有空白；重试没有用。',
    },
    source: STREAM,
  },
  {
    code: 'invalidParameter',
    status: 400,
    message: '参数无效',
    when: 'the app has no published version, its robot is not set to Stream mode, or the address is not allowed; the real body is not documented',
    mend: {
      en: 'Switch the robot to Stream mode and publish a version of the app; retrying cannot help.',
      zh: '请将机器人设置为 Stream 模式并发布应用版本；重试没有用。',
    },
    source: STREAM,
  },
]
