import type { XmlElement } from '../reply/xml-reader.ts'

const HEAD: ReadonlySet<string> = new Set([
  'ToUserName',
  'FromUserName',
  'CreateTime',
  'MsgType',
  'Event',
  'MsgId',
  'MsgDataId',
  'Idx',
  'Encrypt',
])

/** The elements that are no element of every push, by name; those with elements inside are left out. */
export function leaves(root: XmlElement): Record<string, string> {
  const plain = root.children.filter((one) => one.children.length === 0 && !HEAD.has(one.name))
  return Object.fromEntries(plain.map((one) => [one.name, one.text]))
}
