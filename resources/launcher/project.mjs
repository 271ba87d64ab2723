import { constants } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with package.json, whatever folder the user is in. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A failure whose message is for the person at the keyboard: what is wrong, where, what to do next. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/**
 * Everything the launcher says goes to stderr: stdout belongs to the host's one JSON line.
 * @param {string} sentence
 */
export function say(sentence) {
  process.stderr.write(`hearth: ${sentence}\n`)
}

/**
 * Runs an entry point and ends the process with the code it returns.
 * @param {() => Promise<number>} work
 */
export async function runAsProgram(work) {
  try {
    process.exit(await work())
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exit(error.exitCode)
  }
}

/** Exit codes above this are those of programs ended by a signal, as shells count. */
export const FIRST_SIGNAL_CODE = 128

/**
 * The exit code a shell would report for a child: its own, or 128 + the number of the signal that ended it.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(code, signal) {
  return code ?? FIRST_SIGNAL_CODE + (signal ? constants.signals[signal] : 0)
}
