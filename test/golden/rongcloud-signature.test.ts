import { expect, it } from 'vitest'
import { sign } from '../../emulators/rongcloud/auth/signature.ts'

const secret = 'emuSecret0001'
const nonce = '1068826355'
const timestamp = '1741248603'

it.each([
  [
    'the sample of the official page',
    'Y1W2MeFwwwRxa0',
    '14314',
    '1408710653000',
    '30be0bbca9c9b2e27578701e9fda2358a814c88f',
  ],
  ['seconds', secret, nonce, timestamp, '97e3b9126fc6b3f1cd21674db2a37a530c90ab57'],
  ['milliseconds', secret, nonce, '1741248603000', '1c74d05fba7bf13b84d84fd7fadfbc736da4b464'],
  ['a fractional nonce', secret, '0.5731', timestamp, '8f48aa6cf1d49a15a99f00392198a77b9edece2c'],
  ['a nonce of 18 digits', secret, '123456789012345678', '1741248603123', '5e4a328fb56cbe967f5348334b3eb1a693af39d0'],
  ['another secret', 'emuSecret0002', nonce, timestamp, 'ffe65ac88c5ba7d8be10d626932ac2234fb3a048'],
])('R-02 R-03 is the published value for %s', (_what, key, salt, time, expected) => {
  expect(sign(key, salt, time)).toBe(expected)
})
