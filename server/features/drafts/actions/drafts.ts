import { MAX_DRAFTS, type NewDraft } from '../../../contract/chat/drafts.ts'
import { ApiError, NotThereError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { findStreamFor } from '../../streams/index.ts'
import { emitTo, findOthers } from '../../users/index.ts'
import { DRAFT, syncsDrafts, type WireDraft } from '../repository.ts'

type CheckedDraft = Omit<WireDraft, 'id'>

/** @throws {ApiError} when the user chose not to keep drafts here */
export async function requireSync(core: Core, user: number): Promise<void> {
  if (!(await syncsDrafts(core.db, user))) {
    throw new ApiError('BAD_REQUEST', 'User has disabled synchronizing drafts.')
  }
}

/** @throws {ApiError} for one that is addressed to where the actor could not write */
export async function checkDraft(core: Core, actor: Actor, draft: NewDraft): Promise<CheckedDraft> {
  const timestamp = Math.floor(draft.timestamp ?? Date.now() / 1000)
  if (timestamp < 0) throw new ApiError('BAD_REQUEST', 'Timestamp must not be negative.')
  const { type, content } = draft
  if (type === 'stream') {
    const [stream, ...more] = draft.to
    if (stream === undefined || more.length > 0) {
      throw new ApiError('BAD_REQUEST', 'Must specify exactly 1 channel ID for channel messages')
    }
    if (!(await findStreamFor(core.db, actor.id, stream))) throw new ApiError('BAD_REQUEST', 'Invalid channel ID')
    return { type, to: [stream], topic: draft.topic, content, timestamp }
  }
  const to = type === 'private' ? await findOthers(core.db, actor.id, draft.to) : []
  return { type, to, topic: '', content, timestamp }
}

/** @returns their ids, in the order given @throws {ApiError} when the user has too many */
export async function doCreateDrafts(core: Core, user: number, drafts: readonly CheckedDraft[]): Promise<number[]> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select from user_account where id = $1 for no key update', [user])
    const [row] = await tx.query<{ n: number }>('select count(*)::int as n from draft where user_id = $1', [user])
    if ((row?.n ?? 0) + drafts.length > MAX_DRAFTS) {
      throw new ApiError('BAD_REQUEST', `You can have at most ${MAX_DRAFTS} drafts.`)
    }
    const made = await tx.query<WireDraft>(
      `insert into draft (user_id, kind, recipients, topic, content, edited_at)
       select $1, d->>'type', array(select jsonb_array_elements_text(d->'to')::int), d->>'topic', d->>'content',
         (d->>'timestamp')::bigint from jsonb_array_elements($2::jsonb) with ordinality x(d, n) order by n
       returning ${DRAFT}`,
      [user, JSON.stringify(drafts)],
    )
    if (made.length > 0) emitTo(tx, user, 'drafts', { op: 'add', drafts: made })
    return made.map((draft) => draft.id)
  })
}

/** Puts another draft in the place of one. @throws {NotThereError} */
export async function doEditDraft(core: Core, user: number, id: number, draft: CheckedDraft): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const [row] = await tx.query<WireDraft>(
      `update draft set kind = $3, recipients = $4, topic = $5, content = $6, edited_at = $7
       where user_id = $1 and id = $2 returning ${DRAFT}`,
      [user, id, draft.type, draft.to, draft.topic, draft.content, draft.timestamp],
    )
    if (!row) throw noSuchDraft()
    emitTo(tx, user, 'drafts', { op: 'update', draft: row })
  })
}

/** @throws {NotThereError} */
export async function doDeleteDraft(core: Core, user: number, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const gone = await tx.query('delete from draft where user_id = $1 and id = $2 returning id', [user, id])
    if (gone.length === 0) throw noSuchDraft()
    emitTo(tx, user, 'drafts', { op: 'remove', draft_id: id })
  })
}

function noSuchDraft(): NotThereError {
  return new NotThereError('Draft does not exist')
}
