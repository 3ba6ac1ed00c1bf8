import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { formatDuration } from '../../../emulators/core/duration.ts'
import { showChats } from './conversation.ts'
import { html, trusted, type Markup } from './markup.ts'
import { showFailure, showFindings } from './outcome.ts'
import { SCRIPT } from './script.ts'
import { drawExchange } from './sequence-diagram.ts'
import type { Story } from './story.ts'
import { STYLE } from './style.ts'

/** How one scenario ended. */
export interface Ending {
  readonly file: string
  readonly name: string
  /** Which of its settings, where it is played with several; or empty. */
  readonly variant: string
  readonly state: 'passed' | 'failed' | 'skipped'
  /** Why it was skipped. */
  readonly skip?: string
  /** What went wrong when there is no story: the bot did not start. */
  readonly error?: string
  readonly story?: Story
}

/** Everything the page tells. */
export interface Report {
  /** When it was written, in ms since the epoch. */
  readonly at: number
  /** Real time of the whole run, in ms. */
  readonly realMs: number
  readonly endings: readonly Ending[]
  /** Errors outside any scenario: a config that is wrong. */
  readonly errors: readonly string[]
}

/** Past so many characters, scenarios that passed are told without their details. */
const MOST_PAGE = 24 * 1024 * 1024

const STATES = ['failed', 'passed', 'skipped'] as const

const hasFindings = ({ story }: Ending): boolean => (story?.findings.length ?? 0) > 0

