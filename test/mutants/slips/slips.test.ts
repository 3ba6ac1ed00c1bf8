import { beforeAll, describe, expect, it } from 'vitest'
import { describeFailure } from '../../../contracts/report/failure-text.ts'
import type { RemarkEntry } from '../../../emulators/core/journal-entries.ts'
import type { Rehearsal } from '../../../contracts/stage.ts'
import type { Mutant } from '../mutant.ts'
import { rehearseMutant } from '../rehearse.ts'
import { frameSlips } from './frames.ts'
import { headSlips } from './heads.ts'
import { messageSlips } from './messages.ts'
import type { Slip } from './slip.ts'
import { streamSlips } from './streams.ts'

const blockingSlips = [...frameSlips, ...messageSlips]

const LONGEST_MS = 300_000
const CHANNEL = 'reference-bot/livechat/channel.ts'

/** The visitor who brings a slip about is named after it, and so are the words that tell the bot which slip to make. */
const nameOf = ({ rule }: Slip): string => rule.slice('livechat/'.length)

const scenarioFor = (
  mode: string,
  slips: readonly Slip[],
): string => `name: Each visitor finds the bot with another fault
platform: livechat
given: { robot.responseMode: ${mode}, model: [{ says: 好的。 }] }
steps:
${slips
  .flatMap((slip) => [nameOf(slip), nameOf(slip)])
  .map((name) => `  - send: { from: ${name}, text: ${name} }\n`)
  .join('')}  - advance: 70s
`

const table = (slips: readonly Slip[]): string =>
  `{ ${slips.map((slip) => `${JSON.stringify(nameOf(slip))}: ${slip.by}`).join(', ')} }`

const HELP = `const put = (answer, data) => ({ ...answer, data: { ...answer.data, ...data } })
  const transfer = { answerType: 'action', answerContent: { actionType: 'TRANSFER_HUMAN' } }`

const blocking: Mutant = {
  rule: '',
  of: CHANNEL,
  replace: '.follow(gone)) return answer\n',
  by: `.follow(gone)) {
    ${HELP}
    const slip = (${table(blockingSlips)})[push.data[0].message.content]
    reply.type('application/json')
    return slip(answer, reply, push.conversationId !== undefined) ?? reply
  }\n`,
  scenario: scenarioFor('blocking', blockingSlips),
  says: /./,
}

const streaming: Mutant = {
  rule: '',
  of: CHANNEL,
  replace: 'const written = writeEvents(',
  by: `const said = push.data[0].message.content
    const head = (${table(headSlips)})[said] ?? ((lines) => lines)
    const slip = (${table(streamSlips)})[said] ?? ((text) => text)
    const writeHead = reply.raw.writeHead.bind(reply.raw)
    reply.raw.writeHead = (status, lines) => writeHead(status, head(lines))
    const write = reply.raw.write.bind(reply.raw)
    reply.raw.write = (text) => write(slip(text))
    const written = writeEvents(`,
  scenario: scenarioFor('streaming', [...streamSlips, ...headSlips]),
  says: /./,
}

describe.each([
  ['blocking', blocking, blockingSlips],
  ['streaming', streaming, [...streamSlips, ...headSlips]],
] as const)('a %s bot whose fault is another for each visitor', (_mode, mutant, slips) => {
  let rehearsal: Rehearsal
  beforeAll(async () => {
    rehearsal = await rehearseMutant(mutant)
  }, LONGEST_MS)

  it.each(slips.map((slip) => [slip.rule, slip] as const))(
    '%s is all that is found about its visitor',
    (rule, slip) => {
      const remarks = rehearsal.entries.filter(
        (entry): entry is RemarkEntry => entry.kind === 'remark' && entry.user === nameOf(slip),
      )
      expect([...new Set(remarks.map(({ code }) => code))], describeFailure(rehearsal)).toEqual([rule])
      expect(remarks[0]?.what.en).toContain(slip.says)
    },
  )

  it('nothing is found that is no slip of its', () => {
    const known = new Set(slips.map(({ rule }) => rule))
    expect(rehearsal.findings.filter(({ id }) => !known.has(id))).toEqual([])
  })
})
