import pc from 'picocolors'
import { PLAIN, type Paint } from '../contracts/report/failure-text.ts'

/** Colours on a terminal, none in a pipe or a file; NO_COLOR and FORCE_COLOR are obeyed. */
export const paint: Paint = pc.isColorSupported ? { good: pc.green, bad: pc.red, dim: pc.dim, bold: pc.bold } : PLAIN
