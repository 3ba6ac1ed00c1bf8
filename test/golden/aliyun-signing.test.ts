import { describe, expect, it } from 'vitest'
import {
  acs3StringToSign,
  canonicalRequest,
  readAuthorization,
  sha256,
  signAcs3,
} from '../../emulators/aliyun-chatbot/signing/acs3.ts'
import { differenceOf, sameSignature } from '../../emulators/aliyun-chatbot/signing/compare.ts'
import { canonicalQuery, percentEncode, type Pairs } from '../../emulators/aliyun-chatbot/signing/percent.ts'
import { rpcStringToSign, signRpc } from '../../emulators/aliyun-chatbot/signing/rpc.ts'

const rpc1: Record<string, string> = {
  AccessKeyId: 'testid',
  Action: 'Chat',
  Format: 'JSON',
  InstanceId: 'chatbot-cn-emu0000001',
  SignatureMethod: 'HMAC-SHA1',
  SignatureNonce: 'emu-nonce-0002',
  SignatureVersion: '1.0',
  Timestamp: '2025-03-06T08:10:03Z',
  Utterance: 'hello',
  Version: '2017-10-11',
}
const rpc2 = {
  ...rpc1,
  SignatureNonce: 'emu-nonce-0001',
  Utterance: '查天气 *~(a+b)!',
  SessionId: '1234',
  'Perspective.1': 'FZJBY3raWr',
  VendorParam: '{"phone":123456789}',
  Tag: "it's",
}
const rpc3 = { ...rpc1, Version: '2022-04-08', SignatureNonce: 'emu-nonce-0003', SecurityToken: 'emu-sts-token' }
const official = {
  AccessKeyId: 'testid',
  Action: 'DescribeRegions',
  Format: 'XML',
  Version: '2014-05-26',
  SignatureMethod: 'HMAC-SHA1',
  SignatureVersion: '1.0',
  SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
  Timestamp: '2016-02-23T12:46:24Z',
}

describe('RPC', () => {
  it.each([
    ['the official sample', 'GET', official, 'OLeaidS1JvxuMvnyHOwuJ+uX5qY='],
    ['RPC-1', 'GET', rpc1, 'etvm2cWbd6d6gM4nrlFlo02lpp8='],
    ['RPC-1', 'POST', rpc1, 'lL0SrrlLg1JXg2nvTG12BaVe73g='],
    ['RPC-2', 'GET', rpc2, 'CYyUoDKp3xR/kR9ZWMB7k/R5PuI='],
    ['RPC-2', 'POST', rpc2, 'vt+1FTctJg7TpvjCCThPrOzZGoo='],
    ['RPC-3', 'POST', rpc3, 'V2dw+P3TvfUpy5YxuZcZaVV+nXY='],
  ])('A-02 signs %s by %s as published', (_name, method, parameters, signature) => {
    const pairs = Object.entries(parameters).reverse()
    expect(signRpc('testsecret', rpcStringToSign(method, pairs))).toBe(signature)
  })

  it('A-02 builds the published string to sign and canonical query', () => {
    expect(rpcStringToSign('get', Object.entries(rpc1))).toBe(
      'GET&%2F&AccessKeyId%3Dtestid%26Action%3DChat%26Format%3DJSON%26InstanceId%3Dchatbot-cn-emu0000001%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3Demu-nonce-0002%26SignatureVersion%3D1.0%26Timestamp%3D2025-03-06T08%253A10%253A03Z%26Utterance%3Dhello%26Version%3D2017-10-11',
    )
    expect(canonicalQuery(Object.entries(rpc2))).toBe(
      'AccessKeyId=testid&Action=Chat&Format=JSON&InstanceId=chatbot-cn-emu0000001&Perspective.1=FZJBY3raWr&SessionId=1234&SignatureMethod=HMAC-SHA1&SignatureNonce=emu-nonce-0001&SignatureVersion=1.0&Tag=it%27s&Timestamp=2025-03-06T08%3A10%3A03Z&Utterance=%E6%9F%A5%E5%A4%A9%E6%B0%94%20%2A~%28a%2Bb%29%21&VendorParam=%7B%22phone%22%3A123456789%7D&Version=2017-10-11',
    )
  })

  it('A-02 sorts names by bytes: the tenth of a list before the second', () => {
    const pairs: Pairs = [
      ['P.2', 'b'],
      ['P.10', 'j'],
      ['a', '1'],
      ['Z', '1'],
      ['P.1', 'a'],
    ]
    expect(canonicalQuery(pairs)).toBe('P.1=a&P.10=j&P.2=b&Z=1&a=1')
  })

  it('A-02 encodes as RFC 3986 has it', () => {
    expect(percentEncode(" *~!'()+/=&%-_.A9中🙂")).toBe('%20%2A~%21%27%28%29%2B%2F%3D%26%25-_.A9%E4%B8%AD%F0%9F%99%82')
    expect(percentEncode('\ud83d')).toBe('%EF%BF%BD')
  })
})

