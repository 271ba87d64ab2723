import type { WriteTx } from '../../db/database.ts'

/** 1 what is public, 2 also what people who agreed to it may see */
export type ExportType = 1 | 2

/**
 * What an export may hold, decided once, in tables that live as long as its transaction. Everything that is exported is
 * joined with them: whose private data it is (`export_person`: only people who agreed), and in which places it was
 * written (`export_place`; `received`: only what was received then, null: everything).
 */
export async function decideScope(tx: WriteTx, type: ExportType): Promise<void> {
  await tx.query('create temp table export_person (user_id int primary key) on commit drop')
  await tx.query(
    'create temp table export_place (recipient_id int primary key, received int8multirange) on commit drop',
  )
  await tx.query('insert into export_place select id, null from stream where not invite_only')
  if (type === 1) return
  await tx.query(
    `insert into export_person select id from user_account where is_active and not is_bot
       and settings->'allow_private_data_export' = 'true'`,
  )
  await tx.query(
    `insert into export_place select distinct s.id, null::int8multirange from stream s
       join subscription b on b.recipient_id = s.id and b.active join export_person e on e.user_id = b.user_id
       where s.invite_only and s.history_public_to_subscribers`,
  )
  // As may_read() has it: who joined later reads what came later.
  await tx.query(
    `insert into export_place select s.id, range_agg(p.received) from stream s
       join subscription b on b.recipient_id = s.id and b.active join export_person e on e.user_id = b.user_id
       join subscription_period p on p.user_id = b.user_id and p.recipient_id = s.id
       where s.invite_only and not s.history_public_to_subscribers group by s.id`,
  )
  await tx.query(
    `insert into export_place select distinct d.recipient_id, null::int8multirange from direct_group_member d
       join export_person e on e.user_id = d.user_id`,
  )
}

/** SQL: of the message `m`, joined with its place `e`. */
export const IN_SCOPE = '(e.received is null or e.received @> coalesce(m.arrival_id, m.id))'
