/** What somebody has told a poll or a to-do list; anybody may have sent anything. */
export interface Submessage {
  readonly id: number
  readonly senderId: number
  readonly data: Readonly<Record<string, unknown>>
}

/** @returns undefined for what is no submessage of a widget */
export function toSubmessage(id: number, senderId: number, type: string, content: string): Submessage | undefined {
  if (type !== 'widget') return undefined
  try {
    const data: unknown = JSON.parse(content)
    return isRecord(data) ? { id, senderId, data } : undefined
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const numberIn = (value: unknown): number => (Number.isSafeInteger(value) ? Number(value) : 0)
