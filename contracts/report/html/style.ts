/** The look of the page: system fonts, light and dark, paper. */
export const STYLE = `
:root {
  --page: #f5f6f8; --card: #fff; --sunk: #eef0f3; --text: #1b2230; --muted: #5f6b7c; --line: #dfe3e9;
  --good: #16794c; --bad: #c02b2b; --late: #a35a00; --quiet: #7b8696; --accent: #2f5bd0;
  --bad-soft: #fdecea; --late-soft: #fdf2e0; --good-soft: #e6f4ec; --mine: #c9efb4; --mine-text: #10240c; --mine-muted: #3f5a38; --chat: #ebedf0;
  --seal: #b3261e;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101318; --card: #181c22; --sunk: #12161b; --text: #e5e8ed; --muted: #98a3b3; --line: #2b323c;
    --good: #4cc38a; --bad: #ff7b72; --late: #e0a04a; --quiet: #8490a1; --accent: #8fb0ff;
    --bad-soft: #33191b; --late-soft: #2f2413; --good-soft: #14291f; --mine: #2c5e33; --mine-text: #eaf7e6; --mine-muted: #c3dabd; --chat: #11151a;
    --seal: #c8362c;
  }
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body {
  margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto,
  "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  -webkit-text-size-adjust: 100%; overflow-wrap: anywhere;
}
code, pre, .at { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace }
h1, h2, h3, h4, p, dl, dd, ol, ul, pre { margin: 0 }
.overview, main, footer { max-width: 1320px; margin: 0 auto; padding: 0 28px }
.overview { padding-top: 32px }
.title { display: flex; gap: 18px; align-items: center }
.seal {
  flex: none; width: 52px; padding: 6px 0 7px; border-radius: 9px; background: var(--seal); color: #fff; text-align: center;
  font: 600 19px/1.05 "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; letter-spacing: 0;
}
h1 { font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em }
.title p { color: var(--muted) }
.bar { display: flex; gap: 3px; height: 6px; margin: 22px 0 0 }
.bar i { border-radius: 3px; min-width: 6px; flex-basis: 0 }
i.passed { background: var(--good) } i.failed { background: var(--bad) } i.skipped { background: var(--quiet) }
.filter { display: flex; flex-wrap: wrap; gap: 10px; margin: 18px 0 0 }
.filter > div { display: flex; flex-wrap: wrap; gap: 4px }
button, input {
  font: inherit; font-size: 14px; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 5px 12px; line-height: 1.45;
}
button { cursor: pointer; white-space: nowrap } time { white-space: nowrap } button b { font-weight: 600; color: var(--muted); margin-left: 2px }
button[aria-pressed=true] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent) }
button .dot { margin-right: 7px } button .dot:not([class$=ed], .found) { display: none } i.found { background: var(--late) }
input { flex: 1 1 200px; min-width: 0 }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 50%; flex: none }
.folder { margin-top: 30px }
h2 { font-size: 16px; font-weight: 620; margin-bottom: 9px }
h2 small { font-size: 13px; font-weight: 400; color: var(--muted); margin-left: 6px } h2 b { font-weight: 600; color: var(--bad) }
.scenario { background: var(--card); border: 1px solid var(--line); border-bottom-width: 0 }
h2 + .scenario { border-top-left-radius: 10px; border-top-right-radius: 10px }
.scenario:last-child { border-bottom-width: 1px; border-bottom-left-radius: 10px; border-bottom-right-radius: 10px }
summary, .summary { display: flex; align-items: baseline; gap: 11px; padding: 9px 16px; list-style: none }
summary { cursor: pointer } .scenario > summary::-webkit-details-marker { display: none }
summary:hover .name { text-decoration: underline; text-decoration-color: var(--quiet); text-underline-offset: 3px }
.name { flex: 1; min-width: 0 }
.failed > summary .name, [open] > summary .name { font-weight: 600 }
.skipped .name, .name small { color: var(--muted) } .name small { font-size: 13px; font-weight: 400; margin-left: 5px }
.marks { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0 14px; max-width: 50%; color: var(--muted); font-size: 13px; text-align: right }
.marks time { min-width: 62px; font-variant-numeric: tabular-nums } .marks code { font-size: 12px }
.found { color: var(--late) }
.body { padding: 2px 16px 20px }
.about { color: var(--muted); margin: 0 0 4px 20px; max-width: 75ch }
h3 { font-size: 12.5px; font-weight: 600; color: var(--muted); margin: 20px 0 8px }
.failure { border-left: 3px solid var(--bad); background: var(--bad-soft); border-radius: 0 8px 8px 0; padding: 11px 16px; margin-top: 8px }
.failure dl, .finding dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px }
dt { color: var(--muted) } dd { min-width: 0; white-space: pre-wrap }
.failure .got { color: var(--bad); font-weight: 500 }
.place { display: block; margin-top: 7px; font-size: 13px; color: var(--muted) }
.stage { display: grid; grid-template-columns: 340px minmax(0, 1fr); gap: 0 24px; align-items: start }
.chat { background: var(--chat); border-radius: 12px; padding: 4px 12px 12px }
.chat + .chat { margin-top: 12px }
.chat > header {
  text-align: center; font-weight: 600; font-size: 14px; padding: 7px 0; border-bottom: 1px solid var(--line); margin: 0 -12px 12px;
 
}
.chat > header span { color: var(--muted); font-weight: 400; margin-left: 8px }
.chat ol, .options { list-style: none; padding: 0 }
.chat ol > li { display: flex; flex-direction: column; align-items: flex-start; margin-top: 11px }
.chat ol > li.user { align-items: flex-end } .chat ol > li.platform { align-items: center }
.chat b { font-size: 12px; font-weight: 600; color: var(--muted); margin: 0 4px 2px }
.bubble {
  max-width: 88%; background: var(--card); border-radius: 4px 12px 12px; padding: 7px 12px;
  unicode-bidi: isolate; box-shadow: 0 0 0 1px color-mix(in srgb, var(--line) 70%, transparent);
}
.bubble p { white-space: pre-wrap } .bubble > p, .bubble > .markdown { max-height: 24em; overflow-y: auto }
.user > .bubble { --muted: var(--mine-muted); --accent: var(--mine-text); background: var(--mine); color: var(--mine-text); border-radius: 12px 4px 12px 12px; box-shadow: none }
.agent > .bubble { box-shadow: inset 3px 0 0 var(--accent) }
.platform > .bubble { background: none; box-shadow: none; color: var(--muted); text-align: center; font-size: 13.5px; padding: 2px 8px }
.notice > .bubble { background: var(--bad-soft); color: var(--bad); border-radius: 12px; padding: 5px 12px }
.open > .bubble { border-bottom: 2px dashed var(--late) }
.chat small { color: var(--muted); font-size: 11.5px; margin: 3px 4px 0; font-variant-numeric: tabular-nums }
.thing { color: var(--muted); font-style: italic }
.tile { border: 1px solid var(--line); border-radius: 8px; padding: 7px 10px; margin: 5px 0 } .tile strong { display: block }
.tile p { color: var(--muted); font-size: 13.5px } .tile code, .bubble dd { font-size: 12px; color: var(--muted) }
.options li { border-top: 1px solid var(--line); color: var(--accent); text-align: center; padding: 5px 4px; margin: 5px -12px -5px }
.options li + li { margin-top: 5px } .user .options li { color: inherit } .options + p, .options + .fields { margin-top: 12px }
.options:first-child > li:first-child { border-top: 0; margin-top: -6px }
.options .heading { color: var(--muted); font-size: 12.5px; text-align: left; padding: 5px 12px }
.part { border: 1px solid var(--line); border-radius: 8px; padding: 5px 12px; margin: 5px -4px; overflow: hidden }
.mentions { font-size: 12px; margin-top: 4px } .mentions span { color: var(--accent); margin-right: 8px }
.markdown p, .markdown blockquote, .markdown pre { margin: 4px 0 } .markdown .h1, .markdown .h2 { font-size: 1.15em; font-weight: 650 }
.markdown .h3, .markdown .h4, .markdown .h5, .markdown .h6 { font-weight: 650 } .markdown u { color: var(--accent) }
.markdown blockquote { border-left: 3px solid var(--line); padding-left: 9px; color: var(--muted) }
.markdown .item { display: flex; gap: 8px } .markdown .item i { color: var(--muted); font-style: normal } .markdown .deep { padding-left: 18px }
.markdown hr { border: 0; border-top: 1px solid var(--line); margin: 8px 0 } .markdown code { background: var(--sunk); border-radius: 4px; padding: 0 4px; font-size: .9em }
.fields { font-size: 12px; color: var(--muted); margin-top: 3px } .fields summary { display: list-item; list-style: disclosure-closed inside; padding: 0 }
.fields[open] summary { list-style-type: disclosure-open }
.fields dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 8px; margin-top: 2px }
.nothing { color: var(--muted); font-size: 13.5px; padding: 8px 0 }
.scroll { overflow-x: auto; padding-bottom: 4px }
.sequence { display: block; font: 12px/1 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
.sequence text { fill: var(--text); text-anchor: middle }
.sequence .at { fill: var(--muted); text-anchor: end; font-size: 11px } .sequence .more { text-anchor: start; fill: var(--muted) }
.life { stroke: var(--line); stroke-width: 1.5 }
.head rect { fill: var(--sunk); stroke: var(--line) } .head text { font-weight: 600; font-size: 13px }
.head.bot rect { fill: var(--text); stroke: none } .head.bot text { fill: var(--card) }
.arrow path { fill: none; stroke: var(--quiet); stroke-width: 1.5 } .arrow .point { fill: var(--quiet); stroke: none }
.arrow.answer .line { stroke-dasharray: 5 4 }
.arrow .label { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round }
.arrow.good path { stroke: var(--good) } .arrow.good .point { fill: var(--good) }
.arrow.bad path { stroke: var(--bad) } .arrow.bad .point { fill: var(--bad) } .arrow.bad text { fill: var(--bad) }
.arrow.late path { stroke: var(--late) } .arrow.late .line { stroke-dasharray: 2 4 } .arrow.late text { fill: var(--late) }
.arrow .tip { stroke-width: 2 } .arrow.quiet text { fill: var(--muted) }
.note rect { fill: var(--sunk); stroke: var(--line) } .note.late rect { fill: var(--late-soft); stroke: var(--late) } .note.late text { fill: var(--late) }
.jump rect { fill: var(--sunk) } .jump text { fill: var(--muted); font-size: 11.5px }
.findings { display: grid; gap: 10px }
.finding { border: 1px solid var(--line); border-left: 3px solid var(--quiet); border-radius: 0 8px 8px 0; padding: 10px 16px }
.finding.broken { border-left-color: var(--bad) } .finding.risky { border-left-color: var(--late) }
h4 { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: baseline; font-size: 13.5px; margin-bottom: 5px }
h4 small { color: var(--muted); font-weight: 400 }
.severity { font-size: 12px; padding: 0 8px; border-radius: 9px; background: var(--sunk); color: var(--muted) }
.broken .severity { background: var(--bad-soft); color: var(--bad) } .risky .severity { background: var(--late-soft); color: var(--late) }
.finding dd span { display: block; color: var(--muted) }
a { color: var(--accent) }
pre { background: var(--sunk); border-radius: 8px; padding: 11px 14px; font-size: 12.5px; line-height: 1.5; white-space: pre-wrap }
pre.error { color: var(--bad); background: var(--bad-soft); margin-top: 14px }
.rows { color: var(--muted); font-size: 12.5px; margin-top: 16px }
footer { color: var(--muted); font-size: 13px; padding-top: 36px; padding-bottom: 40px }
@media (max-width: 1080px) { .stage { grid-template-columns: minmax(0, 1fr) } .chats { max-width: 460px } }
@media (max-width: 620px) {
  .overview, main, footer { padding-left: 14px; padding-right: 14px } .overview { padding-top: 20px }
  h1 { font-size: 22px } .title { align-items: flex-start } .title p { font-size: 14px }
  summary, .summary { flex-wrap: wrap; padding: 9px 12px } .name { flex-basis: calc(100% - 24px) }
  .marks { justify-content: flex-start; max-width: none; gap: 0 12px; margin-left: 20px; text-align: left } .marks time { min-width: 0 }
  .body { padding: 0 12px 16px } .about { margin-left: 0 } .failure dl, .finding dl { grid-template-columns: 1fr; gap: 0 } dd + dt { margin-top: 6px }
}
@media print {
  :root { --page: #fff; --sunk: #f3f4f6; color-scheme: light }
  .filter { display: none } .overview, main, footer { max-width: none; padding: 0 } body { font-size: 11pt }
  .stage { grid-template-columns: 1fr } .chats { max-width: 420px } .scroll { overflow: visible } .sequence { max-width: 100%; height: auto }
  .bubble > p, .bubble > .markdown { max-height: none } .chat ol > li, .finding, .failure { break-inside: avoid } * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
`
