import { ApiError } from '../../../contract/errors.ts'
import type { ReadDb } from '../../../db/database.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { requireAdministrator } from '../../../lib/require-role.ts'
import { findKnownStream } from '../repository.ts'
import { emitDefaultGroups } from './events.ts'

const MAX_NAME = 60

/** @returns the name as it is stored @throws {ApiError} */
export function checkGroupName(given: string): string {
  const name = given.trim()
  if (name === '') throw new ApiError('BAD_REQUEST', `Invalid default channel group name '${given}'`)
  if (name.length > MAX_NAME) {
    throw new ApiError('BAD_REQUEST', `Default channel group name too long (limit: ${MAX_NAME} characters)`)
  }
  return name
}

/** Ids of public streams by name. @throws {ApiError} but for administrators */
export async function checkGroupStreams(core: Core, actor: Actor, names: readonly string[]): Promise<number[]> {
  requireAdministrator(actor)
  const ids: number[] = []
  for (const name of names) {
    const stream = await findKnownStream(core.db, actor.id, name)
    if (!stream) throw new ApiError('BAD_REQUEST', `Invalid channel name '${name}'`)
    if (stream.invite_only) throw new ApiError('BAD_REQUEST', 'Private channels cannot be made default.')
    ids.push(stream.id)
  }
  return [...new Set(ids)]
}

export interface NewDefaultGroup {
  readonly name: string
  readonly description: string
  readonly streams: readonly number[]
}

/** @throws {ApiError} when the name is taken */
export async function doCreateDefaultGroup(core: Core, group: NewDefaultGroup): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.takeOrder()
    const [made] = await tx.query<{ id: number }>(
      'insert into default_stream_group (name, description) values ($1, $2) on conflict do nothing returning id',
      [group.name, group.description],
    )
    if (!made) throw nameTaken(group.name)
    await addStreams(tx, made.id, group.streams)
    await emitDefaultGroups(tx)
  })
}

/** @throws {ApiError} */
export async function doUpdateDefaultGroup(
  core: Core,
  id: number,
  change: { readonly name?: string | undefined; readonly description?: string | undefined },
): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.takeOrder()
    await requireDefaultGroup(tx, id)
    const taken = await tx.query('select from default_stream_group where lower(name) = lower($1) and id <> $2', [
      change.name ?? '',
      id,
    ])
    if (change.name !== undefined && taken.length > 0) throw nameTaken(change.name)
    await tx.query(
      'update default_stream_group set name = coalesce($2, name), description = coalesce($3, description) where id = $1',
      [id, change.name ?? null, change.description ?? null],
    )
    await emitDefaultGroups(tx)
  })
}

/** @throws {ApiError} for a stream that is in the group already, or is not in it */
export async function doChangeDefaultGroup(
  core: Core,
  id: number,
  op: 'add' | 'remove',
  streams: readonly number[],
): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.takeOrder()
    const group = await requireDefaultGroup(tx, id)
    const rows = await tx.query<{ id: number }>(
      'select stream_id as id from default_stream_group_stream where group_id = $1',
      [id],
    )
    const isIn = (stream: number) => rows.some((row) => row.id === stream)
    const wrong = streams.find((stream) => isIn(stream) === (op === 'add'))
    if (wrong !== undefined) {
      const how = op === 'add' ? 'is already' : 'is not'
      throw new ApiError('BAD_REQUEST', `Channel ${wrong} ${how} present in default channel group '${group.name}'`)
    }
    if (op === 'add') await addStreams(tx, id, streams)
    else {
      await tx.query('delete from default_stream_group_stream where group_id = $1 and stream_id = any ($2)', [
        id,
        streams,
      ])
    }
    await emitDefaultGroups(tx)
  })
}

/** @throws {ApiError} */
export async function doDeleteDefaultGroup(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.takeOrder()
    await requireDefaultGroup(tx, id)
    await tx.query('delete from default_stream_group where id = $1', [id])
    await emitDefaultGroups(tx)
  })
}

async function addStreams(tx: ActionTx, group: number, streams: readonly number[]): Promise<void> {
  await tx.query('insert into default_stream_group_stream select $1, s from unnest($2::int[]) s', [group, streams])
}

async function requireDefaultGroup(db: ReadDb, id: number): Promise<{ name: string }> {
  const [group] = await db.query<{ name: string }>('select name from default_stream_group where id = $1', [id])
  if (!group) throw new ApiError('BAD_REQUEST', `Default channel group with id '${id}' does not exist.`)
  return group
}

function nameTaken(name: string): ApiError {
  return new ApiError('BAD_REQUEST', `Default channel group '${name}' already exists`)
}
