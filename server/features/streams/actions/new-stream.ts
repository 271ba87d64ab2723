import type { GroupSettingValue } from '../../../contract/chat/group-setting.ts'
import type { ActionTx } from '../../../db/transaction.ts'
import { storeSetting } from '../../user-groups/index.ts'
import { renderDescription } from '../policy.ts'
import { findStreamsByName, readStream, type StreamBase } from '../repository.ts'

/** What a stream can be made with besides its name; what is undefined is as usual. */
export interface StreamOptions {
  readonly inviteOnly: boolean
  readonly publicHistory: boolean
  readonly postPolicy?: number | undefined
  readonly retentionDays?: number | null | undefined
  readonly administrators?: GroupSettingValue | undefined
  readonly removers?: GroupSettingValue | undefined
  readonly isDefault?: boolean | undefined
}

/** The stream of a name, made if there is none. Whoever makes one administers it. */
export async function ensureStream(
  tx: ActionTx,
  creator: number,
  wanted: { readonly name: string; readonly description: string },
  options: StreamOptions,
): Promise<{ row: StreamBase; isNew: boolean }> {
  const [existing] = await findStreamsByName(tx, [wanted.name])
  if (existing) return { row: existing, isNew: false }
  const { name, description } = wanted
  const [made] = await tx.query<{ id: number }>(
    `with r as (insert into recipient (kind) values (1) returning id)
     insert into stream (id, name, description, rendered_description, invite_only, history_public_to_subscribers, creator_id,
       post_policy, message_retention_days)
     select id, $1, $2, $3, $4, $5, $6, $7, $8 from r on conflict do nothing returning id`,
    [
      name,
      description,
      renderDescription(description),
      options.inviteOnly,
      options.publicHistory,
      creator,
      options.postPolicy ?? 1,
      options.retentionDays ?? null,
    ],
  )
  if (made) {
    await storePermissions(tx, made.id, creator, options)
    if (options.isDefault) await tx.query('insert into default_stream (stream_id) values ($1)', [made.id])
    return { row: await readStream(tx, made.id), isNew: true }
  }
  // Somebody made it while we waited.
  const [other] = await findStreamsByName(tx, [name])
  if (!other) throw new Error(`Stream ${name} can be neither made nor read`)
  return { row: other, isNew: false }
}

async function storePermissions(
  tx: ActionTx,
  stream: number,
  creator: number,
  { administrators, removers }: StreamOptions,
): Promise<void> {
  const maker = { direct_members: [creator], direct_subgroups: [] }
  await tx.query(
    `update stream set can_administer_channel_group = $2,
       can_remove_subscribers_group = coalesce($3, system_group('role:administrators')) where id = $1`,
    [
      stream,
      await storeSetting(tx, administrators ?? maker),
      removers === undefined ? null : await storeSetting(tx, removers),
    ],
  )
}
