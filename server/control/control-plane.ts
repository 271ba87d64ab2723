import { randomBytes } from 'node:crypto'
import type { Log } from '../lib/log.ts'
import { type AdminAccess, createAdminAccess } from './admin-access.ts'
import { type AuditLog, createAuditLog } from './audit-log.ts'
import { createFacts, type Facts } from './facts.ts'
import { createHighWaterMarks, type HighWaterMarks } from './high-water.ts'
import { type ControlDb, openControlDb } from './open-database.ts'
import { createServices, type Services } from './services.ts'
import { createSettingsStore, type SettingsStore } from './settings-store.ts'

/** What the host knows without Postgres: it works while the database is down. */
export interface ControlPlane extends HighWaterMarks {
  /** Random, made with the data folder; tells this appliance from others on the same machine. */
  readonly instanceId: string
  /** Six characters for the names of cookies, which ignore ports. */
  readonly cookieSuffix: string
  readonly facts: Facts
  readonly settings: SettingsStore
  readonly services: Services
  readonly audit: AuditLog
  readonly access: AdminAccess
  readonly db: ControlDb
  close(): void
}

/** Opens or makes `appliance.db` at `path`. Throws an OperatorError when it is damaged, newer or cannot be written. */
export function openControlPlane(path: string, log: Log, now = Date.now): ControlPlane {
  const db = openControlDb(path)
  const facts = createFacts(db)
  const instanceId = facts.get('instance_id') ?? randomBytes(16).toString('hex')
  if (!facts.get('instance_id')) facts.set('instance_id', instanceId)
  return {
    ...createHighWaterMarks(db),
    instanceId,
    cookieSuffix: instanceId.slice(0, 6),
    facts,
    settings: createSettingsStore(db),
    services: createServices(log, now),
    audit: createAuditLog(db, now),
    access: createAdminAccess(db, now),
    db,
    close: () => void db.close(),
  }
}
