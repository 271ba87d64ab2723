// Each is a step or two into an index for a stream, written out: as functions of the database they would cost several times more.

/** SQL: a permission's value as the API shows it; null is nobody, and deactivated people are left out. */
function shown(setting: string): string {
  return `(select case when g.is_anonymous then jsonb_build_object(
      'direct_members', array(select p.user_id from user_group_period p join user_account a on a.id = p.user_id and a.is_active
        where p.group_id = g.id order by 1),
      'direct_subgroups', array(select x.subgroup_id from user_group_subgroup x where x.group_id = g.id order by 1))
    else to_jsonb(g.id) end
    from user_group g where g.id = coalesce(s.${setting}, (select system_group('role:nobody')))) as ${setting}`
}

/** Compared by rows, so that a quiet stream is not looked for among all messages. */
const NEWEST = `select m.recipient_id, m.id, m.date_sent from message m
  where (m.recipient_id, m.id) <= (s.id, 9223372036854775807) order by m.recipient_id desc, m.id desc limit 1`
const FIRST = `select m.recipient_id, m.id from message m
  where (m.recipient_id, m.id) >= (s.id, 0::bigint) order by m.recipient_id, m.id limit 1`

/** At most 200 messages of the last four weeks are counted: a busier stream is judged by how long ago the 200th was sent. */
const RECENT = `select count(*) as n, min(m.id) as oldest from (select m.id from message m
  where (m.recipient_id, m.id) >= (s.id, (select message_id_at(now() - interval '28 days')))
    and (m.recipient_id, m.id) <= (s.id, 9223372036854775807) order by m.recipient_id desc, m.id desc limit 200) m`
const weeksSince = (moment: string) => `(extract(epoch from now() - ${moment}) / 604800)`

/** SQL: what is only needed to show the stream `s`. A young one has no traffic to tell of. */
export const MORE_COLUMNS = `${shown('can_administer_channel_group')}, ${shown('can_remove_subscribers_group')},
  (select case when x.recipient_id = s.id then x.id end from (${FIRST}) x) as first_message_id,
  coalesce((select case when x.recipient_id = s.id then x.date_sent end from (${NEWEST}) x), s.created_at)
    > now() - interval '180 days' as is_recently_active,
  case when s.created_at <= now() - interval '7 days' then (select round(case when x.n < 200
      then x.n / least(4, ${weeksSince('s.created_at')})
      else 200 / greatest(${weeksSince('(select date_sent from message where id = x.oldest)')}, 0.001) end)::int
    from (${RECENT}) x) end as weekly_traffic`