const ecs = {
  path: '/',
  method: 'POST',
  query: [
    ['RegionId', 'cn-shanghai'],
    ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
  ] as const,
  payloadHash: sha256(''),
}
const ecsHeaders = (date: string, nonce: string): Pairs => [
  ['host', 'ecs.cn-shanghai.aliyuncs.com'],
  ['x-acs-action', 'RunInstances'],
  ['x-acs-content-sha256', sha256('')],
  ['x-acs-date', date],
  ['x-acs-signature-nonce', nonce],
  ['x-acs-version', '2014-05-26'],
]
const own = (hash: string, before: Pairs = [], among: Pairs = []): Pairs => [
  ...before,
  ['host', '127.0.0.1:8080'],
  ['x-acs-action', 'Chat'],
  ['x-acs-content-sha256', hash],
  ...among,
  ['x-acs-date', '2025-03-06T08:10:03Z'],
  ['x-acs-signature-nonce', '0123456789abcdef0123456789abcdef'],
  ['x-acs-version', '2022-04-08'],
]

describe('ACS3', () => {
  it.each([
    [
      '2023-10-26T10:22:32Z',
      '3156853299f313e23d1673dc12e1703d',
      '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    ],
    [
      '2023-10-26T09:01:01Z',
      'd410180a5abf7fe235dd9b74aca91fc0',
      'e521358f7776c97df52e6b2891a8bc73026794a071b50c3323388c4e0df64804',
    ],
  ])('A-03 signs the official sample of %s', (date, nonce, signature) => {
    const canonical = canonicalRequest({ ...ecs, headers: ecsHeaders(date, nonce) })
    expect(signAcs3('YourAccessKeySecret', acs3StringToSign(canonical))).toBe(signature)
  })

  const form = 'InstanceId=chatbot-cn-emu0000001&Utterance=hello'
  it.each<[string, Pairs, string, Pairs, string, string]>([
    [
      'V3-1',
      [
        ['Utterance', 'hello'],
        ['InstanceId', 'chatbot-cn-emu0000001'],
      ],
      sha256(''),
      own(sha256('')),
      'e27a93c0cc85ec3ad48ce5ea153aeef5e48d97e53c18d9000c79fd7e45105dbe',
      'c6e04b6a07dc3596a3c097bc3ee500ac7147d20795a205c3f4e7ddc613982df0',
    ],
    [
      'V3-2',
      [
        ['Utterance', '你好 *~'],
        ['InstanceId', 'chatbot-cn-emu0000001'],
        ['Perspective', '["FZJBY3raWr"]'],
      ],
      sha256(''),
      own(sha256(''), [], [['x-acs-credentials-provider', 'static_ak']]),
      '46a16d105ea7ffcf1fb47bc417c46e71cca75d4f26e1f7272ab216e6a4fa7e1e',
      '8b58cb20b5926c2632fd563801d07458bdc97b9a1ae8e1060321c65503a0d9e5',
    ],
    [
      'V3-3',
      [],
      sha256(form),
      own(sha256(form), [['content-type', 'application/x-www-form-urlencoded']]),
      '47b51c7e5f26e1953be996d248d70aaa4fa8806085f65c12f8ee39cf52ae100e',
      '7ae7e8883ddc387238d5ffe5b4784e23d63c2e184b4226391874aab82107821b',
    ],
  ])('A-03 A-31 signs %s as published', (_name, query, payloadHash, headers, hash, signature) => {
    const canonical = canonicalRequest({ method: 'POST', path: '/', query, headers, payloadHash })
    expect(sha256(canonical)).toBe(hash)
    expect(signAcs3('testsecret', acs3StringToSign(canonical))).toBe(signature)
  })

  it('A-03 hashes bodies as published', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(sha256(form)).toBe('d6c0647fd7c833569b1656273b4963d243f7880ca3baa3bd4dc595a4d2879290')
  })

  it('A-03 reads the header, with or without blanks', () => {
    const expected = { credential: 'testid', signedHeaders: ['host', 'x-acs-action'], signature: 'c6' }
    expect(
      readAuthorization('ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action,Signature=c6'),
    ).toEqual(expected)
    expect(
      readAuthorization('ACS3-HMAC-SHA256  Credential=testid, SignedHeaders=host;x-acs-action , Signature=c6'),
    ).toEqual(expected)
    expect(readAuthorization('ACS3-HMAC-SHA256 Credential=testid,Signature=c6')).toBeUndefined()
    expect(readAuthorization('Bearer x')).toBeUndefined()
  })
})

describe('comparison', () => {
  it('A-09 is by bytes', () => {
    expect(sameSignature('a', 'a')).toBe(true)
    expect(sameSignature('a', 'A')).toBe(false)
    expect(sameSignature('a', 'ab')).toBe(false)
    expect(differenceOf('same', 'same')).toBeUndefined()
    expect(differenceOf('中%7E', '中~')).toEqual({ offset: 3, ours: '%7E', theirs: '~' })
    expect(differenceOf('abc', 'ab')).toEqual({ offset: 2, ours: 'c', theirs: '' })
  })
})
