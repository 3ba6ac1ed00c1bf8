/** Filters and opens scenarios. The page is complete without it. */
export const SCRIPT = `
const scenarios = [...document.querySelectorAll('.scenario')]
const folders = [...document.querySelectorAll('.folder')]
const search = document.querySelector('input[type=search]')
const buttons = [...document.querySelectorAll('[data-show]')]
const openAll = document.querySelector('.open-all')
let texts
let shown = ''
function textOf(one) {
  texts ??= new Map(scenarios.map((each) => [each, each.textContent.toLowerCase()]))
  return texts.get(one)
}
function filter() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
  for (const one of scenarios) {
    const isOfKind = shown === '' || one.dataset.shows.split(' ').includes(shown)
    one.hidden = !isOfKind || !words.every((word) => textOf(one).includes(word))
  }
  for (const folder of folders) folder.hidden = !folder.querySelector('.scenario:not([hidden])')
  document.querySelector('.none').hidden = folders.some((folder) => !folder.hidden)
}
function showAll(isOpen) {
  for (const one of scenarios) if (one.tagName === 'DETAILS' && !one.hidden) one.open = isOpen
}
for (const button of buttons) {
  button.addEventListener('click', () => {
    shown = button.dataset.show
    for (const other of buttons) other.setAttribute('aria-pressed', String(other === button))
    filter()
  })
}
search.addEventListener('input', filter)
let isOpen = false
openAll.addEventListener('click', () => {
  isOpen = !isOpen
  showAll(isOpen)
  openAll.textContent = isOpen ? 'Close all' : 'Open all'
})
addEventListener('beforeprint', () => showAll(true))
document.querySelector('.filter').hidden = false
`
