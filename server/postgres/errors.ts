/** A failure that an administrator can understand: what is wrong, and what to do next. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError'
  readonly reason: string
  readonly advice: string

  constructor(reason: string, advice: string, cause?: unknown) {
    super(`${reason} ${advice}`, cause === undefined ? {} : { cause })
    this.reason = reason
    this.advice = advice
  }
}

const RESTORE = 'Restore the latest backup. Keep a copy of the damaged folder until that has worked.'

interface Symptom {
  readonly pattern: RegExp
  readonly reason: (folder: string) => string
  readonly advice: string
}

// The first match wins. Shared memory comes before the disk: its errors name "No space left on device" too.
const SYMPTOMS: readonly Symptom[] = [
  {
    pattern:
      /(map|create|resize) .*shared memory.*(No space|Cannot allocate|Invalid)|Cannot allocate memory|out of memory/,
    reason: () => 'The database could not get the memory it needs.',
    advice:
      'Close other programs or give this machine more memory (in a container: a larger /dev/shm), then start again.',
  },
  {
    pattern: /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/,
    reason: (folder) => `The disk that holds ${folder} is full.`,
    advice: 'Free at least 1 GB there; Hearth then goes on with everything it had stored.',
  },
  {
    pattern: /Read-only file system|EROFS/,
    reason: (folder) => `The disk that holds ${folder} can only be read.`,
    advice: 'Check the disk for errors and mount it writable, or choose another data folder, then start again.',
  },
  {
    // Before the control file: its text on a mere version mismatch names the control file as well.
    pattern: /initialized by PostgreSQL version/,
    reason: (folder) => `The database in ${folder} was made by another version of Postgres.`,
    advice: 'Start it with the Hearth version that made it, make a backup there, and restore that backup here.',
  },
  {
    pattern: /pg_control|control file|incompatible with server/,
    reason: (folder) => `The database in ${folder} is damaged: its control file cannot be used.`,
    advice: RESTORE,
  },
  {
    pattern: /valid checkpoint record|invalid page|could not find redo location|is not a valid data directory|PANIC: /,
    reason: (folder) => `The database in ${folder} is damaged and could not be repaired automatically.`,
    advice: RESTORE,
  },
  {
    pattern: /Permission denied|wrong ownership|EACCES|EPERM/,
    reason: (folder) => `Postgres may not read or write ${folder}.`,
    advice: 'Give the folder and everything in it back to the account that Hearth runs as, then start again.',
  },
  {
    pattern: /Input\/output error|EIO/,
    reason: (folder) => `The disk that holds ${folder} reports read or write errors.`,
    advice: 'Replace the disk and restore the latest backup.',
  },
  {
    pattern: /lock file .* already exists|pre-existing shared memory/,
    reason: (folder) => `Another database server still uses ${folder}.`,
    advice: 'Stop the other Hearth on this data folder, or restart this machine, then start again.',
  },
]

/**
 * Turns what Postgres, initdb or the operating system said into a PostgresError.
 *
 * @param said their text, in English
 * @param doing the activity that failed, e.g. "starting"; used when the text is not known
 */
export function explain(said: string, doing: string, folder: string, logFile: string): PostgresError {
  const symptom = SYMPTOMS.find((s) => s.pattern.test(said))
  if (symptom) return new PostgresError(symptom.reason(folder), symptom.advice, said)
  const line = said.match(/^.*\b(?:FATAL|PANIC|error): .*$/im)?.[0].replace(/^.*\b(?:FATAL|PANIC|error): */i, '')
  return new PostgresError(
    `The database stopped while ${doing}${line ? `: ${line}` : ''}.`,
    `Start Hearth again; if it fails again, the last lines of ${logFile} say more.`,
    said,
  )
}

/** Any thrown value as a PostgresError; one that is already stays as it is. */
export function asPostgresError(error: unknown, doing: string, folder: string, logFile: string): PostgresError {
  if (error instanceof PostgresError) return error
  const said = `error: ${error instanceof Error ? error.message : String(error)}`
  const known = explain(said, doing, folder, logFile)
  return new PostgresError(known.reason, known.advice, error)
}
