import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../emulators/core/redact.ts'
import type { Finding } from '../../rules/finding.ts'
import type { Rehearsal } from '../../stage.ts'
import { writePage, type Ending } from './page.ts'
import { tellStory } from './story.ts'

const finding: Finding = {
  id: 'wechat/answers-in-time',
  severity: 'broken',
  what: { en: 'late with s3cretToken', zh: '太晚' },
  why: undefined,
  mend: { en: 'Answer first.', zh: '先应答。' },
  source: 'https://a.example/doc',
  cause: undefined,
  user: 'alice',
  details: undefined,
  times: 3,
}

function rehearsed(more: Partial<Rehearsal> = {}): Rehearsal {
  return {
    died: undefined,
    vendorHosts: [],
    scenario: {
      file: 'wechat/text.yaml',
      line: 1,
      name: '你好',
      variant: 'account.mode=plain',
      about: undefined,
      rows: ['W-01'],
    } as unknown as Rehearsal['scenario'],
    ok: false,
    failure: undefined,
    findings: [finding],
    failing: [finding],
    entries: [
      {
        seq: 1,
        at: 1000,
        kind: 'act',
        platform: 'wechat',
        verb: 'send',
        from: 'alice',
        summary: 'alice: my key is s3cretToken',
        input: {},
      },
    ],
    platformMs: 5000,
    realMs: 10,
    bot: ['GET /wx?token=s3cretToken'],
    ...more,
  }
}

const redactor = createRedactor(['token'], () => ['s3cretToken'])
const ending = (more: Partial<Ending> = {}): Ending => ({
  file: 'wechat/text.yaml',
  name: '你好',
  variant: '',
  state: 'passed',
  story: tellStory(rehearsed(), redactor),
  ...more,
})
const page = (endings: readonly Ending[], errors: readonly string[] = []): string =>
  writePage({ at: 0, realMs: 1000, endings, errors })

describe('tellStory', () => {
  it('is plain data with everything that is told, and no secret', () => {
    const story = tellStory(rehearsed(), redactor)
    expect(JSON.parse(JSON.stringify(story))).toEqual(story)
    expect(story).toMatchObject({ name: '你好', platformMs: 5000, findings: [{ times: 3, fails: true }] })
    expect(JSON.stringify(story)).not.toContain('s3cretToken')
    expect(JSON.stringify(story)).toContain('my key is s3cr****')
  })

  it('leaves no half of a secret where a text is cut', () => {
    const [entry] = rehearsed().entries
    const entries = [150, 155, 160].flatMap((length) => ({ ...entry, summary: `${'x'.repeat(length)}s3cretToken` }))
    const lines = [3990, 3995, 4000].map((length) => `${'x'.repeat(length)}s3cretToken`)
    const story = tellStory(rehearsed({ entries: entries as Rehearsal['entries'], bot: lines }), redactor)
    expect(JSON.stringify(story)).not.toContain('s3cre')
  })

  it('is bounded', () => {
    const many = rehearsed({
      findings: Array.from({ length: 500 }, () => finding),
      bot: ['x'.repeat(1_000_000)],
    })
    expect(JSON.stringify(tellStory(many, redactor)).length).toBeLessThan(30_000)
  })
})

describe('writePage', () => {
  it.each([
    [[ending()], 'All 1 passed', '✓'],
    [[ending(), ending({ state: 'failed' })], '1 of 2 failed', '✗'],
    [[ending({ state: 'skipped' })], 'Nothing was rehearsed', '✓'],
    [[], 'Nothing was rehearsed', '✓'],
  ])('says how it went', (endings, headline, mark) => {
    const text = page(endings)
    expect(text).toContain(`<h1>${headline}</h1>`)
    expect(text).toContain(`<title>${mark} caipai rehearsal</title>`)
  })

  it('tells mends in both languages, how often, and where that is written', () => {
    const text = page([ending({ state: 'failed' })])
    for (const part of ['Answer first.', '先应答。', '3 times', 'href="https://a.example/doc"'])
      expect(text).toContain(part)
  })

  it('shows an error before any scenario', () => {
    expect(page([], ['the config <is> wrong'])).toContain('the config &lt;is&gt; wrong')
  })

  it('leaves out details of what passed, never of what failed, when there is too much', () => {
    const story = { ...tellStory(rehearsed(), redactor), log: ['x'.repeat(1_000_000)] }
    const passed = Array.from({ length: 40 }, () => ending({ story }))
    const text = page([...passed, ending({ state: 'failed', story })])
    expect(text.length).toBeLessThan(27_000_000)
    expect(text).toContain('left out to keep the page small')
    expect(text.slice(0, text.indexOf('left out to keep'))).toContain('class="scenario failed"')
  })
})
