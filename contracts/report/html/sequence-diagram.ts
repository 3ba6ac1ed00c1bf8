import { formatDuration } from '../../../emulators/core/duration.ts'
import type { Arrow, Exchange, Jump, Note, Row } from './exchange.ts'
import { html, type Markup } from './markup.ts'
import { breakText, shorten, textWidth } from './text-width.ts'
import { formatAt } from './time.ts'

/** Sizes in px; the text is 12 px, so that one em of {@link textWidth} is 12. */
const EM = 12
/** Heads are a little larger, and bold. */
const HEAD_EM = 14
const GUTTER = 92
const COLUMN = 206
/** Where there are more than four participants, so that they fit beside the chats. */
const NARROW_COLUMN = 158
const EDGE = 74
const HEAD = 44
const LINE = 15
const NOTE_ROOM = 150

/** Where the lifelines stand. */
interface Frame {
  readonly width: number
  readonly column: number
  x(at: number): number
}

interface Placed {
  readonly markup: Markup
  readonly height: number
}

/** Draws what went between the participants, from top to bottom, as SVG of its natural size. */
export function drawExchange({ participants, rows, left }: Exchange): Markup {
  const column = participants.length > 4 ? NARROW_COLUMN : COLUMN
  const width = GUTTER + EDGE * 2 + column * (participants.length - 1)
  const x = (at: number): number => GUTTER + EDGE + column * at
  const frame: Frame = { width, column, x }
  const drawn: Markup[] = []
  let y = HEAD + 10
  let told = -1
  for (const row of rows) {
    const placed = drawRow(row, frame, y)
    // Things of one moment share one time.
    if (row.at !== told && row.kind !== 'jump') {
      drawn.push(html`<text class="at" x="${GUTTER - 14}" y="${y + placed.height - 7}">${formatAt(row.at)}</text>`)
      told = row.at
    }
    drawn.push(placed.markup)
    y += placed.height
  }
  const bottom = y + 12
  const height = bottom + (left > 0 ? 28 : 4)
  const lifelines = participants.map((_one, at) => html`<path class="life" d="M${x(at)} ${HEAD}V${bottom}" />`)
  const heads = participants.map(({ title, role }, at) => {
    const name = shorten(title, (column - 46) / HEAD_EM)
    const half = Math.max(38, (textWidth(name) * HEAD_EM) / 2 + 10)
    return html`<g class="head ${role}"
      ><title>${title}</title><rect x="${x(at) - half}" y="8" width="${half * 2}" height="28" rx="8" /><text
        x="${x(at)}"
        y="27"
        >${name}</text
      ></g
    >`
  })
  const more = html`<text class="more" x="${GUTTER}" y="${bottom + 18}">… and ${left} more, not shown</text>`
  return html`<svg
    class="sequence"
    role="img"
    aria-label="Sequence of deliveries and calls"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
  >
    ${lifelines}${heads}${drawn}${left > 0 && more}
  </svg>`
}

function drawRow(row: Row, frame: Frame, y: number): Placed {
  if (row.kind === 'jump') return drawJump(row, frame, y)
  return row.kind === 'note' ? drawNote(row, frame, y) : drawArrow(row, frame, y)
}

function drawArrow(row: Arrow, { x, column }: Frame, y: number): Placed {
  const from = x(row.from)
  const to = x(row.to)
  const room = Math.max(column, Math.abs(to - from)) - 28
  const lines = breakText(row.label, room / EM, row.tone === 'bad' || row.tone === 'late' ? 3 : 2)
  // The cross of what nobody reads is higher than a point.
  const gap = row.isCut ? 11 : 7
  const height = lines.length * LINE + 10 + gap
  const at = y + height - 9
  const side = to > from ? 1 : -1
  const end = row.isCut ? from + (to - from) / 2 : to - side
  const middle = (from + to) / 2
  const tip = row.isCut
    ? html`<path class="tip" d="M${end - 5} ${at - 5}l10 10m0 -10l-10 10" />`
    : html`<path class="point" d="M${end} ${at}l${-8 * side} -4.5v9z" />`
  return {
    height,
    markup: html`<g class="arrow ${row.tone}${row.isAnswer && ' answer'}"
      ><title>${row.label}${row.hint !== undefined && `\n${row.hint}`}</title>${labelAt(lines, middle, at - gap)}<path
        class="line"
        d="M${from} ${at}H${row.isCut ? end : end - 6 * side}"
      />${tip}</g
    >`,
  }
}

/** Lines of text of which the last stands at `y`. */
function labelAt(lines: readonly string[], x: number, y: number): Markup {
  return html`${lines.map((line, at) => html`<text class="label" x="${x}" y="${y - (lines.length - 1 - at) * LINE}">${line}</text>`)}`
}

function drawNote({ on, label, tone }: Note, { x, width }: Frame, y: number): Placed {
  const middle = on === undefined ? (GUTTER + width) / 2 : x(on)
  const room = on === undefined ? width - GUTTER - 60 : NOTE_ROOM
  const lines = breakText(label, room / EM, 3)
  const half = Math.max(...lines.map((line) => textWidth(line) * EM)) / 2 + 10
  const height = lines.length * LINE + 9
  // A note at the right edge moves in.
  const center = Math.min(middle, width - half - 4)
  return {
    height: height + 10,
    markup: html`<g class="note ${tone}"
      ><title>${label}</title
      ><rect
        x="${center - half}"
        y="${y + 5}"
        width="${half * 2}"
        height="${height}"
        rx="6"
      />${labelAt(lines, center, y + height - 1)}</g
    >`,
  }
}

function drawJump({ byMs, label }: Jump, { width }: Frame, y: number): Placed {
  const left = GUTTER
  const text = shorten(`${formatDuration(byMs)} pass: ${label}`, (width - left - 40) / EM)
  return {
    height: 36,
    markup: html`<g class="jump"
      ><title>${label}</title><rect x="${left}" y="${y + 8}" width="${width - left - 4}" height="22" rx="4" /><text
        class="at"
        x="${left - 14}"
        y="${y + 23}"
        >+${formatDuration(byMs)}</text
      ><text class="label" x="${(left + width) / 2}" y="${y + 23}">${text}</text></g
    >`,
  }
}
