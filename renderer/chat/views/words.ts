const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const shortWeekday = new Intl.DateTimeFormat('en', { weekday: 'short' })
const dayMonth = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const dayYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short' })

const DAY_MS = 24 * 3600_000

export const timeOf = (at: number): string => time.format(at)
export const fullDateOf = (at: number): string => full.format(at)

/** “Today, Monday 23 November”, as a divider says it. */
export function dayOf(at: number, now = Date.now()): string {
  const days = daysBetween(at, now)
  const date = Math.abs(days) < 300 ? dayMonth.format(at) : dayYear.format(at)
  if (days === 0) return `Today, ${date}`
  return days === 1 ? `Yesterday, ${date}` : date
}

/** “9:41”, “Fri”, “3 Nov”: as short as it can be understood. */
export function shortAgeOf(at: number, now = Date.now()): string {
  const days = daysBetween(at, now)
  if (days === 0) return timeOf(at)
  return days < 7 ? shortWeekday.format(at) : shortDay.format(at)
}

export function todayOf(now = Date.now()): string {
  return dayMonth.format(now)
}

export function greetingOf(now = Date.now()): string {
  const hour = new Date(now).getHours()
  if (hour < 5 || hour >= 18) return 'Good evening'
  return hour < 12 ? 'Good morning' : 'Good afternoon'
}

/** “3 messages”, “1 message”. */
export function countOf(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

function daysBetween(at: number, now: number): number {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY_MS)
}
