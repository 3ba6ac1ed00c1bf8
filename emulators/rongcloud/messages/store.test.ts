import { describe, expect, it } from 'vitest'
import { contentFault, isBuiltIn, isInvisible, parseContent, textContent, textOf } from './content.ts'
import { CONVERSATION, createMessageStore, type StoredMessage, type ViewKey } from './store.ts'

const limits = { messagesPerView: 5, views: 3, retention: 1000 }
const viewOf = (userId: string, peerId: string): ViewKey => ({ conversationType: CONVERSATION.private, userId, peerId })
const message = (uid: string, sentTime: number, changes: Partial<StoredMessage> = {}): StoredMessage => ({
  messageUID: uid,
  conversationType: CONVERSATION.private,
  fromUserId: 'a',
  targetId: 'b',
  objectName: 'RC:TxtMsg',
  content: textContent(uid),
  sentTime,
  ...changes,
})
const all = { startTime: 0, endTime: 1e15, pageSize: 100, includeStart: true }
const ab = viewOf('a', 'b')
const ba = viewOf('b', 'a')

describe('store', () => {
  it('R-16 R-17 keeps a message in the views named and in no other', () => {
    const store = createMessageStore(limits)
    store.keep(message('1', 10), [ba])
    store.keep(message('2', 20), [ba, ab])
    expect(store.turns(ab, 10, 30).map((turn) => turn.text)).toEqual(['2'])
    expect(store.turns(ba, 10, 30)).toEqual([
      { who: 'peer', objectName: 'RC:TxtMsg', text: '1' },
      { who: 'peer', objectName: 'RC:TxtMsg', text: '2' },
    ])
  })

  it('R-16 gives the newest messages, oldest first, counting those without a text', () => {
    const store = createMessageStore(limits)
    store.keep(message('1', 1), [ab])
    store.keep(message('2', 2, { fromUserId: 'b', objectName: 'app:card', content: '{}' }), [ab])
    store.keep(message('3', 3, { fromUserId: 'b', objectName: 'RC:ImgMsg', content: '{}' }), [ab])
    expect(store.turns(ab, 2, 3)).toEqual([
      { who: 'peer', objectName: 'app:card', text: undefined },
      { who: 'peer', objectName: 'RC:ImgMsg', text: '[image]' },
    ])
  })

  it('R-28 pages by time', () => {
    const store = createMessageStore(limits)
    for (const at of [1, 2, 3, 4]) store.keep(message(String(at), at), [ab])
    const uids = (query: object) => store.query(ab, { ...all, ...query }, 4).map((found) => found.messageUID)
    expect(uids({})).toEqual(['1', '2', '3', '4'])
    expect(uids({ startTime: 2 })).toEqual(['2', '3', '4'])
    expect(uids({ startTime: 2, includeStart: false, endTime: 3 })).toEqual(['3'])
    expect(uids({ pageSize: 2 })).toEqual(['1', '2'])
  })

  it('R-29 forgets what was recalled in every view', () => {
    const store = createMessageStore(limits)
    store.keep(message('1', 1), [ab, ba])
    expect(store.recall('1')).toBe(true)
    expect(store.recall('1')).toBe(false)
    expect(store.turns(ab, 10, 1)).toEqual([])
    expect(store.turns(ba, 10, 1)).toEqual([])
    expect(store.find('1')).toBeUndefined()
  })

  it('R-29 shows a change in every view', () => {
    const store = createMessageStore(limits)
    store.keep(message('1', 1), [ab, ba])
    store.find('1')!.content = textContent('changed')
    expect(store.turns(ab, 1, 1)[0]?.text).toBe('changed')
    expect(store.turns(ba, 1, 1)[0]?.text).toBe('changed')
  })

  it('R-29 cleans one view only, up to a time', () => {
    const store = createMessageStore(limits)
    for (const at of [1, 2, 3]) store.keep(message(String(at), at), [ab, ba])
    store.clean(ab, 2)
    expect(store.turns(ab, 10, 3).map((turn) => turn.text)).toEqual(['3'])
    expect(store.turns(ba, 10, 3)).toHaveLength(3)
    store.clean(ab, 3)
    expect(store.turns(ab, 10, 3)).toEqual([])
  })

  it('R-16 forgets after the retention', () => {
    const store = createMessageStore(limits)
    store.keep(message('1', 1), [ab])
    store.keep(message('2', 500), [ab])
    expect(store.turns(ab, 10, 1001)).toHaveLength(2)
    expect(store.turns(ab, 10, 1002)).toHaveLength(1)
  })

  it('stays within its limits', () => {
    const store = createMessageStore(limits)
    for (let at = 0; at < 200; at += 1) store.keep(message(String(at), at), [ab])
    expect(store.turns(ab, 100, 200).map((turn) => turn.text)).toEqual(['195', '196', '197', '198', '199'])
    expect(store.find('0')).toBeUndefined()
    for (const peer of ['c', 'd', 'e']) store.keep(message(peer, 1), [viewOf('a', peer)])
    expect(store.turns(ab, 100, 200)).toEqual([])
    expect(store.turns(viewOf('a', 'e'), 100, 200)).toHaveLength(1)
  })
})

describe('content', () => {
  it.each([
    ['RC:TxtMsg', '{"content":"你好"}', '你好'],
    ['RC:ReferenceMsg', '{"content":"见上","referMsg":{}}', '见上'],
    ['RC:VcMsg', 'anything', '[voice]'],
    ['RC:CmdMsg', '{}', undefined],
    ['RC:TxtMsg', '{"content":7}', undefined],
    ['RC:TxtMsg', 'hi', undefined],
    ['RC:TxtMsg', '["hi"]', undefined],
    ['app:own', '{"content":"hi"}', undefined],
    ['constructor', '{}', undefined],
  ])('R-16 reads %s %s', (objectName, content, text) => {
    expect(textOf(objectName, content)).toBe(text)
  })

  it('R-24 names what clients could not show', () => {
    expect(contentFault('RC:TxtMsg', 'hi')).toMatch(/not the JSON/)
    expect(contentFault('RC:TxtMsg', '{"text":"hi"}')).toMatch(/no text/)
    expect(contentFault('RC:ImgMsg', '{}')).toBeUndefined()
    expect(contentFault('app:own', 'hi')).toBeUndefined()
    expect(parseContent('null')).toBeUndefined()
  })

  it('R-24 knows the built-in names', () => {
    expect(['RC:TxtMsg', 'RC:FileMsg', 'RC:Mine', 'toString'].map(isBuiltIn)).toEqual([true, true, false, false])
    expect(['RC:CmdMsg', 'RC:ImgMsg', 'app:x'].map(isInvisible)).toEqual([true, false, false])
  })
})
