import { formatDuration } from '../../../emulators/core/duration.ts'
import type { Bubble, Chat } from './chats.ts'
import { showMarkdown } from './markdown.ts'
import { html, type Markup } from './markup.ts'
import type { Option, Shown, Tile } from './shown.ts'
import { formatAt } from './time.ts'

/** The chats as the people in them saw them. */
export function showChats(chats: readonly Chat[]): Markup {
  if (chats.length === 0) return html`<p class="nothing">Nobody saw anything in a chat.</p>`
  return html`${chats.map((chat) => showChat(chat))}`
}

function showChat({ platform, name, bubbles, left }: Chat): Markup {
  return html`<section class="chat" lang="zh-CN">
    <header>${name}<span>${platform}</span></header>
    <ol>
      ${bubbles.map((bubble, at) => showBubble(bubble, bubbles[at - 1], name))}
    </ol>
    ${left > 0 && html`<p class="nothing">… and ${left} more, not shown</p>`}
  </section>`
}

function showBubble(bubble: Bubble, before: Bubble | undefined, chat: string): Markup {
  const { at, who, name, via, shown, isOpen, stream } = bubble
  const { kind } = shown
  const how = [
    via === 'send' || via === who ? undefined : via,
    kind === 'text' || kind === via ? undefined : kind,
    stream === undefined ? undefined : streamText(stream),
    isOpen ? 'never ended' : undefined,
  ].filter((part) => part !== undefined)
  const isSame = before?.who === who && before.name === name
  const speaker = who === 'bot' ? 'bot' : name === '' ? who : name
  // In a chat of one person only others need a name.
  const isNamed = !isSame && who !== 'platform' && speaker !== chat
  return html`<li class="${who}${kind === 'notice' && ' notice'}${isOpen && ' open'}">
    ${isNamed && html`<b>${speaker}</b>`}
    <div class="bubble">${showShown(who === 'platform' ? { ...shown, details: [] } : shown)}</div>
    <small><time>${formatAt(at)}</time>${how.map((part) => html` · ${part}`)}</small>
  </li>`
}

function streamText({ pieces, overMs }: NonNullable<Bubble['stream']>): string {
  if (pieces === 1) return '1 piece'
  return overMs === 0 ? `${pieces} pieces at once` : `${pieces} pieces in ${formatDuration(overMs)}`
}

function showShown({ title, text, isMarkdown, kind, mentions, tiles, options, tail, parts, details }: Shown): Markup {
  const isEmpty = title === undefined && text === '' && tiles.length + options.length + parts.length === 0
  const said = isMarkdown ? html`<div class="markdown">${showMarkdown(text)}</div>` : html`<p>${text}</p>`
  return html`${title !== undefined && html`<strong>${title}</strong>`}
  ${text !== '' && said}${isEmpty && html`<p class="thing">${kind}</p>`}
  ${parts.map((part) => html`<div class="part">${showShown(part)}</div>`)}${tiles.map((tile) => showTile(tile))}
  ${
    options.length > 0 &&
    html`<ul class="options">
      ${options.map((option) => showOption(option))}
    </ul>`
  }
  ${tail !== undefined && html`<p>${tail}</p>`}
  ${mentions.length > 0 && html`<p class="mentions">notified ${mentions.map((name) => html`<span>@${name}</span>`)}</p>`}
  ${details.length > 0 && showDetails(details)}`
}

function showTile({ title, text, url }: Tile): Markup {
  return html`<div class="tile">
    <strong>${title}</strong>${text !== '' && html`<p>${text}</p>`}${url !== '' && html`<code>${url}</code>`}
  </div>`
}

const showOption = ({ text, isHeading }: Option): Markup => html`<li${isHeading && html` class="heading"`}>${text}</li>`

function showDetails(details: Shown['details']): Markup {
  return html`<details class="fields">
    <summary>${details.length === 1 ? '1 field' : `${details.length} fields`}</summary>
    <dl>
      ${details.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </details>`
}
