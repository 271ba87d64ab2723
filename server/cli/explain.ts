import { OperatorError } from '../lib/operator-error.ts'

/** One line for the terminal. What we did not foresee is said to be that, with the error's own words. */
export function sentenceOf(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ').trim()
  const isForPeople = error instanceof OperatorError || (error instanceof Error && error.name === 'PostgresError')
  if (isForPeople) return message
  return `Hearth met an unexpected problem (${message}); the log files in the data folder's logs/ say more.`
}
