import { createHmac } from 'node:crypto'
import { WRONG_ENCODINGS, type Encode } from './encodings.ts'
import { explainSignature, mistake, secretMistakes, type Explanation, type Made, type Mistake } from './mistakes.ts'
import { joinPairs, percentEncode, sortPairs, type Pairs } from './percent.ts'

/** A signed call of the RPC style, decoded. */
export interface RpcCall {
  readonly method: string
  /** Query and form parameters as sent, without `Signature`, in the order of the wire. */
  readonly pairs: Pairs
  /** Those of the query alone. */
  readonly queryPairs: Pairs
  readonly signature: string
}

/** Everything a signature follows from. */
interface Recipe {
  readonly method: string
  readonly path: string
  readonly pairs: Pairs
  readonly order: (pairs: Pairs) => Pairs
  readonly encode: Encode
  readonly encodeAgain: Encode
  readonly ending: string
  readonly secret: string
  readonly keyEnding: string
  readonly algorithm: 'sha1' | 'sha256'
  readonly digest: 'base64' | 'hex'
}

function make(recipe: Recipe): Made {
  const canonical = joinPairs(recipe.order(recipe.pairs), recipe.encode)
  const text = `${recipe.method}&${recipe.path}&${recipe.encodeAgain(canonical)}${recipe.ending}`
  const key = `${recipe.secret}${recipe.keyEnding}`
  return { text, signature: createHmac(recipe.algorithm, key).update(text, 'utf8').digest(recipe.digest) }
}

const asSent = (pairs: Pairs): Pairs => pairs

/** Lists sorted before they were spread out, so that `P.10` comes after `P.9`. */
function sortNaturally(pairs: Pairs): Pairs {
  const split = (name: string): [string, number] => {
    const [, stem, number] = /^(.*)\.(\d+)$/.exec(name) ?? []
    return stem === undefined ? [name, 0] : [stem, Number(number)]
  }
  return [...pairs].sort(([a], [b]) => {
    const [stemA, numberA] = split(a)
    const [stemB, numberB] = split(b)
    if (stemA === stemB) return numberA - numberB
    return stemA < stemB ? -1 : 1
  })
}

const sortIgnoringCase = (pairs: Pairs): Pairs =>
  [...pairs].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))

/** Finds out how a refused RPC signature was made. */
export function diagnoseRpc(call: RpcCall, secret: string): Explanation | undefined {
  const right: Recipe = {
    method: call.method.toUpperCase(),
    path: '%2F',
    pairs: call.pairs,
    order: sortPairs,
    encode: percentEncode,
    encodeAgain: percentEncode,
    ending: '',
    secret,
    keyEnding: '&',
    algorithm: 'sha1',
    digest: 'base64',
  }
  return readWrongly(call, right) ?? explainSignature(right, sortsOf(call, secret), make, call.signature)
}

/** The signature itself may be right and have been spoilt on its way. */
function readWrongly({ signature }: RpcCall, right: Recipe): Explanation | undefined {
  const { text, signature: expected } = make(right)
  const say = (en: string, zh: string): Explanation => ({ mistakes: [{ en, zh }], text })
  if (signature.replaceAll(' ', '+') === expected)
    return say(
      'the + of the base64 arrived as a blank: percent-encode the Signature when it is sent',
      'base64 中的 + 到达时变成了空格：发送时要对 Signature 做百分号编码',
    )
  if (signature === percentEncode(expected))
    return say('the Signature was percent-encoded twice when it was sent', '发送时 Signature 被编码了两次')
  if (signature.trim() === expected) return say('the Signature has white space around it', 'Signature 前后有空白')
  return undefined
}

function sortsOf({ method, pairs, queryPairs }: RpcCall, secret: string): Mistake<Recipe>[][] {
  const upper = method.toUpperCase()
  const drop = (en: string, zh: string, keep: (pair: readonly [string, string]) => boolean): Mistake<Recipe>[] => {
    const kept = pairs.filter(keep)
    return kept.length === pairs.length ? [] : [mistake(en, zh, { pairs: kept })]
  }
  const bodyPairs = pairs.filter((pair) => !queryPairs.includes(pair))
  return [
    [
      mistake('the key lacks the & behind the AccessKeySecret', '密钥缺少 AccessKeySecret 之后的 &', { keyEnding: '' }),
      ...secretMistakes<Recipe>(secret),
    ],
    ['GET', 'POST', 'PUT', upper.toLowerCase()]
      .filter((other) => other !== upper)
      .map((other) =>
        mistake(`it was signed for ${other} and sent by ${upper}`, `签名用的是 ${other}，发送用的是 ${upper}`, {
          method: other,
        }),
      ),
    WRONG_ENCODINGS.map(([encode, en, zh]) => mistake(en, zh, { encode })),
    [
      mistake(
        'the canonical query was not encoded a second time for the string to sign',
        '待签名字符串中的规范化查询串没有再编码一次',
        { encodeAgain: (text) => text },
      ),
      ...WRONG_ENCODINGS.slice(0, -1).map(([encodeAgain, en, zh]): Mistake<Recipe> =>
        mistake(`in the second encoding ${en}`, `第二次编码时${zh}`, { encodeAgain }),
      ),
    ],
    [
      mistake('the parameters were not sorted', '参数没有排序', { order: asSent }),
      mistake(
        'lists were spread out after sorting: Perspective.10 belongs before Perspective.2',
        '列表在排序之后才展开：Perspective.10 应排在 Perspective.2 之前',
        { order: sortNaturally },
      ),
      mistake(
        'the names were sorted without regard to letter case; upper case comes first',
        '排序时忽略了大小写；大写应在前',
        { order: sortIgnoringCase },
      ),
    ],
    [
      ...drop(
        'parameters with an empty, 0 or false value were left out',
        '遗漏了值为空、0 或 false 的参数',
        ([, value]) => !['', '0', 'false', 'null'].includes(value),
      ),
      ...drop('empty parameters were left out', '遗漏了空参数', ([, value]) => value !== ''),
      ...drop('SecurityToken was left out', '遗漏了 SecurityToken', ([name]) => name !== 'SecurityToken'),
      ...(bodyPairs.length === 0 || queryPairs.length === 0
        ? []
        : [
            mistake<Recipe>('the parameters of the body were left out', '遗漏了请求体中的参数', { pairs: queryPairs }),
            mistake<Recipe>('the parameters of the query were left out', '遗漏了查询串中的参数', { pairs: bodyPairs }),
          ]),
    ],
    [
      mistake('there is a line break behind the string to sign', '待签名字符串末尾多了换行', { ending: '\n' }),
      mistake('the path was not encoded: it has to be %2F', '路径没有编码：应为 %2F', { path: '/' }),
      mistake('the path was left out: it has to be %2F', '缺少路径：应为 %2F', { path: '' }),
    ],
    [
      mistake('it is HMAC-SHA256; SignatureMethod says HMAC-SHA1', '使用了 HMAC-SHA256；SignatureMethod 是 HMAC-SHA1', {
        algorithm: 'sha256',
      }),
      mistake('it is hex; it has to be base64', '使用了十六进制；应为 base64', { digest: 'hex' }),
    ],
  ]
}
