import type { FastifyInstance } from 'fastify'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { mountFile } from '../../http/mount-file.ts'
import type { FileAnswer } from '../../http/send-file.ts'
import { isImage } from './content-type.ts'
import type { Files } from './files.ts'
import { type AttachmentRow, findByKey, findReadable } from './repository.ts'
import { REALM } from './wire.ts'

/** Access can end; what a browser has kept it shows for so long. */
const MAX_AGE = 3600

const PATH = '/:realm/:folder/:key/:name'

/** Uploaded files as pages show them. Who may not read one hears the same as of one that is not there. */
export function mountServing(app: FastifyInstance, core: Core, files: Files): void {
  const answer = (row: AttachmentRow, isDownload: boolean): FileAnswer => ({
    source: files.store.pathOf(row.key),
    type: row.content_type,
    name: row.name,
    disposition: isDownload || row.content_type === 'application/octet-stream' ? 'attachment' : 'inline',
    maxAge: MAX_AGE,
    tag: row.key,
  })
  const find = async (params: Readonly<Record<string, string>>, actor: Actor | undefined): Promise<AttachmentRow> => {
    const { realm, key = '' } = params
    const row = actor && realm === REALM ? await findReadable(core.db, actor.id, key) : undefined
    if (!row) throw noSuchFile()
    return row
  }

  mountFile(app, `/user_uploads${PATH}`, 'user', async ({ params }, actor) => answer(await find(params, actor), false))

  mountFile(app, `/user_uploads/download${PATH}`, 'user', async ({ params }, actor) =>
    answer(await find(params, actor), true),
  )

  // In whatever size is asked for: there is nothing here that could make a smaller one.
  mountFile(app, `/user_uploads/thumbnail${PATH}/:format`, 'user', async ({ params }, actor) => {
    const row = await find(params, actor)
    if (!isImage(row.content_type)) throw noSuchFile()
    return answer(row, false)
  })

  mountFile(app, '/user_uploads/temporary/:token/:name', 'anyone', async ({ params }) => {
    const key = files.links.open(params['token'] ?? '')
    const row = key === undefined ? undefined : await findByKey(core.db, key)
    if (!row) throw noSuchFile()
    // Whoever gets the address later must not get the file from a cache.
    return { ...answer(row, false), maxAge: 0 }
  })
}

export function noSuchFile(): ApiError {
  return new ApiError('NOT_FOUND', 'This file does not exist or has been deleted.')
}
