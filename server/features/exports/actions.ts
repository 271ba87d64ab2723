import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import * as repository from './repository.ts'
import type { ExportType } from './scope.ts'
import { toWireExport } from './wire.ts'

/** As with Zulip: each reads everything there is. */
const PER_WEEK = 5
/** One that was running when the host was killed is made again, once. */
const ATTEMPTS = 2

/**
 * Asks for an export, which is made as soon as it can be. @returns its id
 * @throws {ApiError} when there were too many
 */
export async function doRequestExport(core: Core, actor: number, type: ExportType): Promise<number> {
  return transact(core.db, core.log, async (tx) => {
    // Two at once must not both be the last that is allowed.
    await tx.takeOrder()
    if ((await repository.countThisWeek(tx)) >= PER_WEEK) throw new ApiError('BAD_REQUEST', 'Exceeded rate limit.')
    const [row] = await tx.query<{ id: number }>(
      'insert into realm_export (acting_user_id, type) values ($1, $2) returning id',
      [actor, type],
    )
    await emitExports(tx, actor)
    return row?.id ?? 0
  })
}

/** Notes that it is about to be made. @returns false: it was tried often enough, and has failed */
export async function doBeginExport(core: Core, id: number): Promise<boolean> {
  const [row] = await core.db.query<{ attempts: number }>(
    'update realm_export set attempts = attempts + 1 where id = $1 returning attempts',
    [id],
  )
  if (row && row.attempts <= ATTEMPTS) return true
  await doFailExport(core, id)
  return false
}

/** The host stops in the middle of it; that is nobody's fault. */
export async function doInterruptExport(core: Core, id: number): Promise<void> {
  await core.db.query('update realm_export set attempts = attempts - 1 where id = $1', [id])
}

export async function doFinishExport(core: Core, id: number, key: string, size: number): Promise<void> {
  await change(core, id, (tx) => tx.query('update realm_export set key = $2, size = $3 where id = $1', [id, key, size]))
}

export async function doFailExport(core: Core, id: number): Promise<void> {
  await change(core, id, (tx) => tx.query('update realm_export set failed_at = now() where id = $1', [id]))
}

/** The archive goes for good; that there was one stays known. @throws {ApiError} when there is none */
export async function doDeleteExport(core: Core, id: number): Promise<void> {
  await change(core, id, async (tx) => {
    const row = await repository.findExport(tx, id)
    if (!row) throw new ApiError('BAD_REQUEST', 'Invalid data export ID')
    if (row.deleted !== null) throw new ApiError('BAD_REQUEST', 'Export already deleted')
    if (row.failed !== null) throw new ApiError('BAD_REQUEST', 'Export failed, nothing to delete')
    if (row.key === null) throw new ApiError('BAD_REQUEST', 'Export still in progress')
    await tx.query('update realm_export set key = null, deleted_at = now() where id = $1', [id])
    await tx.query('insert into discarded_file values ($1) on conflict do nothing', [row.key])
  })
}

async function change(core: Core, id: number, work: (tx: ActionTx) => Promise<unknown>): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select from realm_export where id = $1 for update', [id])
    await work(tx)
    const row = await repository.findExport(tx, id)
    if (row) await emitExports(tx, row.acting_user_id)
  })
}

/** https://zulip.com/api/get-events#realm_export, to who asked, as long as they administer. */
async function emitExports(tx: ActionTx, user: number): Promise<void> {
  const [allowed] = await tx.query('select from user_account where id = $1 and role <= 200 and is_active', [user])
  if (!allowed) return
  const exports = (await repository.findExports(tx)).map(toWireExport)
  const to = { audience: AUDIENCE.users, users: [user], recipient_id: null, message_id: null }
  tx.emit({ type: 'realm_export', ...to, payload: { exports } })
}
