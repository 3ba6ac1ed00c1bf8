/**
 * Turns the Markdown that models like to write into text that reads well where Markdown is shown as it stands. What is no
 * Markdown stays: a lone asterisk, a product of two numbers, an indented line of code.
 */
export function toPlainText(markdown: string): string {
  return markdown
    .split('\n')
    .filter((line) => !/^\s*(?:```|~~~)/.test(line))
    .map(plainLine)
    .join('\n')
}

function plainLine(line: string): string {
  return line
    .replace(/^#{1,6}\s+/, '')
    .replace(/^(\s*)[-*+]\s+/, '$1· ')
    .replace(/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g, (_all, about: string, url: string) => named(about, url))
    .replace(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/g, (_all, about: string, url: string) => named(about, url))
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/`([^`]+)`/g, '$1')
}

const named = (about: string, url: string): string => (about === '' || about === url ? url : `${about}（${url}）`)
