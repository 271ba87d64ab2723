import type { FastifyInstance } from 'fastify'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { mountFile } from '../../http/mount-file.ts'
import type { FileAnswer } from '../../http/send-file.ts'
import type { Files } from './files.ts'
import { type AttachmentRow, findByKey, findReadable } from './repository.ts'
import { ANIMATED, STILL } from './thumbnails/formats.ts'
import { LOADER } from './thumbnails/loader.ts'
import { findThumbnailKeys } from './thumbnails/repository.ts'
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

  mountFile(app, `/user_uploads/thumbnail${PATH}/:format`, 'user', async ({ params }, actor) => {
    const { id, name } = await find(params, actor)
    const keys = await findThumbnailKeys(core.db, id)
    const { format } = params
    const key = format === STILL.name ? keys?.still_key : format === ANIMATED.name ? keys?.animated_key : null
    if (!key) throw noSuchFile()
    const shared = { disposition: 'inline', maxAge: MAX_AGE, tag: key } as const
    return { ...shared, source: files.store.pathOf(key), type: 'image/webp', name: `${name}.webp` }
  })

  // What messages show until the thumbnail is made, at the address where Zulip's clients know it.
  mountFile(app, '/static/images/loading/loader-black.svg', 'anyone', async () => LOADER)

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
