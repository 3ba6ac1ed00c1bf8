import { createHmac } from 'node:crypto'
import { ACS3, sha256, type SignedRequest } from './acs3.ts'
import { WRONG_ENCODINGS, type Encode } from './encodings.ts'
import { explainSignature, mistake, secretMistakes, type Explanation, type Made, type Mistake } from './mistakes.ts'
import { joinPairs, percentEncode, sortPairs, type Pairs } from './percent.ts'

interface Recipe {
  readonly method: string
  readonly path: string
  readonly query: Pairs
  readonly order: (pairs: Pairs) => Pairs
  readonly encode: Encode
  readonly headers: Pairs
  readonly headerLine: (name: string, value: string) => string
  readonly afterHeaders: string
  readonly payloadHash: string
  readonly algorithmLine: string
  readonly secret: string
  readonly digest: 'hex' | 'base64'
}

function make(recipe: Recipe): Made {
  const lines = recipe.headers.map(([name, value]) => recipe.headerLine(name, value)).join('')
  const names = recipe.headers.map(([name]) => name).join(';')
  const query = joinPairs(recipe.order(recipe.query), recipe.encode)
  const parts = [recipe.method, recipe.path, query, `${lines}${recipe.afterHeaders}${names}`, recipe.payloadHash]
  const text = parts.join('\n')
  const signed = `${recipe.algorithmLine}${sha256(text)}`
  return { text, signature: createHmac('sha256', recipe.secret).update(signed, 'utf8').digest(recipe.digest) }
}

/**
 * Finds out how a refused signature of the newer style was made. The text of the explanation is the canonical request the
 * client must have built.
 */
export function diagnoseAcs3(
  request: SignedRequest,
  sent: { readonly signature: string; readonly bodyHash: string; readonly statedHash: string },
  secret: string,
): Explanation | undefined {
  const right: Recipe = {
    method: request.method.toUpperCase(),
    path: request.path,
    query: request.query,
    order: sortPairs,
    encode: percentEncode,
    headers: request.headers,
    headerLine: (name, value) => `${name}:${value.trim()}\n`,
    // The line break that ends the last header is followed by the one that separates the parts.
    afterHeaders: '\n',
    payloadHash: request.payloadHash,
    algorithmLine: `${ACS3}\n`,
    secret,
    digest: 'hex',
  }
  return spoilt(sent.signature, right) ?? explainSignature(right, sortsOf(request, sent, secret), make, sent.signature)
}

function spoilt(signature: string, right: Recipe): Explanation | undefined {
  const { text, signature: expected } = make(right)
  if (signature.toLowerCase() !== expected) return undefined
  return {
    mistakes: [
      { en: 'the signature is in upper-case hex; it has to be lower-case', zh: '签名使用了大写十六进制；应为小写' },
    ],
    text,
  }
}

function sortsOf(
  { method, headers, payloadHash }: SignedRequest,
  { bodyHash, statedHash }: { readonly bodyHash: string; readonly statedHash: string },
  secret: string,
): Mistake<Recipe>[][] {
  const upper = method.toUpperCase()
  const withHeader = (name: string, change: (value: string) => string): Pairs =>
    headers.map((pair) => (pair[0] === name ? [name, change(pair[1])] : pair))
  const host = headers.find(([name]) => name === 'host')?.[1] ?? ''
  const sortedHeaders = sortPairs(headers)
  return [
    [
      mistake(
        'the key has an & behind the AccessKeySecret, as in the older style',
        '密钥在 AccessKeySecret 之后多了旧版签名的 &',
        { secret: `${secret}&` },
      ),
      ...secretMistakes<Recipe>(secret),
    ],
    ['GET', 'POST']
      .filter((other) => other !== upper)
      .map((other) =>
        mistake(`it was signed for ${other} and sent by ${upper}`, `签名用的是 ${other}，发送用的是 ${upper}`, {
          method: other,
        }),
      ),
    [
      ...WRONG_ENCODINGS.map(([encode, en, zh]) => mistake<Recipe>(`in the query ${en}`, `查询串中${zh}`, { encode })),
      mistake('the parameters of the query were left out', '遗漏了查询串中的参数', { query: [] }),
    ],
    [mistake('the parameters of the query were not sorted', '查询串中的参数没有排序', { order: (pairs) => pairs })],
    [
      ...(host.includes(':')
        ? [
            mistake<Recipe>(
              `host was signed without its port; the header says ${host}`,
              `host 签名时没有带端口；请求头为 ${host}`,
              { headers: withHeader('host', (value) => value.replace(/:\d+$/, '')) },
            ),
          ]
        : []),
      ...['http://', 'https://'].map((scheme) =>
        mistake<Recipe>('host was signed with a scheme', 'host 签名时带了协议头', {
          headers: withHeader('host', (value) => scheme + value),
        }),
      ),
      ...(JSON.stringify(sortedHeaders) === JSON.stringify(headers)
        ? []
        : [
            mistake<Recipe>(
              'the headers were sorted for the signature, but SignedHeaders names them in another order',
              '签名时对请求头排了序，但 SignedHeaders 中的顺序不同',
              { headers: sortedHeaders },
            ),
          ]),
    ],
    [
      mistake('the empty line before the list of signed headers is missing', '签名头列表之前缺少空行', {
        afterHeaders: '',
      }),
      mistake('a blank stands behind the colon of the headers', '请求头冒号之后多了空格', {
        headerLine: (name, value) => `${name}: ${value.trim()}\n`,
      }),
    ],
    [...new Set([bodyHash, statedHash, sha256(''), 'UNSIGNED-PAYLOAD', ''])]
      .filter((hash) => hash !== payloadHash)
      .map((hash) =>
        mistake(
          `the hash of the body was taken to be ${hash === '' ? 'empty' : hash.slice(0, 12)}…`,
          `请求体哈希用的是 ${hash === '' ? '空串' : hash.slice(0, 12)}…`,
          { payloadHash: hash },
        ),
      ),
    [
      mistake('the path was left out', '缺少路径', { path: '' }),
      mistake('the path was encoded as %2F, as in the older style', '路径按旧版写成了 %2F', { path: '%2F' }),
      mistake('the line with the algorithm is missing from the string to sign', '待签名字符串缺少算法行', {
        algorithmLine: '',
      }),
      mistake('it is base64; it has to be hex', '使用了 base64；应为十六进制', { digest: 'base64' }),
    ],
  ]
}
