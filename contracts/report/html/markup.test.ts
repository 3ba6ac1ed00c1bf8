import { describe, expect, it } from 'vitest'
import { showMarkdown } from './markdown.ts'
import { escapeText, html, trusted } from './markup.ts'

describe('escapeText', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    [`" onload='x' &amp;`, '&quot; onload=&#39;x&#39; &amp;amp;'],
    ['从前\n有座山\t🏔️', '从前\n有座山\t🏔️'],
    ['nul \u0000, escape \u001B[31m, delete \u007F, C1 \u0085', 'nul ␀, escape ␛[31m, delete ␡, C1 \uFFFD'],
    ['half \uD83D a pair, no character \uFFFE', 'half \uFFFD a pair, no character \uFFFD'],
  ])('makes %j harmless', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped)
  })
})

describe('html', () => {
  it('escapes values, joins lists, takes markup as it is and leaves out nothing', () => {
    const inner = html`<b>${'<i>'}</b>`
    const shown = html`<p title="${'"'}">${inner}${[1, ' & ', inner]}${undefined}${false}${trusted('<hr>')}</p>`
    expect(shown.markup).toBe('<p title="&quot;"><b>&lt;i&gt;</b>1 &amp; <b>&lt;i&gt;</b><hr></p>')
  })
})

describe('showMarkdown', () => {
  it.each([
    ['# 菜单', '<p class="h1">菜单</p>'],
    ['**热** *冷* `x < y`', '<p><strong>热</strong> <em>冷</em> <code>x &lt; y</code></p>'],
    ['[here](https://a.example/"x)', '<p><u title="https://a.example/&quot;x">here</u></p>'],
    ['[bad](javascript:alert(1))', '<p><u title="javascript:alert(1">bad</u>)</p>'],
    ['![猫](https://a.example/cat.png)', '<p><span class="thing">猫</span></p>'],
    ['> said', '<blockquote>said</blockquote>'],
    ['- one\n  - two', '<p class="item"><i>•</i><span>one</span></p><p class="item deep"><i>•</i><span>two</span></p>'],
    ['3. three', '<p class="item"><i>3.</i><span>three</span></p>'],
    ['a\n\n---\nb', '<p>a</p><hr /><p>b</p>'],
    ['```js\n<b>**x**</b>\n```\nafter', '<pre>&lt;b&gt;**x**&lt;/b&gt;</pre><p>after</p>'],
    ['<img src=x onerror=alert(1)>', '<p>&lt;img src=x onerror=alert(1)&gt;</p>'],
    ['2 * 3 * 4 and **open', '<p>2 * 3 * 4 and **open</p>'],
  ])('shows %j', (text, markup) => {
    expect(showMarkdown(text).markup).toBe(markup)
  })

  it('is quick with marks that never end', () => {
    const began = performance.now()
    for (const mark of ['**', '*', '`', '[', '![a](', '[a](']) showMarkdown(mark.repeat(4000 / mark.length))
    expect(performance.now() - began).toBeLessThan(2000)
  })
})
