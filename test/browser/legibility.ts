/**
 * An expression for the page: texts with less contrast than 4.5 to 1 against what is behind them, which WCAG 2.2 asks of text of
 * this size (https://www.w3.org/TR/WCAG22/#contrast-minimum), each with its contrast.
 */
export const paleTexts = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const luminance = (parts) => {
    const [r, g, b] = parts.slice(0, 3).map((part) => {
      const value = part / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      if (one.matches('g.head, g.note, g.jump')) return rgba(getComputedStyle(one.querySelector('rect')).fill)
      const colour = rgba(getComputedStyle(one).backgroundColor)
      if (colour[3] > 250) return colour
    }
    return [255, 255, 255, 255]
  }
  const pale = []
  for (const element of document.body.querySelectorAll('*')) {
    const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
    if (!isText || element.matches('script, title') || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    const [light, dark] = [luminance(rgba(element.tagName === 'text' ? style.fill : style.color)), luminance(behind(element))].sort((a, b) => b - a)
    const contrast = (light + 0.05) / (dark + 0.05)
    if (contrast < 4.5) pale.push(element.tagName + '.' + (element.getAttribute('class') ?? '') + ' in ' + (element.parentElement.getAttribute('class') ?? '') + ': ' + contrast.toFixed(2))
  }
  return [...new Set(pale)]
})()`

/** An expression for the page: labels of diagrams that cover another label or leave the drawing. */
export const crowdedLabels = `(() => {
  const crowded = []
  for (const drawing of document.querySelectorAll('.sequence')) {
    const frame = drawing.getBoundingClientRect()
    const boxes = [...drawing.querySelectorAll('text')].map((one) => ({ text: one.textContent, box: one.getBoundingClientRect() }))
    for (const [at, { text, box }] of boxes.entries()) {
      if (box.width === 0) crowded.push(text + ' is not drawn')
      if (box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom) crowded.push(text + ' leaves the drawing')
      for (const other of boxes.slice(at + 1)) {
        const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
        const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
        if (width > 1 && height > 3) crowded.push(text + ' covers ' + other.text)
      }
    }
  }
  return crowded
})()`
