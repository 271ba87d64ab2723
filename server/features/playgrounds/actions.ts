import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import { parseUrlTemplate } from '../../lib/url-template.ts'
import { findPlaygrounds, type Playground } from './repository.ts'

const MAX_PLAYGROUNDS = 1000

/** @throws {ApiError} unless the code, and nothing else, is put into the address */
export function checkAddPlayground(urlTemplate: string): void {
  const variables = parseUrlTemplate(urlTemplate)
  if (!variables) throw new ApiError('BAD_REQUEST', 'Invalid URL template.')
  if (!variables.has('code')) {
    throw new ApiError('BAD_REQUEST', 'Missing the required variable "code" in the URL template')
  }
  if (variables.size > 1) {
    throw new ApiError('BAD_REQUEST', '"code" should be the only variable present in the URL template')
  }
}

/** @returns its id @throws {ApiError} when the language has one of this name */
export async function doAddPlayground(core: Core, playground: Omit<Playground, 'id'>): Promise<number> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select from organization for no key update')
    if ((await findPlaygrounds(tx)).length >= MAX_PLAYGROUNDS) {
      throw new ApiError('BAD_REQUEST', `There can be at most ${MAX_PLAYGROUNDS} playgrounds`)
    }
    const [made] = await tx.query<{ id: number }>(
      `insert into playground (name, pygments_language, url_template) values ($1, $2, $3)
       on conflict do nothing returning id`,
      [playground.name, playground.pygments_language, playground.url_template],
    )
    if (!made) {
      const message = 'Realm playground with this Realm, Pygments language and Name already exists.'
      throw new ApiError('BAD_REQUEST', message)
    }
    await emitPlaygrounds(tx)
    return made.id
  })
}

/** @throws {ApiError} when there is none such */
export async function doRemovePlayground(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select from organization for no key update')
    const removed = await tx.query('delete from playground where id = $1 returning id', [id])
    if (removed.length === 0) throw new ApiError('BAD_REQUEST', 'Invalid playground')
    await emitPlaygrounds(tx)
  })
}

async function emitPlaygrounds(tx: ActionTx): Promise<void> {
  tx.emit({
    type: 'realm_playgrounds',
    audience: AUDIENCE.everyone,
    users: null,
    recipient_id: null,
    message_id: null,
    payload: { realm_playgrounds: await findPlaygrounds(tx) },
  })
}
