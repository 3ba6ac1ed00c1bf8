import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writePage } from '../../contracts/report/html/page.ts'
import { openChromium, type Browser, type BrowserPage } from '../support/chromium.ts'
import { HOSTILE, hostileReport } from './hostile-report.ts'
import { crowdedLabels, paleTexts } from './legibility.ts'

const folder = mkdtempSync(join(tmpdir(), 'caipai-browser-'))
/** Pictures for people to look at, where a folder for them is named. */
const pictures = process.env['CAIPAI_PICTURES']

let browser: Browser
beforeAll(async () => {
  browser = await openChromium()
})
afterAll(() => browser.close())

async function openPage(path: string, width = 1360, height = 1000): Promise<BrowserPage> {
  const page = await browser.page()
  await page.resize(width, height)
  await page.open(pathToFileURL(path).href)
  return page
}

async function keepPicture(page: BrowserPage, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  writeFileSync(join(pictures, `${name}.png`), await page.picture())
}

const visible = (page: BrowserPage): Promise<string[]> =>
  page.read(
    `[...document.querySelectorAll('.scenario')].filter((one) => one.checkVisibility()).map((one) => one.dataset.shows)`,
  )
const openCount = (page: BrowserPage): Promise<number> =>
  page.read(`document.querySelectorAll('.scenario[open]').length`)
const click = (page: BrowserPage, selector: string): Promise<void> =>
  page.read(`document.querySelector(${JSON.stringify(selector)}).click()`)

describe('a page full of hostile text', () => {
  const path = join(folder, 'hostile.html')
  beforeAll(() => writeFileSync(path, writePage(hostileReport(3, 24))))

  it('runs none of it, asks for nothing and complains of nothing', async () => {
    const page = await openPage(path)
    await click(page, '.open-all')
    await page.read(`document.querySelectorAll('.fields').forEach((one) => (one.open = true))`)
    expect(await page.read(`typeof globalThis.hacked`)).toBe('undefined')
    expect(
      await page.read(
        `document.querySelectorAll('img, iframe, link, object, embed, body script ~ *, [onerror]').length`,
      ),
    ).toBe(0)
    expect(await page.read(`[...document.querySelectorAll('a')].map((one) => one.protocol)`)).toEqual(['https:'])
    expect(page.requests).toEqual([pathToFileURL(path).href])
    expect(page.complaints).toEqual([])
    await keepPicture(page, 'hostile')
  })

  it('would not run a script even if it got into the page', async () => {
    const got = join(folder, 'injected.html')
    const text = readFileSync(path, 'utf8').replace(
      '<main>',
      `<main><script>globalThis.hacked = 1</script><img src="https://evil.example/x">`,
    )
    writeFileSync(got, text)
    const page = await openPage(got)
    expect(await page.read(`typeof globalThis.hacked`)).toBe('undefined')
    expect(page.complaints.join('\n')).toContain('Content Security Policy')
  })

  it('shows it letter for letter', async () => {
    const page = await openPage(path)
    const texts = await page.read<string[]>(`[
      document.querySelector('.failed .name > span'), document.querySelector('.failure dd'),
      document.querySelector('.user .bubble p'), document.querySelector('.finding dd').firstChild,
      document.querySelector('.tile p'), document.querySelector('.options li'), document.querySelector('pre.error'),
      document.querySelector('.sequence .arrow title'),
    ].map((one) => one.textContent)`)
    expect(texts).toEqual(texts.map(() => HOSTILE))
  })

  it('opens what failed, first, and leaves the rest closed', async () => {
    const page = await openPage(path)
    expect(await visible(page)).toEqual(['failed found', 'failed', 'skipped', 'passed', 'passed', 'passed'])
    expect(await openCount(page)).toBe(2)
  })

  it('filters by how scenarios ended, by findings and by words', async () => {
    const page = await openPage(path)
    const search = (words: string): Promise<void> =>
      page.read(
        `{ const box = document.querySelector('input'); box.value = ${JSON.stringify(words)}; box.dispatchEvent(new Event('input')) }`,
      )
    await click(page, '[data-show=failed]')
    expect(await visible(page)).toEqual(['failed found', 'failed'])
    await click(page, '[data-show=found]')
    expect(await visible(page)).toEqual(['failed found'])
    await click(page, '[data-show=""]')
    await search('对话 CALM-2.yaml')
    expect(await visible(page)).toEqual(['passed'])
    await search('nobody said this')
    expect(await visible(page)).toEqual([])
    expect(await page.read(`document.querySelector('.none').checkVisibility()`)).toBe(true)
    await search('')
    await click(page, '.open-all')
    expect(await openCount(page)).toBe(5)
    await click(page, '.open-all')
    expect(await openCount(page)).toBe(0)
  })

  it('is whole without its script: a click opens a scenario', async () => {
    const page = await browser.page()
    await page.resize(1360, 1000)
    await page.command('Emulation.setScriptExecutionDisabled', { value: true })
    await page.open(pathToFileURL(path).href)
    await page.command('Emulation.setScriptExecutionDisabled', { value: false })
    expect(await page.read(`document.querySelector('.filter').checkVisibility()`)).toBe(false)
    const [x, y] = await page.read<[number, number]>(`{
      const summary = document.querySelector('details.passed > summary')
      summary.scrollIntoView()
      const { x, y } = summary.getBoundingClientRect()
      ;[x + 60, y + 12]
    }`)
    for (const type of ['mousePressed', 'mouseReleased']) {
      await page.command('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 })
    }
    expect(await openCount(page)).toBe(3)
    expect(
      await page.read(`document.querySelector('details.passed .sequence').getBoundingClientRect().height`),
    ).toBeGreaterThan(300)
  })
})

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  it.each([1360, 820, 360])('is legible in a window %d px wide', async (width) => {
    const path = join(folder, `${scheme}-${width}.html`)
    writeFileSync(path, writePage(hostileReport(2, 12)))
    const page = await browser.page()
    await page.prefer(scheme)
    await page.resize(width, 1000)
    await page.open(pathToFileURL(path).href)
    await click(page, '.open-all')
    expect(await page.read(`document.documentElement.scrollWidth`)).toBe(width)
    expect(await page.read(paleTexts)).toEqual([])
    const [red, green, blue] = await page.read<number[]>(
      `getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)`,
    )
    expect((red! + green! + blue!) / 3 > 128).toBe(scheme === 'light')
    await keepPicture(page, `${scheme}-${width}`)
  })
})

