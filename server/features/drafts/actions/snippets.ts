import { MAX_SNIPPETS } from '../../../contract/chat/drafts.ts'
import { ApiError, NotThereError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import { emitTo } from '../../users/index.ts'
import { SNIPPET, type WireSnippet } from '../repository.ts'

interface SnippetText {
  readonly title: string
  readonly content: string
}
/** What is undefined stays. */
interface SnippetChange {
  readonly title?: string | undefined
  readonly content?: string | undefined
}

/** @throws {ApiError} for a title or a text that is blank */
export function checkSnippet<T extends SnippetChange>(snippet: T): T {
  if (snippet.title === '') throw new ApiError('BAD_REQUEST', 'Title cannot be empty.')
  if (snippet.content?.trim() === '') throw new ApiError('BAD_REQUEST', 'Content cannot be empty.')
  return snippet
}

/** @returns its id @throws {ApiError} when the user has too many */
export async function doCreateSnippet(core: Core, user: number, { title, content }: SnippetText): Promise<number> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select from user_account where id = $1 for no key update', [user])
    const [made] = await tx.query<WireSnippet>(
      `insert into saved_snippet (user_id, title, content) select $1, $2, $3
       where (select count(*) from saved_snippet where user_id = $1) < ${MAX_SNIPPETS} returning ${SNIPPET}`,
      [user, title, content],
    )
    if (!made) throw new ApiError('BAD_REQUEST', `You can have at most ${MAX_SNIPPETS} saved snippets.`)
    emitTo(tx, user, 'saved_snippets', { op: 'add', saved_snippet: made })
    return made.id
  })
}

/** @throws {NotThereError} */
export async function doEditSnippet(
  core: Core,
  user: number,
  id: number,
  { title, content }: SnippetChange,
): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const [row] = await tx.query<WireSnippet>(
      `update saved_snippet set title = coalesce($3, title), content = coalesce($4, content)
       where user_id = $1 and id = $2 returning ${SNIPPET}`,
      [user, id, title ?? null, content ?? null],
    )
    if (!row) throw noSuchSnippet()
    if (title ?? content) emitTo(tx, user, 'saved_snippets', { op: 'update', saved_snippet: row })
  })
}

/** @throws {NotThereError} */
export async function doDeleteSnippet(core: Core, user: number, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const gone = await tx.query('delete from saved_snippet where user_id = $1 and id = $2 returning id', [user, id])
    if (gone.length === 0) throw noSuchSnippet()
    emitTo(tx, user, 'saved_snippets', { op: 'remove', saved_snippet_id: id })
  })
}

function noSuchSnippet(): NotThereError {
  return new NotThereError('Saved snippet does not exist.')
}
