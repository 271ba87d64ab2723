import { transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { findAlerted } from '../../alert-words/index.ts'
import { findClaims, followEdit } from '../../files/index.ts'
import { readRulesFor } from '../../realm-settings/index.ts'
import { checkMentioned } from '../../user-groups/index.ts'
import { type Composed, compose } from '../compose.ts'
import { requireMayEdit } from '../policy.ts'
import { findTarget, type Target } from '../target.ts'
import { checkWildcards } from '../wildcards.ts'
import { followAlerts } from './alerts.ts'

/** Texts that a message keeps of its past; the oldest gives way, or a program that edits all day would fill the disk. */
const KEPT_CHANGES = 100

/** @throws {ApiError} when the actor may not, or the text cannot be a message */
export async function checkEditContent(
  core: Core,
  actor: Actor,
  id: number,
  text: string,
): Promise<{ target: Target; composed: Composed }> {
  const target = await findTarget(core.db, actor.id, id)
  requireMayEdit(actor, target, await readRulesFor(core.db, actor.id))
  const composed = await compose(core, text, target.topic_id !== 0, actor.id)
  const place = { recipient: target.recipient_id, topic: target.topic_name }
  const called = await checkWildcards(core.db, actor, composed, place)
  const groups = await checkMentioned(core.db, actor.id, composed.groups)
  return { target, composed: { ...composed, ...called, groups, alerts: await findAlerted(core, composed.content) } }
}

/**
 * Changes the text; who is mentioned follows it. The event names the message and is filled when it is read.
 * @returns the actor's files that no message names any more
 */
export async function doEditContent(
  core: Core,
  actor: Actor,
  id: number,
  composed: Composed,
): Promise<Record<string, unknown>[]> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select take_edits()')
    // Again: it may have been moved or deleted since the check.
    const target = await findTarget(tx, actor.id, id)
    await tx.query(
      `with gone as (
         update message_flag set flags = flags & ~8 where message_id = $1 and flags & 8 <> 0 and user_id <> all ($2))
       insert into message_flag as f (user_id, message_id, flags)
         select distinct u, $1::bigint, 8 from unnest($2::int[]) u
         where exists (select from subscription b where b.user_id = u and b.recipient_id = $3 and b.active
           union all select from direct_group_member d where d.user_id = u and d.recipient_id = $3) order by 1
       on conflict (user_id, message_id) do update set flags = f.flags | 8`,
      [id, composed.mentions, target.recipient_id],
    )
    await followAlerts(tx, id, target.recipient_id, composed.alerts ?? [])
    await tx.query('delete from message_flag where message_id = $1 and flags = 0', [id])
    await tx.query('delete from group_mention where message_id = $1 and group_id <> all ($2)', [id, composed.groups])
    await tx.query(
      'insert into group_mention (message_id, group_id, recipient_id) select $1, g, $3 from unnest($2::int[]) g on conflict do nothing',
      [id, composed.groups, target.recipient_id],
    )
    const files = await findClaims(tx, id)
    const [row] = await tx.query<{ at: number }>(
      `update message set content = $2, rendered = $3, wildcard_mention = $4, called = $9, has_link = $5, has_image = $6,
         has_attachment = $7, last_edit_at = clock.now,
         edit_history = jsonb_build_array(jsonb_build_object('user_id', $8::int, 'at', extract(epoch from clock.now),
           'prev_content', content, 'prev_rendered_content', rendered))
           || jsonb_path_query_array(coalesce(edit_history, '[]'), '$[0 to ${KEPT_CHANGES - 2}]')
       from (select clock_timestamp() as now) clock where id = $1 returning extract(epoch from last_edit_at)::float as at`,
      [
        id,
        composed.content,
        composed.rendered,
        composed.wildcard,
        composed.link,
        composed.image,
        composed.attachment,
        actor.id,
        composed.called ?? null,
      ],
    )
    await tx.takeOrder()
    const detached = await followEdit(tx, actor.id, id, files)
    const isStream = target.topic_id !== 0
    tx.emit({
      type: 'update_message',
      audience: AUDIENCE.visible,
      users: null,
      recipient_id: target.recipient_id,
      message_id: target.position,
      payload: {
        user_id: actor.id,
        message_id: id,
        message_ids: [id],
        rendering_only: false,
        edit_timestamp: Math.floor(row?.at ?? 0),
        ...(isStream ? { stream_id: target.recipient_id, stream_name: target.stream_name } : {}),
        fill: { content: true },
      },
    })
    return detached
  })
}
