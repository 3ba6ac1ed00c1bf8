import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { errorEnvelope, ERRORS, invalidParameter, missingPublic, refuse } from './errors.ts'
import { writeJson } from './json.ts'
import { writeErrorXml, writeXml } from './xml.ts'

const parse = (xml: string): unknown =>
  new XMLParser({ parseTagValue: false, ignoreDeclaration: true, trimValues: false }).parse(xml)

describe('XML', () => {
  it('A-33 repeats an element for each item of a list', () => {
    const xml = writeXml('ChatResponse', {
      QuerySegList: ['退货', '流程'],
      Messages: [{ AnswerType: 'Text', Text: { Score: 100 } }],
      Gone: undefined,
    })
    expect(xml).toBe(
      "<?xml version='1.0' encoding='UTF-8'?><ChatResponse><QuerySegList>退货</QuerySegList><QuerySegList>流程</QuerySegList><Messages><AnswerType>Text</AnswerType><Text><Score>100</Score></Text></Messages></ChatResponse>",
    )
  })

  it('A-33 lets no text open an element', () => {
    const evil = '<b>&amp;</b> ]]> "\' \u0000\u000b\ud800 🙂'
    const [read] = [parse(writeXml('ChatResponse', { Content: evil })) as { ChatResponse: { Content: string } }]
    expect(read.ChatResponse.Content).toBe('<b>&amp;</b> ]]> "\' \u{FFFD}\u{FFFD}\u{FFFD} 🙂')
    expect(writeXml('R', { 'a b<': 'x' })).toContain('<_a_b_>x</_a_b_>')
  })

  it('A-05 writes errors with five members', () => {
    const envelope = errorEnvelope(
      missingPublic('Action'),
      '8B3C1E52-0F5D-5C54-9E0B-6B7B0C2A9F11',
      'chatbot.cn-shanghai.aliyuncs.com',
    )
    expect(writeErrorXml(envelope)).toBe(
      `<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>8B3C1E52-0F5D-5C54-9E0B-6B7B0C2A9F11</RequestId><HostId>chatbot.cn-shanghai.aliyuncs.com</HostId><Code>MissingParameter</Code><Message>The input parameter "Action" that is mandatory for processing this request is not supplied.</Message><Recommend><![CDATA[https://api.aliyun.com/troubleshoot?q=MissingParameter&product=Chatbot&requestId=8B3C1E52-0F5D-5C54-9E0B-6B7B0C2A9F11]]></Recommend></Error>`,
    )
    expect(parse(writeErrorXml({ ...envelope, Recommend: 'a]]>b' }))).toMatchObject({ Error: { Recommend: 'a]]>b' } })
  })
})

describe('JSON', () => {
  it('A-20 prints whole scores with one decimal, in no text', () => {
    expect(writeJson({ Score: 100, a: { Score: 46.5 }, Content: '"Score":7,' })).toBe(
      '{"Score":100.0,"a":{"Score":46.5},"Content":"\\"Score\\":7,"}',
    )
  })
})

describe('errors', () => {
  it('A-07 A-11 A-12 A-13 A-15 have the documented status', () => {
    const statuses = Object.fromEntries([...ERRORS.values()].map((row) => [row.code, row.status]))
    expect(statuses).toMatchObject({
      'InvalidAccessKeyId.NotFound': 404,
      'InvalidAccessKeyId.Inactive': 400,
      SignatureDoesNotMatch: 400,
      'InvalidAction.NotFound': 404,
      InvalidVersion: 400,
      'Throttling.User': 400,
      ServiceUnavailable: 503,
      InternalError: 500,
      InstanceFreezing: 403,
      Forbidden: 403,
      'InvalidInstanceId.NotFound': 404,
      InvalidParameter: 400,
    })
    expect(() => refuse('Nothing')).toThrow(/no code/)
    expect(invalidParameter('VendorParam').message).toBe('The specified parameter "VendorParam" is not valid.')
  })
})
