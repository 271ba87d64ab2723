const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i
const MONTH_FIRST = /^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?(.*)$/i
const DAY_FIRST = /^(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})\.?,?(?:\s+(\d{4}))?(.*)$/i
const SLASHES = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(.*)$/
const CLOCK =
  /^[,\sT]*(?:at\s+)?(\d{1,2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i

/**
 * A moment as people and clients write it: ISO 8601, `Jun 5th 2017, 10:30PM`, `5 June 2017`, `6/5/2017`, seconds since
 * 1970. Without a zone it is UTC.
 * @returns ISO 8601 in UTC, to the second; undefined: it is none of these, or there is no such moment
 */
export function parseTime(written: string): string | undefined {
  const text = written.trim()
  if (/^\d{6,12}(?:\.\d+)?$/.test(text)) return format(Number(text) * 1000)
  return parseIso(text) ?? parseWords(text)
}

function parseIso(text: string): string | undefined {
  const match = ISO.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone = 'Z'] = match
  return moment([Number(year), Number(month), Number(day)], [Number(hour), Number(minute), Number(second)], zone)
}

function parseWords(text: string): string | undefined {
  const date = readDate(text)
  if (!date) return undefined
  const [day, rest] = date
  if (rest.trim() === '') return moment(day, [0, 0, 0], 'Z')
  const clock = CLOCK.exec(rest)
  if (!clock) return undefined
  const [, hour = '0', minute = '0', second = '0', half, zone = 'Z'] = clock
  const hours = half ? twelveHours(Number(hour), half) : Number(hour)
  return moment(day, [hours, Number(minute), Number(second)], zone)
}

function readDate(text: string): [[number, number, number], string] | undefined {
  const thisYear = String(new Date().getUTCFullYear())
  const monthFirst = MONTH_FIRST.exec(text)
  if (monthFirst) {
    const [, month = '', day, year = thisYear, rest = ''] = monthFirst
    return [[Number(year), monthOf(month), Number(day)], rest]
  }
  const dayFirst = DAY_FIRST.exec(text)
  if (dayFirst) {
    const [, day, month = '', year = thisYear, rest = ''] = dayFirst
    return [[Number(year), monthOf(month), Number(day)], rest]
  }
  const slashes = SLASHES.exec(text)
  return slashes ? [[Number(slashes[3]), Number(slashes[1]), Number(slashes[2])], slashes[4] ?? ''] : undefined
}

const monthOf = (name: string) => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1

function twelveHours(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return Number.NaN
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0)
}

function moment(day: readonly number[], time: readonly number[], zone: string): string | undefined {
  const [year = 0, month = 0, date = 0] = day
  const [hour = 0, minute = 0, second = 0] = time
  const offset = offsetOf(zone)
  const at = new Date(Date.UTC(year, month - 1, date, hour, minute, second))
  // `Feb 30` would be in March, and 25 o'clock tomorrow.
  const parts = [at.getUTCMonth() + 1, at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
  const isReal = parts.join() === [month, date, hour, minute, second].join()
  return offset === undefined || !isReal ? undefined : format(at.getTime() - offset * 60_000)
}

/** @returns minutes east of UTC */
function offsetOf(zone: string): number | undefined {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return minutes < 24 * 60 ? (match[1] === '-' ? -minutes : minutes) : undefined
}

function format(at: number): string | undefined {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
