/**
 * What is left of a group's text when the mention of the robot is taken out: DingTalk removes `@name` and leaves the space
 * beside it, so a text that begins with the mention begins with a space.
 */
export function withoutMention(text: string, robotName: string): string {
  const mention = `@${robotName}`
  const at = text.indexOf(mention)
  return at < 0 ? ` ${text}` : text.slice(0, at) + text.slice(at + mention.length)
}
