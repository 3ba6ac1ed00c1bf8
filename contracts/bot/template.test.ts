import { expect, it } from 'vitest'
import { describeCaipaiError, isCaipaiError } from '../../emulators/core/errors.ts'
import { fillTemplate } from './template.ts'

const values = { wechat: { baseUrl: 'http://127.0.0.1:7700', token: 't' }, 'aliyun-chatbot': { keyId: 'k' } }

it.each([
  ['{wechat.baseUrl}/cgi-bin', 'http://127.0.0.1:7700/cgi-bin'],
  ['{wechat.token}{aliyun-chatbot.keyId}', 'tk'],
  ['{{wechat.token}}', '{wechat.token}'],
  ['{"a":{"b":"{wechat.token}"}}', '{"a":{"b":"t"}}'],
  ['{ } {wechat} ${HOME} {}', '{ } {wechat} ${HOME} {}'],
])('fills %j', (template, filled) => {
  expect(fillTemplate(template, values, 'c.yaml:1:1')).toBe(filled)
})

it.each([
  ['{wechat.baseURI}', 'there is no {wechat.baseURI}\n  fix   Did you mean {wechat.baseUrl}?'],
  [
    '{dingtalk.appKey}',
    'there is no {dingtalk.appKey}\n  fix   Use one of: {wechat.baseUrl}, {wechat.token}, {aliyun-chatbot.keyId}',
  ],
  ['{wechat.constructor}', 'there is no {wechat.constructor}\n  fix   Use one of'],
])('refuses %j', (template, expected) => {
  try {
    fillTemplate(template, values, 'c.yaml:1:1')
    expect.unreachable()
  } catch (error) {
    expect(isCaipaiError(error) && describeCaipaiError(error)).toContain(`c.yaml:1:1  ${expected}`)
  }
})
