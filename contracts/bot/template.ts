import { CaipaiError } from '../../emulators/core/errors.ts'
import { nearestWord } from '../yaml/nearest.ts'

/** Values a template may name: `{wechat.baseUrl}`, `{bot.port}`. */
export type TemplateValues = Readonly<Record<string, Readonly<Record<string, string>>>>

const NAME = /\{\{|\}\}|\{([A-Za-z][\w-]*)\.(\w+)\}/g

/**
 * Fills in the names of a template; `{{` and `}}` stand for braces. Braces that hold no dotted name are left alone, so
 * that JSON can stand in an environment variable.
 *
 * @throws CaipaiError `TEMPLATE_UNKNOWN` with the nearest name
 */
export function fillTemplate(template: string, values: TemplateValues, where: string): string {
  return template.replace(NAME, (found, group: string | undefined, name: string | undefined) => {
    if (found === '{{') return '{'
    if (found === '}}') return '}'
    const value = values[group ?? '']?.[name ?? '']
    if (value !== undefined) return value
    const legal = Object.entries(values).flatMap(([key, held]) => Object.keys(held).map((inner) => `${key}.${inner}`))
    const near = nearestWord(`${group}.${name}`, legal)
    throw new CaipaiError(`there is no ${found}`, {
      code: 'TEMPLATE_UNKNOWN',
      where,
      fix: near === undefined ? `Use one of: ${legal.map((one) => `{${one}}`).join(', ')}` : `Did you mean {${near}}?`,
    })
  })
}
