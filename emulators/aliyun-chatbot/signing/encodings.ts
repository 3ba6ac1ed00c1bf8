import { percentEncode } from './percent.ts'

/** A way to write a text into a URL, right or wrong. */
export type Encode = (text: string) => string

/** What `encodeURIComponent` of JavaScript leaves: `! ' ( ) *` stay as they are. */
export const encodeAsJavaScript: Encode = (text) => encodeURIComponent(text.toWellFormed())

/** What form encoders do, such as Java's URLEncoder: a blank is `+`, `*` stays, `~` is `%7E`. */
export const encodeAsForm: Encode = (text) =>
  percentEncode(text).replaceAll('%20', '+').replaceAll('%2A', '*').replaceAll('~', '%7E')

/** A blank as `+`, all else right. */
export const encodeBlankAsPlus: Encode = (text) => percentEncode(text).replaceAll('%20', '+')

/** `*` left as it is, all else right. */
export const encodeKeepingStar: Encode = (text) => percentEncode(text).replaceAll('%2A', '*')

/** `~` written as `%7E`, all else right. */
export const encodeTilde: Encode = (text) => percentEncode(text).replaceAll('~', '%7E')

/** Lower-case hex. */
export const encodeInLowerCase: Encode = (text) =>
  percentEncode(text).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())

/** `/` left as it is, as Python's `quote` does by default. */
export const encodeKeepingSlash: Encode = (text) => percentEncode(text).replaceAll('%2F', '/')

/** Not at all. */
export const encodeNot: Encode = (text) => text

/** Each wrong way with its description. */
export const WRONG_ENCODINGS: readonly (readonly [encode: Encode, en: string, zh: string])[] = [
  [
    encodeAsJavaScript,
    "encodeURIComponent alone leaves ! ' ( ) * as they are; they have to be %21 %27 %28 %29 %2A",
    "encodeURIComponent 不会编码 ! ' ( ) *；应写成 %21 %27 %28 %29 %2A",
  ],
  [
    encodeAsForm,
    'a form encoder was used: a blank has to be %20, * has to be %2A, ~ stays',
    '使用了表单编码：空格应为 %20，* 应为 %2A，~ 保持不变',
  ],
  [encodeBlankAsPlus, 'a blank was written as +; it has to be %20', '空格被写成了 +；应为 %20'],
  [encodeKeepingStar, '* was left as it is; it has to be %2A', '* 没有编码；应为 %2A'],
  [encodeTilde, '~ was written as %7E; it stays as it is', '~ 被写成了 %7E；应保持不变'],
  [encodeInLowerCase, 'the hex digits are lower-case; they have to be upper-case', '十六进制使用了小写；应为大写'],
  [encodeKeepingSlash, '/ was left as it is; it has to be %2F', '/ 没有编码；应为 %2F'],
  [encodeNot, 'names and values were not encoded', '参数名和值没有编码'],
]
