const LONGEST = 80

/** A text as people read it in a report: quoted, line breaks visible, long ones cut in the middle. */
export function quote(text: string): string {
  const short = text.length <= LONGEST ? text : `${text.slice(0, 50)} … ${text.slice(-20)} (${text.length} characters)`
  return JSON.stringify(short)
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Names two characters that nobody can tell apart by eye: blanks, invisible ones, full and half width. */
function tellLookalikes(wanted: string, got: string): string {
  const isHidden = /[\p{Z}\p{C}]/u
  const alike = wanted.normalize('NFKC') === got.normalize('NFKC')
  if (!alike && !isHidden.test(wanted) && !isHidden.test(got)) return ''
  return ` (${codePoint(got)} instead of ${codePoint(wanted)})`
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
  const here = quote(b.slice(at, at + 12).join(''))
  const wanted = quote(a.slice(at, at + 12).join(''))
  return `${quote(got)} differs from character ${at + 1} on: ${here} instead of ${wanted}${tellLookalikes(a[at] ?? '', b[at] ?? '')}`
}
