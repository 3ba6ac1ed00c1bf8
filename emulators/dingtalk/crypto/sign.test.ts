import { expect, it } from 'vitest'
import { sign, signCard } from './sign.ts'

it('D-02 D-21 signs as the published construction does', () => {
  expect(sign('demo-app-secret', '1700000000000')).toBe('35L+VaeC+auo+F48xgwE2nbemVgZgGadfVKR4DtTTo4=')
  expect(sign('SECdemo0000', '1700000000000')).toBe('kSfqCNfi1QZQd30haRL6+ap4zqrSzGl+GqA4mSPJazc=')
})

it('D-59 signs a card callback over the timestamp alone', () => {
  expect(signCard('demo-api-secret', '1700000000000')).toBe('Tbu6B8hjlisXhGjLBLBRK3nPLxHD61eCusWJ12GKMWU=')
})
