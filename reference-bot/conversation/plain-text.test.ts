import { expect, it } from 'vitest'
import { toPlainText } from './plain-text.ts'

it.each([
  ['# 标题', '标题'],
  ['这是**重点**和__强调__', '这是重点和强调'],
  ['见[文档](https://bot.example/docs)', '见文档（https://bot.example/docs）'],
  ['![图](https://bot.example/a.png)', '图（https://bot.example/a.png）'],
  ['![](https://bot.example/a.png)', 'https://bot.example/a.png'],
  ['- 第一条\n* 第二条', '· 第一条\n· 第二条'],
  ['```js\nlet a = 1\n```', 'let a = 1'],
  ['用 `npm ci` 安装', '用 npm ci 安装'],
  ['2 * 3 * 4 = 24', '2 * 3 * 4 = 24'],
  ['#话题 不是标题', '#话题 不是标题'],
  ['a ** b', 'a ** b'],
])('%j reads %j', (markdown, text) => {
  expect(toPlainText(markdown)).toBe(text)
})
