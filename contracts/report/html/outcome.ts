import { html, type Markup } from './markup.ts'
import type { StoryFailure, StoryFinding } from './story.ts'

/** Expected and got, one above the other, with the place in the file. */
export function showFailure({ expected, got, place }: StoryFailure): Markup {
  return html`<div class="failure" lang="zh-CN">
    <dl>
      <dt>expected</dt>
      <dd>${expected}</dd>
      <dt>got</dt>
      <dd class="got">${got}</dd>
    </dl>
    ${place !== undefined && html`<code class="place">${place}</code>`}
  </div>`
}

/** What was found about the bot, in English and Chinese, the worst first. */
export function showFindings(findings: readonly StoryFinding[]): Markup {
  return html`${findings.map((finding) => showFinding(finding))}`
}

function showFinding({ id, severity, what, why, mend, source, times, fails }: StoryFinding): Markup {
  const part = (name: string, said: { readonly en: string; readonly zh: string }): Markup =>
    html`<dt>${name}</dt>
      <dd>${said.en}<span lang="zh-CN">${said.zh}</span></dd>`
  return html`<article class="finding ${severity}">
    <h4>
      <span class="severity">${severity}</span
      ><code>${id}</code
      >${times > 1 && html`<small>${times} times</small>`}${severity === 'broken' && !fails && html`<small>allowed</small>`}
    </h4>
    <dl>
      ${part('what', what)}${why !== undefined && part('why', why)}${part('mend', mend)}${
        source !== undefined &&
        html`<dt>see</dt>
          <dd>${showLink(source)}</dd>`
      }
    </dl>
  </article>`
}

/** A link only where it leads to a web page; what else a source may be stays text. */
function showLink(source: string): Markup {
  return /^https?:\/\//.test(source) ? html`<a href="${source}" rel="noreferrer">${source}</a>` : html`${source}`
}
