import type { Ending, Report } from '../../contracts/report/html/page.ts'
import type { Story } from '../../contracts/report/html/story.ts'

/** What would be seen to have run. Quotes, tags and comments of every place a text may stand in. */
export const HOSTILE = [
  `<script>globalThis.hacked = 'script'</script>`,
  `"><img src=x onerror="globalThis.hacked='attribute'">`,
  `</style></svg></title></details><svg onload="globalThis.hacked='svg'">`,
  `' onclick='globalThis.hacked=1' x='`,
  `<!-- <iframe src="https://evil.example/"></iframe>`,
  `javascript:globalThis.hacked='link'`,
  // Breaks nowhere by itself.
  'x'.repeat(120),
].join(' ')

const LONG = '从前有座山，山里有座庙，庙里有个老和尚在讲故事。'.repeat(100)

const bilingual = { en: HOSTILE, zh: `不可执行：${HOSTILE}` }

/** A scenario in which every text is hostile. */
export function hostileStory(): Story {
  const shown = {
    kind: HOSTILE,
    title: HOSTILE,
    text: HOSTILE,
    isMarkdown: true,
    mentions: [HOSTILE],
    tiles: [{ title: HOSTILE, text: HOSTILE, url: HOSTILE }],
    options: [{ text: HOSTILE, isHeading: false }],
    tail: HOSTILE,
    parts: [],
    details: [[HOSTILE, HOSTILE]] as const,
  }
  const bubble = { at: 0, name: HOSTILE, via: HOSTILE, isOpen: false }
  const plain = { ...shown, isMarkdown: false }
  return {
    file: `wechat/${HOSTILE.replaceAll('/', '')}.yaml`,
    line: 1,
    name: HOSTILE,
    variant: HOSTILE,
    about: HOSTILE,
    rows: [HOSTILE],
    platformMs: 60_000,
    realMs: 10,
    failure: { expected: HOSTILE, got: `${LONG} ${HOSTILE}`, place: HOSTILE },
    findings: ['broken', 'risky', 'hint'].map((severity) => ({
      id: HOSTILE,
      severity: severity as 'broken',
      what: bilingual,
      why: bilingual,
      mend: bilingual,
      source: severity === 'hint' ? 'https://a.example/?"><script>1</script>' : `javascript:globalThis.hacked='source'`,
      times: 2,
      fails: false,
    })),
    chats: [
      {
        platform: HOSTILE,
        name: HOSTILE,
        left: 3,
        bubbles: [
          { ...bubble, who: 'user', shown: plain },
          { ...bubble, who: 'bot', shown, stream: { pieces: 3, overMs: 900 } },
          { ...bubble, who: 'agent', shown: { ...plain, text: LONG } },
          { ...bubble, who: 'platform', shown: { ...plain, kind: 'notice' }, isOpen: true },
        ],
      },
    ],
    exchange: {
      participants: [
        { id: 'users', title: HOSTILE, role: 'user' },
        { id: 'wechat', title: HOSTILE, role: 'platform' },
        { id: 'bot', title: 'bot', role: 'bot' },
      ],
      rows: [
        { kind: 'arrow', at: 0, from: 0, to: 1, label: HOSTILE, tone: 'plain', isAnswer: false, isCut: false },
        { kind: 'arrow', at: 9, from: 2, to: 1, label: HOSTILE, tone: 'bad', isAnswer: true, isCut: true },
        { kind: 'note', at: 9, on: 2, label: HOSTILE, tone: 'late' },
        { kind: 'jump', at: 60_000, byMs: 59_991, label: HOSTILE },
      ],
      left: 3,
    },
    log: [HOSTILE, LONG],
  }
}

/** A report with one hostile failure, one that never began, and `passed` calm scenarios with `rows` arrows each. */
export function hostileReport(passed: number, rows: number): Report {
  const story = hostileStory()
  const calm = (at: number): Ending => ({
    file: `livechat/calm-${at}.yaml`,
    name: `平静的对话 ${at}`,
    variant: '',
    state: 'passed',
    story: { ...calmStory(story, rows), name: `平静的对话 ${at}` },
  })
  return {
    at: Date.UTC(2026, 0, 2, 3, 4),
    realMs: 4000,
    endings: [
      ...Array.from({ length: passed }, (_one, at) => calm(at)),
      { file: story.file, name: HOSTILE, variant: HOSTILE, state: 'failed', story },
      { file: 'wechat/no-bot.yaml', name: HOSTILE, variant: '', state: 'failed', error: HOSTILE },
      { file: 'wechat/later.yaml', name: HOSTILE, variant: '', state: 'skipped', skip: HOSTILE },
    ],
    errors: [HOSTILE],
  }
}

function calmStory({ failure: _failure, ...story }: Story, rows: number): Story {
  const words = LONG.slice(0, 60)
  const said = {
    kind: 'text',
    text: words,
    isMarkdown: false,
    mentions: [],
    tiles: [],
    options: [],
    parts: [],
    details: [],
  }
  const bubble = { name: 'alice', via: 'send', isOpen: false, shown: said }
  return {
    ...story,
    findings: [],
    log: [],
    about: 'calm',
    variant: '',
    rows: ['L-01'],
    chats: [
      {
        platform: 'livechat',
        name: 'alice',
        left: 0,
        bubbles: Array.from({ length: rows / 4 }, (_one, at) => ({
          ...bubble,
          at,
          who: at % 2 === 0 ? 'user' : 'bot',
        })),
      },
    ],
    exchange: {
      participants: [
        { id: 'users', title: 'alice', role: 'user' },
        { id: 'livechat', title: 'livechat', role: 'platform' },
        { id: 'bot', title: 'bot', role: 'bot' },
        { id: 'model', title: 'model', role: 'service' },
      ],
      rows: Array.from({ length: rows }, (_one, at) => ({
        kind: 'arrow',
        at: at * 10,
        from: at % 3,
        to: (at % 3) + 1,
        label: words.slice(0, 20 + (at % 40)),
        tone: 'plain',
        isAnswer: false,
        isCut: false,
      })),
      left: 0,
    },
  }
}
