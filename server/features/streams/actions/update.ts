import type { GroupSettingChange, GroupSettingValue } from '../../../contract/chat/group-setting.ts'
import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import { dropSetting, isSameSetting, storeSetting } from '../../user-groups/index.ts'
import { invalidStream } from '../access.ts'
import { type Privacy, renderDescription } from '../policy.ts'
import { findAcquainted, findSubscribers, readStream, type StreamRow } from '../repository.ts'
import { setDefault } from './default-streams.ts'
import { emitDefaultStreams, emitSight, emitUpdated } from './events.ts'
import { emitMutedTopics } from './muted-topics.ts'

export type StreamSetting = 'can_administer_channel_group' | 'can_remove_subscribers_group'
export type SettingChanges = { readonly [name in StreamSetting]?: GroupSettingChange | undefined }

/** What is undefined stays. */
export interface StreamChange {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly privacy?: Privacy | undefined
  readonly postPolicy?: number | undefined
  readonly retentionDays?: number | null | undefined
  readonly isDefault?: boolean | undefined
  readonly settings?: { readonly [name in StreamSetting]?: GroupSettingValue | undefined }
}

/** @throws {ApiError} when the new name is taken, or the stream was archived meanwhile */
export async function doUpdateStream(core: Core, id: number, change: StreamChange): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select from stream where id = $1 for no key update', [id])
    const before = await readStream(tx, id)
    if (before.is_archived) throw invalidStream()
    await rename(tx, before, change.name)
    await store(tx, id, change)
    for (const name of SETTINGS) await storePermission(tx, id, name, before, change.settings?.[name])
    await tx.takeOrder()
    const lost = change.privacy ? await changePrivacy(tx, id, change.privacy) : []
    emitChanges(tx, before, await readStream(tx, id))
    await emitSight(tx, 'delete', id, lost)
    if (change.privacy || change.name !== undefined) await emitMutedTopics(tx, { stream: id })
    if (change.isDefault !== undefined && (await setDefault(tx, id, change.isDefault))) await emitDefaultStreams(tx)
  })
}

const SETTINGS: readonly StreamSetting[] = ['can_administer_channel_group', 'can_remove_subscribers_group']

/** Before the order: a name that somebody else is just giving away is waited for. */
async function rename(tx: ActionTx, stream: StreamRow, name = stream.name): Promise<void> {
  if (name === stream.name) return
  const taken = await tx.query('select from stream where lower(name) = lower($1) and id <> $2 and not is_archived', [
    name,
    stream.id,
  ])
  if (taken.length > 0) throw new ApiError('BAD_REQUEST', 'Channel name already in use.')
  try {
    await tx.query('update stream set name = $2 where id = $1', [stream.id, name])
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error
    throw new ApiError('BAD_REQUEST', 'Channel name already in use.')
  }
}

async function store(tx: ActionTx, id: number, change: StreamChange): Promise<void> {
  await tx.query(
    `update stream set description = coalesce($2, description), rendered_description = coalesce($3, rendered_description),
       post_policy = coalesce($4, post_policy),
       message_retention_days = case when $5 then $6 else message_retention_days end where id = $1`,
    [
      id,
      change.description ?? null,
      change.description === undefined ? null : renderDescription(change.description),
      change.postPolicy ?? null,
      change.retentionDays !== undefined,
      change.retentionDays ?? null,
    ],
  )
}

async function storePermission(
  tx: ActionTx,
  id: number,
  name: StreamSetting,
  before: StreamRow,
  value: GroupSettingValue | undefined,
): Promise<void> {
  if (value === undefined || isSameSetting(value, before[name])) return
  const [row] = await tx.query<{ old: number | null }>(`select ${name} as old from stream where id = $1`, [id])
  await tx.query(`update stream set ${name} = $2 where id = $1`, [id, await storeSetting(tx, value)])
  await dropSetting(tx, row?.old ?? null)
}

/** Under the order: who comes to know of the stream is told what it is. @returns those who no longer may */
async function changePrivacy(tx: ActionTx, id: number, { isPrivate, publicHistory }: Privacy): Promise<number[]> {
  const before = await findAcquainted(tx, id)
  await tx.query('update stream set invite_only = $2, history_public_to_subscribers = $3 where id = $1', [
    id,
    isPrivate,
    publicHistory,
  ])
  const after = await findAcquainted(tx, id)
  const gained = after.filter((user) => !before.includes(user))
  const lost = before.filter((user) => !after.includes(user))
  await emitSight(tx, 'create', id, gained)
  if (gained.length === 0) return lost
  const peers = { op: 'peer_add', stream_ids: [id], user_ids: await findSubscribers(tx, id) }
  const to = { audience: AUDIENCE.users, users: gained, recipient_id: id, message_id: null }
  tx.emit({ type: 'subscription', ...to, payload: peers })
  return lost
}

function emitChanges(tx: ActionTx, before: StreamRow, after: StreamRow): void {
  const changed = (name: keyof StreamRow) => JSON.stringify(before[name]) !== JSON.stringify(after[name])
  if (changed('name')) emitUpdated(tx, before, 'name', after.name)
  if (changed('description')) {
    const rendered = { rendered_description: after.rendered_description }
    emitUpdated(tx, after, 'description', after.description, rendered)
  }
  if (changed('invite_only') || changed('history_public_to_subscribers')) {
    const more = { history_public_to_subscribers: after.history_public_to_subscribers, is_web_public: false }
    emitUpdated(tx, after, 'invite_only', after.invite_only, more)
  }
  if (changed('post_policy')) {
    emitUpdated(tx, after, 'stream_post_policy', after.post_policy)
    // For clients of before there were more than two.
    emitUpdated(tx, after, 'is_announcement_only', after.post_policy === 2)
  }
  for (const name of ['message_retention_days', ...SETTINGS] as const) {
    if (changed(name)) emitUpdated(tx, after, name, after[name])
  }
}
