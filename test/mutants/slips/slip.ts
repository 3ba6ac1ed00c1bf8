/** One slip of a bot for livechat: what it writes for one visitor in place of what it should. */
export interface Slip {
  /** What the gateway remarks about it, and nothing else. The visitor says it, and is named after it. */
  readonly rule: string
  /**
   * What the bot does, as the source of a function.
   *
   * - written whole: takes the right answer, the reply of the server, and whether the push names a conversation; gives the answer,
   *   or its text
   * - in a stream: takes each text the bot writes, gives the one that is written
   */
  readonly by: string
  /** Part of what the finding says in English. */
  readonly says: string
}
