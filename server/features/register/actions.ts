import { transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'

/** What clients are told of a server's version: https://zulip.com/api/get-events#restart */
export interface About {
  readonly zulip_version: string
  readonly zulip_merge_base: string
  readonly zulip_feature_level: number
}

/** Tells the queues that outlived a restart of the host that there was one. */
export async function doTellRestart(core: Core, about: About): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const [kept] = await tx.query('select from event_queue limit 1')
    if (!kept) return
    await tx.takeOrder()
    tx.emit({
      type: 'restart',
      audience: AUDIENCE.everyone,
      users: null,
      recipient_id: null,
      message_id: null,
      payload: { ...about, server_generation: Math.floor(Date.now() / 1000) },
    })
  })
}
