import { MAX_LINKIFIERS } from '../../contract/chat/linkifiers.ts'
import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import { checkLinkifier } from './policy.ts'
import { findLinkifiers } from './repository.ts'

export interface NewLinkifier {
  readonly pattern: string
  readonly url_template: string
}

/** @returns the id of the linkifier, the last in order @throws {ApiError} for one that cannot be */
export async function doAddLinkifier(core: Core, { pattern, url_template }: NewLinkifier): Promise<number> {
  checkLinkifier(pattern, url_template)
  return transact(core.db, core.log, async (tx) => {
    const known = await lockLinkifiers(tx)
    if (known.length >= MAX_LINKIFIERS) {
      throw new ApiError('BAD_REQUEST', `There can be at most ${MAX_LINKIFIERS} linkifiers`)
    }
    const [made] = await tx.query<{ id: number }>(
      `insert into linkifier (pattern, url_template, position)
       select $1, $2, coalesce(max(position), 0) + 1 from linkifier on conflict do nothing returning id`,
      [pattern, url_template],
    )
    if (!made) throw patternTaken()
    await emitLinkifiers(tx)
    return made.id
  })
}

/** @throws {ApiError} when there is none such, or another has the pattern */
export async function doUpdateLinkifier(
  core: Core,
  id: number,
  { pattern, url_template }: NewLinkifier,
): Promise<void> {
  checkLinkifier(pattern, url_template)
  await transact(core.db, core.log, async (tx) => {
    const known = await lockLinkifiers(tx)
    if (!known.some((linkifier) => linkifier.id === id)) throw notFound()
    if (known.some((linkifier) => linkifier.id !== id && linkifier.pattern === pattern)) throw patternTaken()
    await tx.query('update linkifier set pattern = $2, url_template = $3 where id = $1', [id, pattern, url_template])
    await emitLinkifiers(tx)
  })
}

/** @throws {ApiError} when there is none such */
export async function doRemoveLinkifier(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await lockLinkifiers(tx)
    const removed = await tx.query('delete from linkifier where id = $1 returning id', [id])
    if (removed.length === 0) throw notFound()
    await emitLinkifiers(tx)
  })
}

/** @throws {ApiError} unless the ids are those of all there are, each once */
export async function doReorderLinkifiers(core: Core, ids: readonly number[]): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const known = new Set((await lockLinkifiers(tx)).map((linkifier) => linkifier.id))
    if (ids.length !== known.size || new Set(ids).size !== ids.length || !ids.every((id) => known.has(id))) {
      throw new ApiError('BAD_REQUEST', 'The ordered list must enumerate all existing linkifiers exactly once')
    }
    await tx.query(
      `update linkifier l set position = x.position from unnest($1::int[]) with ordinality as x(id, position)
       where l.id = x.id`,
      [ids],
    )
    await emitLinkifiers(tx)
  })
}

/** The organization's row stands for the list: whoever changes it holds it. */
async function lockLinkifiers(tx: ActionTx) {
  await tx.query('select from organization for no key update')
  return findLinkifiers(tx)
}

async function emitLinkifiers(tx: ActionTx): Promise<void> {
  tx.emit({
    type: 'realm_linkifiers',
    audience: AUDIENCE.everyone,
    users: null,
    recipient_id: null,
    message_id: null,
    payload: { realm_linkifiers: await findLinkifiers(tx) },
  })
}

function notFound(): ApiError {
  return new ApiError('BAD_REQUEST', 'Linkifier not found.')
}

function patternTaken(): ApiError {
  return new ApiError('BAD_REQUEST', 'Linkifier with this pattern already exists.')
}
