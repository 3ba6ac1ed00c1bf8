import { answerRemarks } from './answer.ts'
import { envelopeRemarks } from './envelope.ts'
import { eventRemarks } from './event.ts'
import { messageRemarks } from './message.ts'
import { registrationRemarks } from './registration.ts'
import { streamRemarks } from './stream.ts'
import { turnRemarks } from './turn.ts'

/** Every remark of the gateway, by code (without the prefix `livechat/`). */
export const remarks = {
  ...envelopeRemarks,
  ...answerRemarks,
  ...messageRemarks,
  ...streamRemarks,
  ...eventRemarks,
  ...turnRemarks,
  ...registrationRemarks,
}

export type RemarkCode = keyof typeof remarks
