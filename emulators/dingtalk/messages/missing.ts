import { legacy } from '../errors/index.ts'
import { codeOf, type Parameter } from '../errors/missing.ts'
import type { LegacyRefusal } from '../errors/refusal.ts'

/** `short` is what session webhooks still say, `long` what custom robots say since 2024. Bots must not read either. */
export type Wording = 'short' | 'long'

const DOCS = 'https://open.dingtalk.com/document/development/custom-robots-send-group-messages'

/** The refusal for a parameter that is missing, empty, or of a wrong type. */
export function missingParameter(parameter: Parameter, wording: Wording): LegacyRefusal {
  return legacy(
    codeOf(parameter),
    wording === 'short'
      ? `miss param : ${parameter}`
      : `错误描述:参数 ${parameter.replace('->', ' --》 ')} 缺失，或者参数格式不正确; 解决方案:请填充上对应参数;参考链接:${DOCS};`,
  )
}
