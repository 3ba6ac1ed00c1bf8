import { acrossRules } from './across/index.ts'
import { aliyunChatbotRules } from './aliyun-chatbot/index.ts'
import { dingtalkRules } from './dingtalk/index.ts'
import { livechatRules } from './livechat/index.ts'
import { rongcloudRules } from './rongcloud/index.ts'
import { platformOf, type Rule } from './rule.ts'
import { wechatRules } from './wechat/index.ts'

/** Every rule there is. */
export const rules: readonly Rule[] = [
  ...wechatRules,
  ...livechatRules,
  ...rongcloudRules,
  ...aliyunChatbotRules,
  ...dingtalkRules,
  ...acrossRules,
]

/** The rules of these platforms, and those that hold on all. */
export function rulesFor(platforms: readonly string[]): Rule[] {
  return rules.filter(({ id }) => platformOf(id) === 'across' || platforms.includes(platformOf(id)))
}
