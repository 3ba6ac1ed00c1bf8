/** Puts the values of one receiver into the content of a message: `{d}` becomes what stands under `{d}`. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(name, () => JSON.stringify(value).slice(1, -1)),
    template,
  )
}
