import { ApiError } from '../../contract/errors.ts'
import type { ReadDb, WriteTx } from '../../db/database.ts'
import { IS_OPEN } from '../../db/is-open.ts'
import { invitationFailed } from './by-mail.ts'

/** Of an invitation within an hour: one, and at once another for who finds that it did not come. */
const HOURLY_MAX = 2
/** The organization's in a day: whoever takes over an account must not make this host send mail to the world. */
const DAILY_MAX = 500

/**
 * Queues a mail of each invitation, to be sent as soon as it can be; at most one of an invitation waits.
 * @throws {ApiError} when there were too many mails lately
 */
export async function queueMails(tx: WriteTx, invites: readonly number[]): Promise<void> {
  // One after the other, or each would count without what the others are about to send.
  await tx.query('select pg_advisory_xact_lock(4848)')
  await tx.query(`delete from invite_mailing where asked_at <= now() - interval '1 day'`)
  await tx.query('insert into invite_mailing (invite_id) select unnest($1::int[])', [invites])
  const [asked] = await tx.query<{ today: number; hourly: number }>(
    `select (select count(*)::int from invite_mailing) as today, (select coalesce(max(count), 0)::int from
       (select count(*) from invite_mailing where invite_id = any ($1) and asked_at > now() - interval '1 hour'
        group by invite_id) lately) as hourly`,
    [invites],
  )
  if ((asked?.hourly ?? 0) > HOURLY_MAX) {
    throw new ApiError('BAD_REQUEST', 'This invitation was sent twice within an hour. Try again later.')
  }
  if ((asked?.today ?? 0) > DAILY_MAX) {
    const msg = `No more than ${DAILY_MAX} invitations can be sent by mail in a day. No invites were sent.`
    throw invitationFailed(msg, [], { daily_limit_reached: true })
  }
  await tx.query('delete from invite_mail where invite_id = any ($1)', [invites])
  await tx.query('insert into invite_mail (invite_id) select unnest($1::int[])', [invites])
}

export async function findDueMail(db: ReadDb): Promise<{ id: number; invite: number; attempts: number } | undefined> {
  const [row] = await db.query<{ id: number; invite: number; attempts: number }>(
    `select id, invite_id as invite, attempts from invite_mail where next_attempt_at <= now()
       and ${IS_OPEN} order by next_attempt_at, id limit 1`,
  )
  return row
}

/** Milliseconds until one is due; undefined: none waits. */
export async function findNextMail(db: ReadDb): Promise<number | undefined> {
  const [row] = await db.query<{ ms: number | null }>(
    `select extract(epoch from min(next_attempt_at) - clock_timestamp())::float * 1000 as ms from invite_mail where ${IS_OPEN}`,
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
