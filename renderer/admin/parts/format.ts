const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const inUnit = (unit: 'minute' | 'hour' | 'day') =>
  new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' })
const minutes = inUnit('minute')
const hours = inUnit('hour')
const days = inUnit('day')
const clock = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' })
const full = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'medium' })

/** A span of time in its largest unit, as people say it. @param ms its length */
export function formatSpan(ms: number): string {
  if (ms < MINUTE) return 'less than a minute'
  if (ms < HOUR) return minutes.format(Math.floor(ms / MINUTE))
  if (ms < DAY) return hours.format(Math.floor(ms / HOUR))
  return days.format(Math.floor(ms / DAY))
}

/** “today 9:41” or “Friday, November 20, 9:41”. Both in milliseconds since 1970. */
export function formatMoment(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  return `${isToday ? 'today' : `${day.format(at)},`} ${clock.format(at)}`
}

/** For a tooltip. */
export function formatExact(at: number): string {
  return full.format(at)
}

/** @param bytes a size */
export function formatMemory(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`
}

/** The day until which something holds: “Friday, November 20”. @param at milliseconds since 1970 */
export function formatUntil(at: number): string {
  return day.format(at)
}
