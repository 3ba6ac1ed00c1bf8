import { actionCardShape, linkShape, plain, textOf, type Shape } from './shape.ts'

type Params = Readonly<Record<string, unknown>>

/** A message template of the OpenAPI: what `msgParam` has to hold and what people see of it. */
export interface Template {
  /** Names of the mandatory parameters, each with the end of the code for its absence. */
  readonly needs: readonly (readonly [name: string, missing: string])[]
  /** Names of those that may be left out. */
  readonly may?: readonly string[]
  /** Parameters that hold a media_id, or perhaps a URL. */
  readonly media?: readonly string[]
  readonly shape: (params: Params) => Shape
}

const CARD = [
  ['title', 'actionCardTotitle'],
  ['text', 'actionCardTotext'],
] as const

/** A card with `count` buttons whose parameters are numbered. */
function numberedCard(count: number, title: string, url: string): Template {
  const numbers = Array.from({ length: count }, (_, at) => at + 1)
  return {
    needs: [
      ...CARD,
      ...numbers.flatMap((at) => [
        [`${title}${at}`, 'actionCardTobtnsTotitle'] as const,
        [`${url}${at}`, 'actionCardTobtnsToactionUrl'] as const,
      ]),
    ],
    shape: (params) =>
      actionCardShape(
        textOf(params['title']),
        textOf(params['text']),
        numbers.map((at) => ({ title: textOf(params[`${title}${at}`]), url: textOf(params[`${url}${at}`]) })),
      ),
  }
}

/**
 * All templates by their msgKey.
 *
 * Source: https://open.dingtalk.com/document/development/robot-message-type
 */
export const TEMPLATES: ReadonlyMap<string, Template> = new Map<string, Template>([
  ['sampleText', { needs: [['content', 'contentOfText']], shape: ({ content }) => plain('text', textOf(content), {}) }],
  [
    'sampleMarkdown',
    {
      needs: [
        ['title', 'markdownTotitle'],
        ['text', 'markdownTotext'],
      ],
      shape: ({ title, text }) => ({
        ...plain('markdown', textOf(text), { title: textOf(title) }),
        isMarkdown: true,
      }),
    },
  ],
  [
    'sampleImageMsg',
    {
      needs: [['photoURL', 'photoTophotoUrl']],
      media: ['photoURL'],
      shape: ({ photoURL }) => plain('image', '', { url: textOf(photoURL) }),
    },
  ],
  [
    'sampleLink',
    {
      needs: [
        ['text', 'textOfLink'],
        ['title', 'titleOfLink'],
        ['messageUrl', 'messageUrlOfLink'],
      ],
      may: ['picUrl'],
      shape: linkShape,
    },
  ],
  [
    'sampleActionCard',
    {
      needs: [...CARD, ['singleTitle', 'actionCardTosingleTitle'], ['singleURL', 'actionCardTosingleUrl']],
      shape: ({ title, text, singleTitle, singleURL }) =>
        actionCardShape(textOf(title), textOf(text), [{ title: textOf(singleTitle), url: textOf(singleURL) }]),
    },
  ],
  ['sampleActionCard2', numberedCard(2, 'actionTitle', 'actionURL')],
  ['sampleActionCard3', numberedCard(3, 'actionTitle', 'actionURL')],
  ['sampleActionCard4', numberedCard(4, 'actionTitle', 'actionURL')],
  ['sampleActionCard5', numberedCard(5, 'actionTitle', 'actionURL')],
  ['sampleActionCard6', numberedCard(2, 'buttonTitle', 'buttonUrl')],
  [
    'sampleAudio',
    {
      needs: [
        ['mediaId', 'audio'],
        ['duration', 'audio'],
      ],
      media: ['mediaId'],
      shape: ({ mediaId, duration }) =>
        plain('audio', '', { mediaId: textOf(mediaId), durationMs: Number(textOf(duration)) }),
    },
  ],
  [
    'sampleFile',
    {
      needs: [
        ['mediaId', 'file'],
        ['fileName', 'file'],
        ['fileType', 'file'],
      ],
      media: ['mediaId'],
      shape: ({ mediaId, fileName, fileType }) =>
        plain('file', textOf(fileName), { mediaId: textOf(mediaId), fileType: textOf(fileType) }),
    },
  ],
  [
    'sampleVideo',
    {
      needs: [
        ['duration', 'video'],
        ['videoMediaId', 'video'],
        ['videoType', 'video'],
        ['picMediaId', 'video'],
      ],
      may: ['height', 'width'],
      media: ['videoMediaId', 'picMediaId'],
      shape: ({ videoMediaId, duration }) =>
        plain('video', '', { mediaId: textOf(videoMediaId), durationMs: Number(textOf(duration)) * 1000 }),
    },
  ],
])
