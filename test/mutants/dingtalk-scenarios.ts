/** Where the robot of the reference bot says something. */
export const SEND = 'const send = async (part: Formatted) => {'

/** `steps` as they stand in YAML, each with the answer of a model that says one thing. */
export const rehearsal = (given: string, ...steps: readonly string[]): string => `name: What a mutant shows
platform: dingtalk
given: { ${given} }
steps:
${steps.map((step) => `  - ${step}`).join('\n')}
`

/** A sound bot is seen to answer at once; of another one nothing is seen for longer than rules have patience. */
export const answered = (where = '', within = '15s'): string =>
  `expect: { reply: { contains: 好的 }, ${where === '' ? '' : `to: ${where}, `}within: ${within} }`

/** An answer that is worth a card, in so many pieces. */
export const long = (pieces: number): string => `model: [{ says: '${'很长的回答'.repeat(80)}', pieces: ${pieces} }]`

/**
 * A bot that answers groups as a custom robot, with more in the query as `query` says, and then goes on as `done` says.
 * Stands for {@link SEND}.
 */
export const asCustomRobot = (query: string, done = 'return'): string => `${SEND}
    if (isGroup(message)) {
      const url = settings.oapiBase + '/robot/send?access_token=${'c0ffee00'.repeat(8)}' + ${query}
      const answer = await requestJson(url, { method: 'POST', body: webhookBody(part, message) })
      ${done}
    }`
