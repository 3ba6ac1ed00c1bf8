import { findValue, type ReadyIntent } from './compile.ts'
import type { Query } from './query.ts'

/** A slot as it stands: empty, or with its value as normalised and as typed. */
export interface SlotState {
  readonly name: string
  readonly value: string
  readonly origin: string
  readonly hit: boolean
}

/** A dialog that waits for a slot. */
export interface OpenDialog {
  readonly intentId: string
  readonly waitingFor: string
  readonly slots: readonly SlotState[]
  /** How often the slot has been asked for in vain. */
  readonly misses: number
}

/** What a dialog says at one of its nodes. */
export interface DialogAnswer {
  readonly intent: ReadyIntent
  /** The slot that is asked for; absent at the end. */
  readonly slot?: string | undefined
  readonly slots: readonly SlotState[]
  readonly content: string
  readonly transfer?: ReadyIntent['transfer']
}

/** An answer, and the dialog when it goes on. */
export interface DialogTurn {
  readonly answer: DialogAnswer
  readonly open: OpenDialog | undefined
}

/** Begins a dialog; values that stand in the utterance are taken at once. */
export function startDialog(intent: ReadyIntent, query: Query): DialogTurn {
  const slots = intent.slots.map((slot): SlotState => {
    const found = findValue(slot, query.utterance, false)
    return { name: slot.name, value: found?.value ?? '', origin: found?.origin ?? '', hit: found !== undefined }
  })
  return goOn(intent, slots, query, 0)
}

/**
 * Takes what was said as the answer to the slot that waits. Asks again when it is none; nothing when it has been asked too
 * often, so that the utterance is a fresh query.
 */
export function advanceDialog(
  intent: ReadyIntent,
  dialog: OpenDialog,
  query: Query,
  retries: number,
): DialogTurn | undefined {
  const waiting = intent.slots.find((slot) => slot.name === dialog.waitingFor)
  if (waiting === undefined) return undefined
  const found = findValue(waiting, query.utterance, true)
  if (found === undefined)
    return dialog.misses < retries ? goOn(intent, dialog.slots, query, dialog.misses + 1) : undefined
  const slots = dialog.slots.map((state) => (state.name === waiting.name ? { ...state, ...found, hit: true } : state))
  return goOn(intent, slots, query, 0)
}

function goOn(intent: ReadyIntent, slots: readonly SlotState[], query: Query, misses: number): DialogTurn {
  const empty = slots.find((slot) => !slot.hit)
  if (empty !== undefined) {
    const content = intent.slots.find((slot) => slot.name === empty.name)?.asks ?? ''
    return {
      answer: { intent, slot: empty.name, slots, content },
      open: { intentId: intent.id, waitingFor: empty.name, slots, misses },
    }
  }
  return {
    answer: { intent, slots, content: fill(intent.answer, slots, query), transfer: intent.transfer },
    open: undefined,
  }
}

/** Fills in `${slot}`, `${SenderNick}` and `${VendorParam.key}`; what is unknown becomes nothing. */
function fill(template: string, slots: readonly SlotState[], query: Query): string {
  return template.replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
    const slot = slots.find((one) => one.name === name)
    if (slot !== undefined) return slot.value
    if (name === 'SenderNick') return query.senderNick ?? ''
    if (!name.startsWith('VendorParam.')) return ''
    const value = new Map(Object.entries(query.vendorParam ?? {})).get(name.slice('VendorParam.'.length))
    return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  })
}
