import type { Message } from './messages.ts'

const FILES = 'https://static.example.com'

/** One example of each message type that the gateway can show, by the word a visitor asks for it with. */
const EXAMPLES: Readonly<Record<string, Message>> = {
  文本: { type: 100, content: { content: '这是一条文本消息。' } },
  富文本: { type: 101, content: { content: `<p>这是<b>富文本</b><img src="${FILES}/rich.png"></p>` } },
  图文: {
    type: 102,
    content: {
      subtype: 10201,
      cards: [
        { title: '营业时间', summary: '周一至周五，九点到六点', cover: `${FILES}/cover.png`, url: `${FILES}/hours` },
      ],
    },
  },
  选项: {
    type: 103,
    content: { subtype: 10301, content: '您想了解什么？', options: [{ content: '营业时间' }, { content: '门店地址' }] },
  },
  分类选项: {
    type: 103,
    content: {
      subtype: 10302,
      content: '请选择分类',
      style: 'Horizontal',
      options: [
        { categoryName: '物流', options: [{ content: '到哪了' }, { content: '催一催' }] },
        { categoryName: '售后', options: [{ content: '退货' }] },
      ],
    },
  },
  主题选项: {
    type: 103,
    content: {
      subtype: 10303,
      background: `${FILES}/background.png`,
      options: [
        {
          icon: `${FILES}/order.png`,
          content: '订单',
          categories: [{ categoryName: '物流', options: [{ content: '到哪了' }, { content: '催一催' }] }],
        },
      ],
    },
  },
  文件: { type: 104, content: { fileUrl: `${FILES}/manual.pdf`, fileName: 'manual.pdf', fileSize: 20_480 } },
  图片: { type: 105, content: { fileUrl: `${FILES}/shop.png`, fileName: 'shop.png', fileSize: 2048 } },
  Markdown: { type: 109, content: { content: '**步骤**\n\n1. 打开应用\n2. 点击“我的”' } },
  组合: {
    type: 111,
    content: {
      combinationList: [
        { type: 109, content: { content: '**步骤**见下图' } },
        { type: 105, content: { fileUrl: `${FILES}/step.png`, fileName: 'step.png', fileSize: 2048 } },
      ],
    },
  },
}

const ASKS_FOR_EXAMPLE = /^示例\s*(\S+)$/

/** The example for 示例文本, 示例富文本, 示例图文 and so on. */
export function exampleFor(text: string): Message | undefined {
  const word = ASKS_FOR_EXAMPLE.exec(text)?.[1]
  return word !== undefined && Object.hasOwn(EXAMPLES, word) ? EXAMPLES[word] : undefined
}
