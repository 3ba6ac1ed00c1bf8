/** What a visitor says, with what may come beside it. */
export interface Query {
  readonly utterance: string
  readonly perspective?: string | undefined
  /** A recommendation that was clicked. */
  readonly knowledgeId?: string | undefined
  /** An intent to start. */
  readonly intentName?: string | undefined
  readonly senderNick?: string | undefined
  readonly vendorParam?: Readonly<Record<string, unknown>> | undefined
}
