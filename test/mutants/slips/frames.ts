import type { Slip } from './slip.ts'

/** Slips in the head and the frame of an answer that is written whole. */
export const frameSlips: readonly Slip[] = [
  {
    rule: 'livechat/status-as-string',
    by: `(answer) => ({ ...answer, status: '200' })`,
    says: '`status` is the string "200".',
  },
  {
    rule: 'livechat/status-not-success',
    by: '(answer) => ({ ...answer, status: 500 })',
    says: '`status` is 500, not 200.',
  },
  { rule: 'livechat/status-missing', by: '({ status, ...answer }) => answer', says: '`status` is missing.' },
  {
    rule: 'livechat/code-letter-case',
    by: `(answer) => ({ ...answer, code: 'SUCCESS' })`,
    says: '`code` is `SUCCESS`.',
  },
  {
    rule: 'livechat/code-not-success',
    by: `(answer) => ({ ...answer, code: 'ok' })`,
    says: '`code` is "ok", not `success`.',
  },
  { rule: 'livechat/code-missing', by: '({ code, ...answer }) => answer', says: '`code` is missing.' },
  {
    rule: 'livechat/status-and-code-missing',
    by: '({ data }) => ({ data })',
    says: 'Neither `status` nor `code` is there.',
  },
  {
    rule: 'livechat/data-array',
    by: '(answer) => ({ ...answer, data: [answer.data] })',
    says: '`data` is an array, as the table says; every sample has an object.',
  },
  { rule: 'livechat/data-missing', by: '({ data, ...answer }) => answer', says: '`data` is absent.' },
  { rule: 'livechat/body-not-object', by: '(answer) => [answer]', says: 'The body is [{"status":200' },
  {
    rule: 'livechat/answers-empty',
    by: '(answer) => put(answer, { answers: [] })',
    says: '`answers` is empty: the visitor sees nothing.',
  },
  {
    rule: 'livechat/answers-missing',
    by: '(answer) => put(answer, { answers: undefined })',
    says: '`answers` is missing: the visitor sees nothing.',
  },
  {
    rule: 'livechat/answers-not-array',
    by: '(answer) => put(answer, { answers: answer.data.answers[0] })',
    says: '`answers` is {"answerType":"message","answerContent":{"type":100,"content":{"content":"好的。"}}…, not an array.',
  },
  {
    rule: 'livechat/metadata-not-object',
    by: '(answer) => put(answer, { metadata: [] })',
    says: '`metadata` is [], not an object.',
  },
  {
    rule: 'livechat/command-in-blocking-metadata',
    by: `(answer) => put(answer, { metadata: { command: 'TRANSFER_HUMAN' } })`,
    says: '`metadata.command` belongs to the `end` event of a stream; nothing is transferred by it here.',
  },
  {
    rule: 'livechat/answer-not-object',
    by: `(answer) => put(answer, { answers: ['好的。'] })`,
    says: 'The answer is "好的。", not an object.',
  },
  {
    rule: 'livechat/answer-type-unknown',
    by: `(answer) => put(answer, { answers: [{ answerType: 'text', answerContent: { type: 100, content: { content: '好' } } }] })`,
    says: '`answerType` is "text".',
  },
  {
    rule: 'livechat/answer-content-missing',
    by: `(answer) => put(answer, { answers: [{ answerType: 'message' }] })`,
    says: '`answerContent` is absent, not an object.',
  },
  {
    rule: 'livechat/element-of-stream',
    by: `(answer) => put(answer, { answers: [{ message_id: 'm', content_type: 'markdown', content: '好' }] })`,
    says: 'The answer is written as in a stream (`content_type`, `content`).',
  },
  {
    rule: 'livechat/action-type-unknown',
    by: `(answer) => put(answer, { answers: [{ answerType: 'action', answerContent: { actionType: 'HANG_UP' } }] })`,
    says: '`actionType` is "HANG_UP".',
  },
  {
    rule: 'livechat/action-type-letter-case',
    by: `(answer) => put(answer, { answers: [{ answerType: 'action', answerContent: { actionType: 'transfer_human' } }] })`,
    says: '`actionType` is `transfer_human`.',
  },
  {
    rule: 'livechat/action-data-not-object',
    by: `(answer) => put(answer, { answers: [{ answerType: 'action', answerContent: { actionType: 'TRANSFER_HUMAN', actionData: ['6001'] } }] })`,
    says: '`actionData` is ["6001"], not an object.',
  },
  {
    rule: 'livechat/action-data-not-string',
    by: `(answer) => put(answer, { answers: [{ answerType: 'action', answerContent: { actionType: 'TRANSFER_HUMAN', actionData: { qno: 6001 } } }] })`,
    says: '`actionData.qno` is 6001, not a string.',
  },
  {
    rule: 'livechat/answer-after-transfer',
    by: '(answer) => put(answer, { answers: [transfer, ...answer.data.answers] })',
    says: 'An answer after the transfer: the visitor has gone to the human and never sees it.',
  },
  {
    rule: 'livechat/transfer-twice',
    by: '(answer) => put(answer, { answers: [transfer, transfer] })',
    says: 'A second transfer; the first one counts.',
  },
  {
    rule: 'livechat/queue-variable-unknown',
    by: `(answer) => put(answer, { answers: [{ answerType: 'action', answerContent: { actionType: 'TRANSFER_HUMAN', actionData: { vip: '1' } } }] })`,
    says: 'No queue-variable node of the route uses "vip"; the default queue was taken.',
  },
  {
    rule: 'livechat/json-comments',
    by: `(answer) => JSON.stringify(answer).replace('"data":', '// the answer\\n"data":')`,
    says: 'There is a comment in the JSON at "// the answer\\n\\"data\\":{\\"conversationId\\":\\"". The comments in the printed samples are notes for the reader.',
  },
  {
    rule: 'livechat/json-trailing-comma',
    by: `(answer) => JSON.stringify(answer).replace(/}$/, ',}')`,
    says: 'There is a comma before a closing bracket at ",}".',
  },
  {
    rule: 'livechat/json-missing-comma',
    by: `(answer) => JSON.stringify(answer).replace(',"code"', '"code"')`,
    says: 'A comma is missing at "\\"code\\":\\"success\\",\\"data\\":{\\"conversationId", as in one of the printed samples.',
  },
  {
    rule: 'livechat/json-single-quotes',
    by: `(answer) => JSON.stringify(answer).replaceAll('"', "'")`,
    says: `Strings stand in single quotes at "'status':200,'code':'success','data':{'c": this is the text of an object, not JSON.`,
  },
  {
    rule: 'livechat/json-unclosed',
    by: '(answer) => JSON.stringify(answer).slice(0, -1)',
    says: 'The JSON ends too early: a bracket or a quote is not closed.',
  },
  {
    rule: 'livechat/json-raw-line-feed',
    by: `(answer) => JSON.stringify(answer).replace('好的', '好\\n的')`,
    says: 'A string holds a bare line break at "ntent\\":{\\"content\\":\\"好\\n的。\\"}}}],\\"metadata\\":". JSON writes it `\\n`.',
  },
  { rule: 'livechat/json-invalid', by: `() => '好的。'`, says: 'Not JSON: `"好的。"`.' },
  { rule: 'livechat/body-empty', by: `() => ''`, says: 'The body is empty.' },
  {
    rule: 'livechat/timeout-first-byte',
    by: '(answer, reply) => void reply.hijack()',
    says: 'Nothing came within 60000 ms; the gateway hung up.',
  },
  {
    rule: 'livechat/body-too-large',
    by: `(answer) => JSON.stringify(answer) + ' '.repeat(1100000)`,
    says: 'More than 1048576 bytes.',
  },
  {
    rule: 'livechat/http-status-unusual',
    by: '(answer, reply) => (reply.code(201), answer)',
    says: 'HTTP status 201 where 200 is expected.',
  },
  {
    rule: 'livechat/http-status-failed',
    by: '(answer, reply) => (reply.code(500), answer)',
    says: 'HTTP status 500: the body was not looked at, however good it is.',
  },
  {
    rule: 'livechat/bot-refused-token',
    by: '(answer, reply) => (reply.code(401), answer)',
    says: 'HTTP status 401: the bot refused the registered token. The push carried `Authorization: Bearer <token>`.',
  },
  {
    rule: 'livechat/bot-path-unknown',
    by: '(answer, reply) => (reply.code(404), answer)',
    says: 'HTTP status 404 for POST /livechat: nothing is served there by this method.',
  },
  {
    rule: 'livechat/http-redirect',
    by: `(answer, reply) => (reply.code(302).header('location', '/other'), answer)`,
    says: 'HTTP status 302 to /other: redirects are not followed.',
  },
  {
    rule: 'livechat/content-type-unusual',
    by: `(answer, reply) => (reply.type('text/html'), JSON.stringify(answer))`,
    says: 'Content-Type is `text/html`; the body is JSON all the same.',
  },
  {
    rule: 'livechat/sse-to-blocking',
    by: `(answer, reply) => (reply.type('text/event-stream'), 'event: end\\ndata: {"event":"end"}\\n\\n')`,
    says: 'The push said `responseMode: blocking` and the bot answered with an event stream.',
  },
  {
    rule: 'livechat/connection-closed',
    by: '(answer, reply) => void reply.hijack().raw.destroy()',
    says: 'The bot closed the connection without an answer (ECONNRESET).',
  },
  {
    rule: 'livechat/answer-broken-off',
    by: `(answer, reply) => { const { raw } = reply.hijack(); raw.writeHead(200, { 'content-type': 'application/json', 'content-length': 999 }); raw.write('{"status":200', () => raw.destroy()) }`,
    says: 'The connection broke in the middle of the answer (ECONNRESET).',
  },
  {
    rule: 'livechat/conversation-id-missing',
    by: '(answer) => (globalThis.missed ? answer : ((globalThis.missed = true), put(answer, { conversationId: undefined })))',
    says: 'The answer has no `conversationId`: the next push cannot name the conversation and the bot cannot keep context.',
  },
  {
    rule: 'livechat/conversation-id-not-string',
    by: '(answer) => put(answer, { conversationId: 42 })',
    says: '`conversationId` is 42, not a string.',
  },
  {
    rule: 'livechat/conversation-id-long',
    by: `(answer) => put(answer, { conversationId: 'c'.repeat(300) })`,
    says: 'The conversation id has 300 characters.',
  },
  {
    rule: 'livechat/conversation-id-lost',
    by: '(answer, reply, again) => (again ? put(answer, { conversationId: undefined }) : answer)',
    says: 'The answer has no `conversationId`; ',
  },
  {
    rule: 'livechat/conversation-id-changed',
    by: `(answer, reply, again) => (again ? put(answer, { conversationId: 'another' }) : answer)`,
    says: 'The conversation changed from ',
  },
]
