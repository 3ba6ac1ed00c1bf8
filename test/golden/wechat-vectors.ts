/** One published encryption: what went in, what must come out. Lengths of pads in bytes. */
export interface Vector {
  readonly name: string
  readonly encodingAesKey: string
  readonly appid: string
  /** The 16 characters before the length. */
  readonly random: string
  readonly message: string
  readonly encrypt: string
  readonly pad?: number
  readonly signed?: {
    readonly token: string
    readonly timestamp: string
    readonly nonce: string
    readonly signature?: string
    readonly msgSignature: string
  }
}

/**
 * V5 and V6 stand in https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption, V7 and V8 in the
 * official sample programs; the others were made with node:crypto and cross-checked with the wechat-crypto package.
 */
export const vectors: readonly Vector[] = [
  {
    name: 'V1: a push, ours',
    encodingAesKey: 'OfflineWeChatEmulatorKeyNumberOne0000000004',
    appid: 'wx0123456789abcdef',
    random: '0123456789abcdef',
    message:
      '<xml><ToUserName><![CDATA[gh_0a1b2c3d4e5f]]></ToUserName>\n<FromUserName><![CDATA[oEmu0000000000000000000000A1]]></FromUserName>\n<CreateTime>1767225600</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[你好 bot 🙂]]></Content>\n<MsgId>24871234567890123</MsgId>\n</xml>',
    encrypt:
      'po/86+Y4l1am+bNcbu5RcRgzjiImDAC4EBGHzdQ2sn9GBBHpjnJTSJRDHpYk3VpZpeRzUPp0EyjAgMvjLdmaFboFiSYCJ4kEwn9asotoOF400Hk6oWbMWZ9IEXtU75+KmfXXxtRCNJ49SmY73+BXQMxfjgSI6YAzDb9BnYsLebUOdhBvIF0g+RuArq7xTtEPzID4U9w2kfuYW1atbOVmkxXe9nqCUEvZKVSvVcpip1xWtFtStXE6g7YNdHkQjMoV/4WZhGZ447QhaLljj1zC/GgFhUIJWXfTHO76sBe9Jce01ZurLYvfDRu172LitMfyT8VR9BQEecWWmF3x85pm8DgBv1NvV9P7OHD0V6O9bDpLjWdgB/xxSvCEiFIeWiA4u6zK6OfcDKxoJASADHZqaCXWZ0aN3fJOHVigzrw2MgR8ZaNm3n668z6BL7pTQtvsKSWJbmCNZB86fIlhIg7t9w==',
    pad: 28,
    signed: {
      token: 'OfflineBotTest1',
      timestamp: '1767225601',
      nonce: '1357924680',
      signature: 'ca61ff00387ef12401b29cecde14a9bb4e63c678',
      msgSignature: '082b584ada19843711d45d93ef6c6165b3de2bb1',
    },
  },
  {
    name: 'V2: a reply, ours',
    encodingAesKey: 'OfflineWeChatEmulatorKeyNumberOne0000000004',
    appid: 'wx0123456789abcdef',
    random: 'fedcba9876543210',
    message:
      '<xml><ToUserName><![CDATA[oEmu0000000000000000000000A1]]></ToUserName><FromUserName><![CDATA[gh_0a1b2c3d4e5f]]></FromUserName><CreateTime>1767225602</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[收到]]></Content></xml>',
    encrypt:
      '0XQA/qBrK51gFe0u8/2z9QugBm+akfw0tb/7rn24/khJhFvPfbWCP1j0DRsgssilstU6AqejIR1D3tQyx06+F1X75vriZtIi3/X7oza4GtWQ6IpW8loiuKCQCSQ065ShYlbtriG+2Jnd7dSQqNamJs8MU1Zk+In/xOMzhjqIWWjfUcTObu2ZlfKJNfEPgS12SmHX2Ni3WhO02Mv6urLNuGmrtmSFnhphXWdOLCoFdTRDjkdu5BiL1HGlN8zRhO/XDCNAnw5MxthceTFQXi6uhKdqrzAPhve0bfXOFPRAS1V2BKxMkpKAGWqSAo4e9tcuFzP41mWEEYmYvOfnhpoohAy6qe4AthUwdiODiGI3uzoqFvyGMYUk+OQjzHYYPhYd',
    pad: 11,
    signed: {
      token: 'OfflineBotTest1',
      timestamp: '1767225602',
      nonce: '1357924680',
      msgSignature: 'b0c74885e49e533c2cc2e3f3fed65cb4ed563526',
    },
  },
  {
    name: 'V3: a non-canonical key, ours',
    encodingAesKey: 'OfflineWeChatEmulatorKeyNumberTwo0000000007',
    appid: 'wx0123456789abcdef',
    random: 'abcdef0123456789',
    message: '<xml><A>1</A></xml>',
    encrypt: 'k9I7vhoaQvGD1oIEv03SY05TiTnIMClSRmevfDKRtIrT5robY9/cPeqwPQZaS6CvgaGcKjqq7aAbko7aVSaOvw==',
    pad: 7,
    signed: {
      token: 'OfflineBotTest1',
      timestamp: '1767225601',
      nonce: '1357924680',
      msgSignature: '765786a81ed49843f51cd5764374b61ef324bdc3',
    },
  },
  {
    name: 'V4: a full block of padding, ours',
    encodingAesKey: 'OfflineWeChatEmulatorKeyNumberOne0000000004',
    appid: 'wx0123456789abcdef',
    random: '0000000000000000',
    message: 'x'.repeat(58),
    encrypt:
      'yusWKfPbt1U0lJEx1PMPtAyH3IpdmhxTt48jZJpf2yQPrecrpYJIZ8h0Zl1MTOyeqARTHqDfd5TvjMNFFtgL/G9eEmYy3yokETEqoF67gvrze/LMMA7cbI0xpeoz9B39cbpmCNac0KNIpQ3N8UG93TXPtReRSiDTUiy/LQA30/E=',
    pad: 32,
    signed: {
      token: 'OfflineBotTest1',
      timestamp: '1767225601',
      nonce: '1357924680',
      msgSignature: 'c677b0740f5d85d8347bbc157d7b13dcabff0d33',
    },
  },
  {
    name: 'V5: a push of the official page',
    encodingAesKey: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    appid: 'wxba5fad812f8e6fb9',
    random: 'a8eedb185eb2fecf',
    message:
      '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}',
    encrypt:
      '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=',
    pad: 19,
    signed: {
      token: 'AAAAA',
      timestamp: '1714112445',
      nonce: '415670741',
      signature: '6c5c811b55cc85e0e1b54100749188c20beb3f5d',
      msgSignature: '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3',
    },
  },
  {
    name: 'V6: a reply of the official page',
    encodingAesKey: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    appid: 'wxba5fad812f8e6fb9',
    random: '707722b803182950',
    message: '{"demo_resp":"good luck"}',
    encrypt: 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==',
    pad: 1,
    signed: {
      token: 'AAAAA',
      timestamp: '1713424427',
      nonce: '415670741',
      msgSignature: '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1',
    },
  },
  {
    name: 'V7: the official sample program of 2014',
    encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
    appid: 'wx5823bf96d3bd56c7',
    random: '0960688932c47ef1',
    message:
      '<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n<FromUserName><![CDATA[mycreate]]></FromUserName>\n<CreateTime>1409659813</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[hello]]></Content>\n<MsgId>4561255354251345929</MsgId>\n<AgentID>218</AgentID>\n</xml>',
    encrypt:
      'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==',
    pad: 30,
    signed: {
      token: 'QDG6eK',
      timestamp: '1409659813',
      nonce: '1372623149',
      msgSignature: '477715d11cdb4164915debcba66cb864d751f3e6',
    },
  },
  {
    name: 'V8: the official Java sample',
    encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    appid: 'wxb11529c136998cb6',
    random: 'aaaabbbbccccdddd',
    message: '我是中文abcd123',
    encrypt: 'jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==',
  },
]
