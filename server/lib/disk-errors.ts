import { OperatorError } from './operator-error.ts'

const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOSPC: (path) => `The disk that holds ${path} is full; free some space and start Hearth again.`,
  EDQUOT: (path) => `The disk quota for ${path} is used up; free some space and start Hearth again.`,
  EROFS: (path) => `The disk that holds ${path} is read-only; make it writable or choose another folder with --data.`,
  EACCES: (path) => `This account may not write to ${path}; give it access or choose another folder with --data.`,
  ENOTDIR: (path) =>
    `${path} cannot be used as a data folder because a part of the path is a file; choose another folder with --data.`,
  EIO: (path) => `The disk that holds ${path} reports errors; check the disk and restore a backup if needed.`,
}

const SAME: Readonly<Record<string, string>> = {
  EPERM: 'EACCES',
  EEXIST: 'ENOTDIR',
  SQLITE_FULL: 'ENOSPC',
  SQLITE_READONLY: 'EACCES',
  SQLITE_READONLY_DIRECTORY: 'EACCES',
  SQLITE_CANTOPEN: 'EACCES',
  SQLITE_IOERR: 'EIO',
}

/** The sentence for an error of the disk or of SQLite below `path`; any other error comes back unchanged. */
export function explainDiskError(error: unknown, path: string): unknown {
  const code = errorCode(error)
  if (!code) return error
  const family = code.startsWith('SQLITE_IOERR') ? 'SQLITE_IOERR' : code
  const sentence = SENTENCES[SAME[family] ?? family]
  return sentence ? new OperatorError(sentence(path), { cause: error }) : error
}

/** The `code` of a system or library error, e.g. `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}
