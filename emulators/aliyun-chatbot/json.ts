/** A key at which scores stand, followed by a whole number. A quotation mark inside a text is escaped, so none of it matches. */
const WHOLE_SCORE = /"Score":(\d+)(?=[,}])/g

/** JSON with one decimal in whole scores, `100.0`, as in the samples; for a reader of JSON it is the same number. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value).replace(WHOLE_SCORE, '"Score":$1.0')
}
