import { expect, it } from 'vitest'
import { sign, signCard } from '../../emulators/dingtalk/crypto/sign.ts'

// The vendor prints its sample code with this secret and time, and clients that others wrote keep what it gives for them.
// https://open.dingtalk.com/document/dingstart/customize-robot-security-settings
it('D-02 D-21 is what the vendor’s sample code gives for its own secret', () => {
  const value = sign('this is secret', '1577262236757')
  expect(value).toBe('hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=')
  expect(encodeURIComponent(value)).toBe('hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D')
})

// Published for signing in without a password; cards are signed in the same way.
// https://github.com/francistm/dingtalk-sdk quotes https://ding-doc.dingtalk.com/doc#/faquestions/hxs5v9
it('D-59 is the value of the vendor’s page for a signature over the time alone', () => {
  expect(encodeURIComponent(signCard('testappSecret', '1546084445901'))).toBe(
    'HCbG3xNE3vzhO%2Bu7qCUL1jS5hsu2n5r2cFhnTrtyDAE%3D',
  )
})