it('stays quick and small with 600 scenarios of 60 arrows', async () => {
  const path = join(folder, 'many.html')
  const began = performance.now()
  writeFileSync(path, writePage(hostileReport(600, 60)))
  expect(performance.now() - began).toBeLessThan(20_000)
  expect(statSync(path).size).toBeLessThan(32 * 1024 * 1024)
  const page = await openPage(path)
  const { domContentLoadedEventEnd } = await page.read<{ domContentLoadedEventEnd: number }>(
    `performance.getEntriesByType('navigation')[0].toJSON()`,
  )
  expect(domContentLoadedEventEnd).toBeLessThan(15_000)
  const opening = performance.now()
  await click(page, '.open-all')
  await page.read(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)
  expect(performance.now() - opening).toBeLessThan(15_000)
  expect(await openCount(page)).toBe(602)
})

describe('the page of a rehearsal', () => {
  const path = join(folder, 'rehearsal.html')
  const secret = 'aTokenNobodyShallRead'
  let ended: { readonly code: number; readonly out: string }
  let page: BrowserPage

  beforeAll(async () => {
    const files = {
      'caipai.config.yaml': `bot:
  command: [python3, ${resolve('test/bots/echo.py')}]
  env: { PORT: '{bot.port}', WECHAT_TOKEN: '{wechat.token}' }
  webhooks: { wechat: /wx }
scenarios: [good.yaml, bad.yaml]
clock: { settle: 20ms, patience: 100ms }
platforms: { wechat: { account: { mode: plain, token: ${secret} } } }
`,
      'good.yaml': `name: 回声
platform: wechat
steps:
  - verify: true
  - send: "<script>globalThis.hacked = 1</script> 你好 & 再见"
  - expect: { reply: "你说的是：<script>globalThis.hacked = 1</script> 你好 & 再见", via: passive-reply, within: 5s }
`,
      'bad.yaml': `name: 另一个回答
platform: wechat
steps:
  - send: 你好
  - expect: { reply: 再见, within: 5s }
`,
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    ended = await new Promise((done) => {
      const args = [resolve('dist/cli.js'), 'run', '--reporter=html', '--output', path]
      execFile(process.execPath, args, { cwd: folder }, (error, out, err) =>
        done({ code: Number(error?.code ?? 0), out: out + err }),
      )
    })
    page = await openPage(path)
  })

  it('is written beside what the terminal shows, and named there', () => {
    expect(ended.out).toMatch(/1 passed, 1 failed/)
    expect(ended.out).toContain(`report  ${path}`)
    expect(ended.code).toBe(1)
  })

  it('shows the conversation, the failure and its place', async () => {
    await click(page, '.open-all')
    const text = await page.read<string>(`document.body.innerText`)
    expect(text).toContain('1 of 2 failed')
    expect(text).toContain('你说的是：<script>globalThis.hacked = 1</script> 你好 & 再见')
    expect(text).toContain('a reply saying "再见"')
    expect(text).toContain('bad.yaml:5:5')
    expect(await page.read(`typeof globalThis.hacked`)).toBe('undefined')
    expect(page.complaints).toEqual([])
    expect(page.requests).toEqual([pathToFileURL(path).href])
    await keepPicture(page, 'rehearsal')
  })

  it('draws every delivery between user, platform and bot', async () => {
    const heads = await page.read(
      `[...document.querySelector('.passed .sequence').querySelectorAll('.head text')].map((one) => one.textContent)`,
    )
    expect(heads).toEqual(['alice', 'wechat', 'bot'])
    const arrows = await page.read<string[]>(
      `[...document.querySelectorAll('.passed .arrow title')].map((one) => one.textContent.split('\\n')[0])`,
    )
    const [question, delivery, answer, reply] = [
      arrows.findIndex((label) => label.startsWith('<script>')),
      arrows.indexOf('text'),
      arrows.findIndex((label) => label.startsWith('answered')),
      arrows.findIndex((label) => label.startsWith('“你说的是：<script>')),
    ]
    expect([question, delivery, answer, reply].every((at) => at !== -1)).toBe(true)
    expect(question).toBeLessThan(delivery!)
    expect(delivery).toBeLessThan(answer!)
    expect(answer).toBeLessThan(reply!)
    expect(arrows).toContainEqual(expect.stringMatching(/^verified/))
  })

  it('lets no label cover another or leave the drawing', async () => {
    expect(await page.read(`document.querySelectorAll('.sequence .label').length`)).toBeGreaterThan(10)
    expect(await page.read(crowdedLabels)).toEqual([])
  })

  it('tells no secret', () => {
    expect(readFileSync(path, 'utf8')).not.toContain(secret)
  })
})
