import type { AuditEntry } from '../contract/admin/audit.ts'
import { redact } from '../lib/redact.ts'
import type { ControlDb } from './open-database.ts'

/** A year of a busy office; older entries go. */
const ENTRIES_KEPT = 100_000

export interface AuditLog {
  append(entry: Omit<AuditEntry, 'id' | 'at'>): void
  /** Newest first, older than the entry `before`. */
  list(limit: number, before?: number): AuditEntry[]
}

export function createAuditLog(db: ControlDb, now = Date.now): AuditLog {
  const insert = db.prepare('insert into admin_audit (at, actor, operation, input, outcome) values (?, ?, ?, ?, ?)')
  const trim = db.prepare('delete from admin_audit where id <= ?')
  const select = db.prepare<[number, number], AuditEntry & { input: string }>(
    'select id, at, actor, operation, input, outcome from admin_audit where id < ? order by id desc limit ?',
  )
  return {
    append({ actor, operation, input, outcome }) {
      const { lastInsertRowid } = insert.run(now(), actor, operation, JSON.stringify(redact(input ?? null)), outcome)
      trim.run(Number(lastInsertRowid) - ENTRIES_KEPT)
    },
    list: (limit, before = Number.MAX_SAFE_INTEGER) =>
      select.all(before, limit).map((row) => ({ ...row, input: JSON.parse(row.input) as unknown })),
  }
}
