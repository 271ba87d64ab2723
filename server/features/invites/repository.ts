import { hash } from 'node:crypto'
import type { ReadDb, WriteTx } from '../../db/database.ts'
import type { StreamRow } from '../streams/index.ts'
import type { Role } from './policy.ts'

export interface InviteRow {
  readonly id: number
  readonly inviter_id: number
  readonly inviter_name: string
  readonly inviter_role: number
  readonly inviter_is_active: boolean
  readonly role: Role
  readonly stream_ids: readonly number[]
  readonly with_public_streams: boolean
  readonly is_reusable: boolean
  readonly created_at: Date
  readonly expires_at: Date | null
  readonly is_expired: boolean
  readonly is_revoked: boolean
  readonly uses: number
  /** Sealed for the inviter; null: made before links could be shown again. */
  readonly token_sealed: Buffer | null
  readonly group_ids: readonly number[]
  /** Whom it was mailed to; null: a link for whoever has it. */
  readonly email: string | null
  readonly notify_inviter: boolean
}

const INVITE = `select i.id, i.inviter_id, u.full_name as inviter_name, u.role as inviter_role,
    u.is_active as inviter_is_active, i.role, i.stream_ids, i.with_public_streams, i.is_reusable, i.created_at,
    i.expires_at, coalesce(i.expires_at <= now(), false) as is_expired, i.revoked_at is not null as is_revoked, i.uses,
    i.token_sealed, i.group_ids, i.email, i.notify_inviter
  from invite i join user_account u on u.id = i.inviter_id`

function hashOf(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}

export async function findByToken(db: ReadDb, token: string): Promise<InviteRow | undefined> {
  const [row] = await db.query<InviteRow>(`${INVITE} where i.token_hash = $1`, [hashOf(token)])
  return row
}

/** Whoever comes by the same link meanwhile waits for the commit. */
export async function lockByToken(tx: WriteTx, token: string): Promise<InviteRow | undefined> {
  const [row] = await tx.query<InviteRow>(`${INVITE} where i.token_hash = $1 for update of i`, [hashOf(token)])
  return row
}

export async function findById(db: ReadDb, id: number): Promise<InviteRow | undefined> {
  const [row] = await db.query<InviteRow>(`${INVITE} where i.id = $1`, [id])
  return row
}

/** Links that work still, of one inviter or of all (null), oldest first. */
export function findUsable(db: ReadDb, inviter: number | null): Promise<InviteRow[]> {
  return db.query<InviteRow>(
    `${INVITE} where ($1::int is null or i.inviter_id = $1) and i.revoked_at is null and u.is_active
       and (i.expires_at is null or i.expires_at > now()) and (i.is_reusable or i.uses = 0) order by i.id`,
    [inviter],
  )
}

export interface NewInvite {
  readonly role: Role
  readonly isReusable: boolean
  /** null: never */
  readonly expiresInMinutes: number | null
  readonly streamIds: readonly number[]
  readonly withPublicStreams: boolean
  readonly groupIds?: readonly number[]
  readonly email?: string
  readonly notifyInviter?: boolean
}

export async function insertInvite(
  tx: WriteTx,
  token: { readonly text: string; readonly sealed: Buffer },
  inviter: number,
  invite: NewInvite,
): Promise<{ id: number; expires_at: Date | null }> {
  const [row] = await tx.query<{ id: number; expires_at: Date | null }>(
    `insert into invite (token_hash, inviter_id, role, is_reusable, stream_ids, with_public_streams, expires_at,
       token_sealed, group_ids, email, notify_inviter)
     values ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7), $8, $9, $10, $11) returning id, expires_at`,
    [
      hashOf(token.text),
      inviter,
      invite.role,
      invite.isReusable,
      invite.streamIds,
      invite.withPublicStreams,
      invite.expiresInMinutes,
      token.sealed,
      invite.groupIds ?? [],
      invite.email ?? null,
      invite.notifyInviter ?? false,
    ],
  )
  if (!row) throw new Error('The new invitation cannot be read')
  return row
}

/**
 * Where who joins is subscribed: what was chosen and the inviter may still bring people to, and the default streams if
 * so chosen; while there are none, all public ones. A guest gets only what was chosen.
 */
export function findStreamsToJoin(tx: WriteTx, invite: InviteRow): Promise<Pick<StreamRow, 'name'>[]> {
  return tx.query<Pick<StreamRow, 'name'>>(
    `select s.name from stream s where not s.is_archived and (
       ($3 and not s.invite_only and $4 <> 600 and (not exists (select from default_stream)
         or s.id in (select d.stream_id from default_stream d)))
       or (s.id = any ($1) and ((not s.invite_only and $5 <> 600) or exists (
         select from subscription b where b.user_id = $2 and b.recipient_id = s.id and b.active))))
     order by s.id`,
    [invite.stream_ids, invite.inviter_id, invite.with_public_streams, invite.role, invite.inviter_role],
  )
}
