/** What edits and moves of messages need in the database. The reasons are in ARCHITECTURE.md, "Edits and moves". */
export const up = `
-- Edits, moves and deletions go one after the other, so none meets another's half-done work. Sends and marks do not wait.
create function take_edits() returns void language sql as $$ select pg_advisory_xact_lock(4845) $$;

-- Everything that was done to a message, newest first: its own entries and the renames of its topic since it came there.
create function message_history(m_topic int, m_id bigint, m_base bigint, own jsonb) returns jsonb language sql stable as $$
  select jsonb_agg(e order by (e->>'at')::numeric desc) from (
    select e from jsonb_array_elements(coalesce(own, '[]')) e
    union all
    select jsonb_build_object('user_id', c.user_id, 'at', extract(epoch from c.at), 'prev_topic', c.old_name, 'topic', c.new_name)
      from topic_change c where m_topic <> 0 and c.topic_id = m_topic and c.message_limit >= m_id and c.id > m_base) x(e) $$;

-- Under the order, so no message can come to the topic meanwhile.
create function drop_empty_topic(t int) returns void language sql as $$
  with gone as (delete from topic where id = t and not exists (select from message where topic_id = t and topic_id <> 0) returning id)
  delete from topic_change c using gone where c.topic_id = gone.id $$;

-- Messages went from stream a to stream b: who has a state in both keeps what was unread, for everybody else they are
-- read. Like a mark, this claims the empty ids around them in b, so that states stay short. Takes row locks, and so
-- comes before the order; a needs no write, since its ids are looked at only where it has messages.
create function move_read_states(a int, b int, ids bigint[]) returns void language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  claimed int8multirange;
  touched record;
begin
  select range_agg(int8range(coalesce(p.id, -1) + 1, coalesce(n.id, i + 1))) into claimed from unnest(ids) i
    left join lateral (select id from message where recipient_id = b and id < i order by id desc limit 1) p on true
    left join lateral (select id from message where recipient_id = b and id > i order by id limit 1) n on true;
  perform 1 from (select user_id, recipient_id, from_id from read_state
    where recipient_id in (a, b) and int8range(from_id, to_id) && claimed
    order by user_id, recipient_id, from_id for update) locked;
  for touched in
    with kept as materialized (
      select s.user_id, range_agg(x) as ids from read_state s cross join lateral unnest(s.unread * claimed) x
      where s.recipient_id = a and exists (select from subscription_period p
        where p.user_id = s.user_id and p.recipient_id = b and upper_inf(p.received))
      group by s.user_id)
    update read_state s
    set unread = (s.unread - claimed) + coalesce(o.ids, '{}') * int8multirange(int8range(s.from_id, s.to_id))
    from (select t.user_id, t.from_id, (select k.ids from kept k where k.user_id = t.user_id) as ids
      from read_state t where t.recipient_id = b and int8range(t.from_id, t.to_id) && claimed) o
    where s.user_id = o.user_id and s.recipient_id = b and s.from_id = o.from_id
      and (s.unread && claimed or o.ids && int8range(s.from_id, s.to_id))
    returning s.user_id, s.from_id, (select count(*) from unnest(s.unread)) as pieces
  loop
    if touched.pieces > 128 then perform split_chunk(touched.user_id, b, touched.from_id);
    elsif touched.from_id > 0 and touched.pieces < 16 then perform merge_chunk(touched.user_id, b, touched.from_id); end if;
  end loop;
end $$;
`
