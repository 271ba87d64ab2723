import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'

/** What clients are told of a server's version: https://zulip.com/api/get-events#restart */
export interface About {
  readonly zulip_version: string
  readonly zulip_merge_base: string
  readonly zulip_feature_level: number
}

/**
 * Tells the queues that outlived a restart of the host that there was one, and browsers whether the pages they run are
 * others now: https://zulip.com/api/get-events#web_reload_client
 * @param pages digest of the pages that this host serves
 */
export async function doTellRestart(core: Core, about: About, pages: string): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const [before] = await tx.query<{ served_pages: string | null }>(
      'select served_pages from organization for no key update',
    )
    await tx.query('update organization set served_pages = $1 where served_pages is distinct from $1', [pages])
    const [kept] = await tx.query('select from event_queue limit 1')
    if (!kept) return
    await tx.takeOrder()
    emitToAll(tx, 'restart', { ...about, server_generation: Math.floor(Date.now() / 1000) })
    const isOther = before && before.served_pages !== null && before.served_pages !== pages
    if (isOther) emitToAll(tx, 'web_reload_client', { immediate: false })
  })
}

function emitToAll(tx: ActionTx, type: string, payload: Readonly<Record<string, unknown>>): void {
  tx.emit({ type, audience: AUDIENCE.everyone, users: null, recipient_id: null, message_id: null, payload })
}
