import { z } from 'zod'

/** The person who acts when a scenario names none. */
export const who = z.string().min(1).default('alice').describe('Who; default alice')
