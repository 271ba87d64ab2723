import { z } from 'zod'

/** The English name of a language by its code, such as `de` or `zh-hans`; undefined when there is none such. */
export function languageName(code: string): string | undefined {
  try {
    return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(code)
  } catch {
    return undefined
  }
}

function isTimezone(name: string): boolean {
  // An offset such as +02:00 is none: it knows no summer time.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

export const language = z
  .string()
  .max(50)
  .refine((code) => languageName(code) !== undefined, { message: 'Invalid default_language' })

/** An IANA name; empty: not chosen. */
export const timezone = z
  .string()
  .max(100)
  .refine((name) => name === '' || isTimezone(name), { message: 'timezone is not a recognized time zone' })
