/** An event stream and the events a conforming reader delivers from it. */
export interface SseVector {
  readonly title: string
  readonly bytes: Buffer
  readonly expected: readonly (readonly [name: string, data: string])[]
}

const vector = (title: string, stream: string | Buffer, ...expected: SseVector['expected']): SseVector => ({
  title,
  bytes: typeof stream === 'string' ? Buffer.from(stream) : stream,
  expected,
})

/** Streams on which readers differ, with the events of https://html.spec.whatwg.org/multipage/server-sent-events.html */
export const sseVectors: readonly SseVector[] = [
  vector('JSON over lines of which only the first is marked', 'event: message\ndata: {\n "event": "message"\n}\n\n', [
    'message',
    '{',
  ]),
  vector('JSON with data: on every line', 'event: message\ndata: {\ndata: "event": "message"\ndata: }\n\n', [
    'message',
    '{\n"event": "message"\n}',
  ]),
  vector('no space after the colon', 'event:message\ndata:{"a":1}\n\n', ['message', '{"a":1}']),
  vector('only one space is removed', 'data:  x\n\n', ['message', ' x']),
  vector('a missing empty line glues two events', 'data: a\nevent: end\ndata: b\n\n', ['end', 'a\nb']),
  vector('an event without its empty line is lost', 'data: a\n\ndata: b\n', ['message', 'a']),
  vector('a bare event line is no event, an empty data is', 'event: ping\n\n: keepalive\n\ndata:\n\n', ['message', '']),
  vector('line ends of three kinds', 'data: a\r\n\r\ndata: b\r\n\r\n', ['message', 'a'], ['message', 'b']),
  vector('a character of three bytes', 'data: {"c":"你"}\n\n', ['message', '{"c":"你"}']),
  vector('a character of four bytes', 'data: 😀\n\n', ['message', '😀']),
  vector('the case of a name matters', 'Data: a\n\n'),
  vector('a bad retry is ignored', 'retry: 3s\ndata: y\n\n', ['message', 'y']),
  vector('a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('data: a\n\n')]), [
    'message',
    'a',
  ]),
  vector('CR alone, at the end of the stream', 'data: b\r\r', ['message', 'b']),
  vector(
    'mixed line ends',
    'data: a\r\rdata: b\n\r\ndata: c\r\n\n',
    ['message', 'a'],
    ['message', 'b'],
    ['message', 'c'],
  ),
  vector('a name without a colon', 'data\n\ndata\ndata\n\n', ['message', ''], ['message', '\n']),
  vector('id and retry have no effect', 'id: 7\nretry: 10\ndata: a\n\n', ['message', 'a']),
]
