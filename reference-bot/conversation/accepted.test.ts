import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openAcceptedMessages } from './accepted.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'reference-bot-'))))
afterEach(() => rmSync(folder, { recursive: true }))

it('hands what was not answered to the next process, and knows what was', () => {
  const before = openAcceptedMessages(folder, 'wechat')
  before.note('alice 1', { text: '你好' })
  before.note('alice 2', { text: '在吗' })
  before.note('alice 2', { answer: '在' })
  before.note('alice 3', { text: '再见' })
  before.done('alice 1')

  const after = openAcceptedMessages(folder, 'wechat')
  expect(after.durable).toBe(true)
  expect(after.wasAnswered('alice 1')).toBe(true)
  expect(after.wasAnswered('alice 2')).toBe(false)
  expect(after.unfinished()).toEqual([
    { key: 'alice 2', notes: { text: '在吗', answer: '在' } },
    { key: 'alice 3', notes: { text: '再见' } },
  ])
})

it('reads a file whose last line was cut off by a kill', () => {
  openAcceptedMessages(folder, 'wechat').note('alice 1', { text: '你好' })
  appendFileSync(path.join(folder, 'wechat.ndjson'), '{"key":"alice 2","no')
  const after = openAcceptedMessages(folder, 'wechat')
  expect(after.unfinished().map(({ key }) => key)).toEqual(['alice 1'])
  after.done('alice 1')
  expect(readFileSync(path.join(folder, 'wechat.ndjson'), 'utf8')).not.toContain('alice 2')
})

it('works without a folder, for the life of the process', () => {
  const accepted = openAcceptedMessages(undefined, 'wechat')
  accepted.note('alice 1', {})
  accepted.done('alice 1')
  expect([accepted.durable, accepted.wasAnswered('alice 1'), accepted.unfinished()]).toEqual([false, true, []])
})
