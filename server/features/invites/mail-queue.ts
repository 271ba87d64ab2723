import type { ReadDb, WriteTx } from '../../db/database.ts'

/** To be sent as soon as it can be; at most one mail of an invitation waits. */
export async function queueMail(tx: WriteTx, invite: number): Promise<void> {
  await tx.query('delete from invite_mail where invite_id = $1', [invite])
  await tx.query('insert into invite_mail (invite_id) values ($1)', [invite])
}

export async function findDueMail(db: ReadDb): Promise<{ id: number; invite: number; attempts: number } | undefined> {
  const [row] = await db.query<{ id: number; invite: number; attempts: number }>(
    `select id, invite_id as invite, attempts from invite_mail where next_attempt_at <= now()
       and not exists (select from organization where deactivated_at is not null) order by next_attempt_at, id limit 1`,
  )
  return row
}

/** Milliseconds until one is due; undefined: none waits. */
export async function findNextMail(db: ReadDb): Promise<number | undefined> {
  const [row] = await db.query<{ ms: number | null }>(
    'select extract(epoch from min(next_attempt_at) - clock_timestamp())::float * 1000 as ms from invite_mail',
  )
  return row?.ms ?? undefined
}

export async function postponeMail(db: ReadDb, id: number, minutes: number): Promise<void> {
  await db.query(
    `update invite_mail set attempts = attempts + 1, next_attempt_at = now() + make_interval(mins => $2) where id = $1`,
    [id, minutes],
  )
}

export async function dropMail(db: ReadDb, id: number): Promise<void> {
  await db.query('delete from invite_mail where id = $1', [id])
}

/** Invitations by mail of the last day. */
export async function countMailedToday(db: ReadDb): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*) from invite where email is not null and created_at > now() - interval '1 day'`,
  )
  return row?.count ?? 0
}
