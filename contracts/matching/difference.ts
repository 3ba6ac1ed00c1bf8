const LONGEST = 80

/** A text as people read it in a report: quoted, line breaks visible, long ones cut in the middle. */
export function quote(text: string): string {
  const short = text.length <= LONGEST ? text : `${text.slice(0, 50)} … ${text.slice(-20)} (${text.length} characters)`
  return JSON.stringify(short)
}

/** Where two texts part: `"你好" is not "您好": they differ at character 1`. */
export function firstDifference(expected: string, got: string): string {
  const a = [...expected]
  const b = [...got]
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1
  if (at === a.length) return `${quote(got)} goes on after character ${at} with ${quote(b.slice(at).join(''))}`
  if (at === b.length) return `${quote(got)} ends after character ${at}; ${quote(a.slice(at).join(''))} is missing`
  if (at === 0) return `it says ${quote(got)}`
  return `${quote(got)} differs from character ${at + 1} on: ${quote(b.slice(at, at + 12).join(''))} instead of ${quote(a.slice(at, at + 12).join(''))}`
}
