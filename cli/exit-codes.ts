/** What the exit code of `caipai` says. */
export const EXIT = {
  /** Everything passed. */
  ok: 0,
  /** A scenario failed. */
  failed: 1,
  /** A config, a scenario file, a flag or a port is wrong. */
  usage: 2,
  /** The bot did not start, did not become ready, or died. */
  bot: 3,
} as const

/** The exit code for the code of a CaipaiError. */
export const exitCodeFor = (code: string): number => (code.startsWith('BOT_') ? EXIT.bot : EXIT.usage)
