import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createWorld, platformIds, type DirectedWorld } from './index.ts'

let world: DirectedWorld
afterEach(() => world.close())

const open = async (settings = {}): Promise<DirectedWorld> => (world = await createWorld({ lazily: true, settings }))

it('knows what to tell the bot before a platform is loaded, and tells the same afterwards', async () => {
  await open({ wechat: { 'account.appid': 'wx0123456789abcdef' } })
  const before = world.connections()
  expect(Object.keys(before)).toEqual(platformIds)
  expect(before['wechat']?.['appId']).toBe('wx0123456789abcdef')
  expect(world.platforms).toEqual([])
  await world.whole()
  expect(world.platforms.map(({ id }) => id)).toEqual(platformIds)
  expect(world.connections()).toEqual(before)
})

it.each([
  ['a path of the last platform', '/v1/models', 401, 'api key'],
  ['a path with parameters', '/v1.0/card/instances/x/y', 200, '404'],
  ['a path nobody knows', '/nowhere', 404, 'Not Found'],
  ['the control API', '/_caipai/platforms/rongcloud', 200, 'appSecret'],
  ['the clock, which needs none', '/_caipai/clock', 200, 'now'],
])('lets a call wait until the platform is there: %s', async (_case, path, status, words) => {
  await open()
  const response = await fetch(world.baseUrl + path)
  expect(response.status).toBe(status)
  expect((await response.text()).toLowerCase()).toContain(words.toLowerCase())
})

it('lets a WebSocket handshake wait, too', async () => {
  await open()
  const socket = new WebSocket(`${world.baseUrl.replace('http', 'ws')}/connect?ticket=none`)
  const [error] = (await once(socket, 'error')) as [Error]
  expect(error.message).toContain('401')
})

it('says what to wait for when a platform is asked for too early', async () => {
  await open()
  expect(() => world.platform('wechat')).toThrow('wechat is still being loaded')
  expect(() => world.platform('telegram')).toThrow('there is no platform "telegram"')
})

it('refuses settings that do not fit before anything is loaded', async () => {
  await open()
  await expect(createWorld({ lazily: true, settings: { wechat: { nonsense: 1 } } })).rejects.toThrow(
    'the settings of wechat do not fit',
  )
})

it('can be closed while platforms are being loaded', async () => {
  await open()
  await world.close()
  await world.whole()
  expect(world.platforms.length).toBeLessThan(platformIds.length)
})
