import type { Mutant } from './mutant.ts'

const PEOPLE = `name: Several people talk to the bot at once
platform: rongcloud
given: { suggestions: [{ says: [] }], model: [{ says: '{{text}}收到了。', after: 2s }] }
steps:
  - send: 暗号11号
  - expect: { delivery: { what: routing, outcome: answered } }
  - send: { from: bob, text: 暗号22号 }
  - advance: 5s
  - send: 还有一个问题
  - send: 那么运费呢
  - send: 第三个也说一下
  - advance: 15s
`

const FAILS = `name: The model fails
platform: rongcloud
given: { suggestions: [{ says: [] }], model: [{ error: { status: 500 } }] }
steps:
  - send: 你好
  - advance: 15s
`

const THINKS = `name: The model thinks aloud
platform: livechat
given: { robot.responseMode: streaming, model: [{ says: '<think>先查一下。</think>九点开门。' }] }
steps:
  - send: 几点开门
  - expect: { reply: { endsWith: 九点开门。 } }
`

const BUSY = `name: RongCloud is busy for a moment
platform: rongcloud
given: { suggestions: [{ says: [收到。] }] }
steps:
  - fault: { operation: rongcloud.message.private.publish, code: 1008 }
  - send: 你好
  - expect: { reply: 收到。, within: 30s }
`

const RESTART = `name: The bot is killed while it looks for an answer
platform: rongcloud
given: { suggestions: [{ says: [收到。] }], suggestLatency: 20s }
steps:
  - send: 你好
  - advance: 5s
  - restart-bot: kill
  - advance: 40s
`

const CONVERSATION = 'reference-bot/rongcloud/conversation.ts'
const ASSISTANT = 'reference-bot/answers/assistant.ts'
const ASKS = 'const answer = cleanText(await source.ask(questionFor(asked)))'
const ADMITS = `        accountFor(asked, error)
        return FALLBACK`

/** The reference bot with one fault each. */
export const acrossMutants: readonly Mutant[] = [
  {
    rule: 'across/keeps-people-apart',
    about: 'keeps answers under too short a key',
    of: ASSISTANT,
    replace: ASKS,
    by: 'const answer = await ((globalThis.kept ??= {})[asked.text.length] ??= source.ask(questionFor(asked)))',
    scenario: PEOPLE,
    says: /^bob \(rongcloud\) reads "暗号11号", which only alice has said, in another chat \(rongcloud\)\.$/,
  },
  {
    rule: 'across/answers-every-message',
    about: 'drops what comes while it is busy',
    of: CONVERSATION,
    replace: 'if (isKnown) return',
    by: 'if (isKnown || underWay.size > 0) return',
    scenario: PEOPLE,
    says: /^alice said "那么运费呢" and the bot took it, but asked nobody about it and did not answer; other messages of the same chat were answered\.$/,
  },
  {
    rule: 'across/notices-refusals',
    about: 'looks at the HTTP status alone, and not even at that',
    of: 'reference-bot/rongcloud/api.ts',
    replace: 'if (answer.code !== 200) throw',
    by: 'if (answer.code === undefined) throw',
    scenario: BUSY,
    says: /^rongcloud\.message\.private\.publish was refused with 1008 \(HTTP 429\) while alice was waiting; in the 10 s after it the bot neither tried again nor said anything\.$/,
  },
  {
    rule: 'across/leaves-nobody-without-a-word',
    of: ASSISTANT,
    replace: ADMITS,
    by: 'throw error',
    scenario: FAILS,
    says: /^alice said "你好"; model\.chat\.completions failed \(HTTP 500, .+\), and in the 10 s after it the bot said nothing\.$/,
  },
  {
    rule: 'across/asks-the-model-once',
    about: 'asks twice, to be sure',
    of: ASSISTANT,
    replace: ASKS,
    by: `await source.ask(questionFor(asked)); ${ASKS}`,
    scenario: PEOPLE,
    says: /^"暗号11号" was said once, and the model was asked 2 times, with the same words before it each time\.$/,
  },
  {
    rule: 'across/serves-people-side-by-side',
    of: CONVERSATION,
    replace: 'const done = inOrder(conversation, () =>',
    by: "const done = inOrder('everybody', () =>",
    scenario: PEOPLE,
    says: /^bob said "暗号22号" and waited 2\.\d s until the bot had the answer to "暗号11号"; only then was anything asked for bob\.$/,
  },
  {
    rule: 'across/sends-in-order',
    of: CONVERSATION,
    replace: 'await api.sendText(target, text, idOf(key, text))',
    by: 'void api.sendText(target, text, idOf(key, text))',
    scenario: 'rongcloud/order-under-latency',
    says: /^"第[二三]句。" was sent \d+ ms before the call for "第一句。" had returned, and overtook it\.$/,
  },
  {
    rule: 'across/pauses-between-tries',
    of: ASSISTANT,
    replace: ASKS,
    by: `let answer = ''
        for (let left = 6; ; left -= 1)
          try { answer = await source.ask(questionFor(asked)); break } catch (error) { if (left === 0) throw error }`,
    scenario: FAILS,
    says: /^model\.chat\.completions was refused 7 times with \S+ within \d+ ms\.$/,
  },
  {
    rule: 'across/keeps-secrets-out-of-urls',
    of: 'reference-bot/answers/model.ts',
    replace: 'baseURL: settings.baseUrl,',
    by: 'baseURL: settings.baseUrl, defaultQuery: { key: settings.apiKey },',
    scenario: FAILS,
    says: /^The query of model\.chat\.completions holds model\.apiKey as the parameter key\.$/,
  },
  {
    rule: 'across/keeps-errors-to-itself',
    of: ASSISTANT,
    replace: ADMITS,
    by: 'return String(error)',
    scenario: FAILS,
    says: /^alice reads ".+", which is what a program says when it fails\.$/,
  },
  {
    rule: 'across/keeps-characters-whole',
    about: 'cuts answers by bytes',
    of: CONVERSATION,
    replace: 'return [await assistant.answer({ conversation, text, signal: stopping })]',
    by: `const bytes = Buffer.from(await assistant.answer({ conversation, text, signal: stopping }))
      return [bytes.subarray(0, 16).toString()]`,
    scenario: PEOPLE,
    says: /^alice \(rongcloud\) reads U\+FFFD at byte \d+: ".+"; nobody and nothing the bot had its answer from has said that\.$/,
  },
  {
    rule: 'across/survives-a-restart',
    about: 'begins anew after each start',
    of: CONVERSATION,
    replace: 'of accepted.unfinished()) {',
    by: 'of []) {',
    scenario: RESTART,
    says: /^alice said "你好", the bot acknowledged it, was restarted while it worked on the answer, and never answered\.$/,
  },
  {
    rule: 'across/keeps-thoughts-to-itself',
    about: 'looks at each piece of a stream by itself',
    of: 'reference-bot/answers/model.ts',
    replace: 'yield* withoutThoughts(piecesOf(chunks))',
    by: 'for await (const piece of piecesOf(chunks)) yield* withoutThoughts([piece])',
    scenario: THINKS,
    says: /^alice \(livechat\) reads <think> at character 0: "<think>先查一下。<\/think>九点开门。"\.$/,
  },
]
