import { CaipaiError } from '../../emulators/core/errors.ts'
import { nearestWord } from '../yaml/nearest.ts'

/** Values a template may name: `{wechat.baseUrl}`, `{bot.port}`. */
export type TemplateValues = Readonly<Record<string, Readonly<Record<string, string>>>>

const NAME = /\{\{([A-Za-z][\w-]*\.\w+)\}\}|\{([A-Za-z][\w-]*)\.(\w+)\}/g

/**
 * Fills in the names of a template; `{{wechat.token}}` writes `{wechat.token}` itself. All other braces stay as they are,
 * so that JSON can stand in an environment variable.
 *
 * @throws CaipaiError `TEMPLATE_UNKNOWN` with the nearest name
 */
export function fillTemplate(template: string, values: TemplateValues, where: string): string {
  const known = new Map(
    Object.entries(values).flatMap(([group, held]) =>
      Object.entries(held).map(([name, value]) => [`${group}.${name}`, value] as const),
    ),
  )
  return template.replace(NAME, (found, literal?: string, group = '', name = '') => {
    if (literal !== undefined) return `{${literal}}`
    const value = known.get(`${group}.${name}`)
    if (value !== undefined) return value
    const legal = [...known.keys()]
    const near = nearestWord(`${group}.${name}`, legal)
    throw new CaipaiError(`there is no ${found}`, {
      code: 'TEMPLATE_UNKNOWN',
      where,
      fix: near === undefined ? `Use one of: ${legal.map((one) => `{${one}}`).join(', ')}` : `Did you mean {${near}}?`,
    })
  })
}