/** Writes the page: one file that needs nothing else. */
export function writePage(report: Report): string {
  const { endings, errors } = report
  const script = createHash('sha256').update(SCRIPT).digest('base64')
  // Nothing a bot may have answered can load or run anything, even if it got past the escaping.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${script}'; base-uri 'none'; form-action 'none'`
  const failed = endings.some(({ state }) => state === 'failed') || errors.length > 0
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${failed ? '✗' : '✓'} caipai rehearsal</title>
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        ${showOverview(report)}
        <main>
          ${errors.map((error) => html`<pre class="error">${error}</pre>`)}${showFolders(endings)}
          <p class="nothing none" hidden>Nothing fits this filter.</p>
        </main>
        <footer>Written by caipai (彩排), a dress rehearsal for chat bots. Times are the platforms’ own.</footer>
        ${trusted(`<script>${SCRIPT}</script>`)}
      </body>
    </html> `.markup
}

function showOverview({ at, realMs, endings }: Report): Markup {
  const count = (state: Ending['state']): number => endings.filter((one) => one.state === state).length
  const platformMs = endings.reduce((sum, { story }) => sum + (story?.platformMs ?? 0), 0)
  const written = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const files = new Set(endings.map(({ file }) => file)).size
  const faster = Math.round(platformMs / Math.max(1, realMs))
  return html`<header class="overview">
    <div class="title">
      <span class="seal" lang="zh-CN" aria-hidden="true">彩<br />排</span>
      <div>
        <h1>${headline(count('failed'), count('passed'))}</h1>
        <p>
          ${plural(endings.length, 'scenario')} in ${plural(files, 'file')} · ${formatDuration(platformMs)} of platform
          time in ${formatDuration(realMs)}${faster >= 2 && `, ${faster} times faster than waiting`} · ${written}
        </p>
      </div>
    </div>
    <div class="bar" aria-hidden="true">
      ${STATES.map((state) => count(state) > 0 && html`<i class="${state}" style="flex-grow:${count(state)}"></i>`)}
    </div>
    <nav class="filter" hidden>
      <div role="group" aria-label="Show">
        ${showFilter('', 'All', endings.length)}${STATES.map((state) => showFilter(state, NAMES[state], count(state)))}
        ${showFilter('found', 'With findings', endings.filter(hasFindings).length)}
      </div>
      <input type="search" placeholder="Filter by name, file or text" aria-label="Filter" /><button
        type="button"
        class="open-all"
      >
        Open all
      </button>
    </nav>
  </header>`
}

const NAMES = { failed: 'Failed', passed: 'Passed', skipped: 'Skipped' } as const

/** A button that leaves one kind of scenario on the page; none where it would leave nothing. */
function showFilter(kind: string, name: string, count: number): Markup {
  if (count === 0) return html``
  return html`<button type="button" data-show="${kind}" aria-pressed="${kind === '' ? 'true' : 'false'}">
    <i class="dot ${kind}"></i>${name} <b>${count}</b>
  </button>`
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function headline(failed: number, passed: number): string {
  if (failed > 0) return `${failed} of ${failed + passed} failed`
  return passed === 0 ? 'Nothing was rehearsed' : `All ${passed} passed`
}

/** Scenarios by folder, which is by platform in the library; folders and scenarios that failed come first. */
function showFolders(endings: readonly Ending[]): Markup {
  const folders = new Map<string, Ending[]>()
  for (const ending of failedFirst(endings)) {
    const folder = posix.dirname(ending.file)
    folders.set(folder, [...(folders.get(folder) ?? []), ending])
  }
  let room = MOST_PAGE
  const sections = [...folders].map(([folder, held]) => {
    const shown = held.map((ending) => {
      const isLeftOut = room <= 0 && ending.state === 'passed'
      const scenario = showScenario(ending, isLeftOut)
      room -= scenario.markup.length
      return scenario
    })
    const failed = held.filter(({ state }) => state === 'failed').length
    return html`<section class="folder">
      <h2>
        ${folder === '.' ? 'scenarios' : folder}
        <small>${plural(held.length, 'scenario')}${failed > 0 && html`, <b>${failed} failed</b>`}</small>
      </h2>
      ${shown}
    </section>`
  })
  return html`${sections}`
}

function failedFirst(endings: readonly Ending[]): Ending[] {
  const failed = endings.filter(({ state }) => state === 'failed')
  return [...failed, ...endings.filter(({ state }) => state !== 'failed')]
}

function showScenario(ending: Ending, isLeftOut: boolean): Markup {
  const { file, name, variant, state, skip, story } = ending
  const findings = story?.findings.length ?? 0
  const found = plural(findings, 'finding')
  const head = html`<i class="dot ${state}"></i
    ><span class="name"><span lang="zh-CN">${name}</span>${variant !== '' && html` <small>${variant}</small>`}</span
    ><span class="marks"
      >${skip !== undefined && html`<span>${skip}</span>`}${findings > 0 && html`<span class="found">${found}</span>`}<code
        >${posix.basename(file)}</code
      ><time>${story === undefined ? '' : formatDuration(story.platformMs)}</time></span
    >`
  const shows = `${state}${findings > 0 ? ' found' : ''}`
  if (story === undefined && ending.error === undefined) {
    return html`<div class="scenario ${state}" data-shows="${shows}"><div class="summary">${head}</div></div>`
  }
  return html`<details class="scenario ${state}" data-shows="${shows}" ${state === 'failed' && trusted(' open')}>
    <summary>${head}</summary>
    <div class="body">
      ${isLeftOut ? html`<p class="nothing">The details of this scenario are left out to keep the page small; play it alone to see them.</p>` : showBody(ending)}
    </div>
  </details>`
}

function showBody({ story, error }: Ending): Markup {
  if (story === undefined) return html`<pre class="error">${error}</pre>`
  const { failure, findings, chats, exchange, log, about, rows } = story
  return html`${about !== undefined && html`<p class="about">${about}</p>`}${failure !== undefined && showFailure(failure)}
    <div class="stage">
      <div class="chats">
        <h3>What people saw</h3>
        ${showChats(chats)}
      </div>
      <div class="exchange">
        <h3>What went over the wire</h3>
        <div class="scroll" tabindex="0">${drawExchange(exchange)}</div>
      </div>
    </div>
    ${
      findings.length > 0 &&
      html`<h3>Findings</h3>
        <div class="findings">${showFindings(findings)}</div>`
    }${
      log.length > 0 &&
      html`<h3>The bot’s last lines</h3>
        <pre class="log">${log.join('\n')}</pre>`
    }${rows.length > 0 && html`<p class="rows">Rows ${rows.join(', ')}</p>`}`
}
