import type { FastifyInstance } from 'fastify'
import { deactivateCustomEmoji, getCustomEmoji, uploadCustomEmoji } from '../../contract/chat/emoji.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { mountFile } from '../../http/mount-file.ts'
import { mountUpload } from '../../http/mount-upload.ts'
import { type Files, MAX_PICTURE_MIB, MIB, reshapePicture } from '../files/index.ts'
import { checkAddEmoji, checkDeactivateEmoji, doAddEmoji, doDeactivateEmoji } from './actions.ts'
import { findEmojiPicture } from './repository.ts'
import { readEmoji } from './wire.ts'

/** In pixels, as in Zulip. */
const SIZE = { width: 64, height: 64, fit: 'contain' } as const
const STILL = { ...SIZE, format: 'png' } as const
const MOVING_STILL = { ...SIZE, format: 'webp' } as const
const MOVING = { ...MOVING_STILL, isAnimated: true } as const
const WEEK = 7 * 24 * 3600

export function mountEmoji(app: FastifyInstance, core: Core, files: Files): void {
  const { store } = files
  const limits = { folder: store.incoming, maxBytes: () => MAX_PICTURE_MIB * MIB }

  mount(app, getCustomEmoji, async () => ({ emoji: await readEmoji(core.db) }))

  mountUpload(app, uploadCustomEmoji, limits, async ({ emoji_name: given }, { actor }, file) => {
    const name = await checkAddEmoji(core, actor, given)
    if (!file) throw new ApiError('BAD_REQUEST', 'You must upload exactly one file.')
    const pictures = await reshapePicture(file, ({ frames }) => (frames > 1 ? [MOVING, MOVING_STILL] : [STILL]))
    const content_type = pictures.length > 1 ? 'image/webp' : 'image/png'
    await store.keepAllFor(pictures, ([key = '', still_key = null]) =>
      doAddEmoji(core, actor, { name, key, content_type, still_key }),
    )
    return {}
  })

  mount(app, deactivateCustomEmoji, async ({ emoji_name: name }, { actor }) => {
    const { id } = await checkDeactivateEmoji(core, actor, name)
    await doDeactivateEmoji(core, id)
    return {}
  })

  mountFile(app, '/user_avatars/1/emoji/images/:file', 'user', async ({ params }) => {
    const key = /^([\w-]{24})\.\w{2,5}$/.exec(params['file'] ?? '')?.[1] ?? ''
    const picture = await findEmojiPicture(core.db, key)
    if (!picture) throw new ApiError('NOT_FOUND', 'There is no such picture')
    const { type } = picture
    // What it shows never changes.
    return { source: store.pathOf(key), type, name: 'emoji', disposition: 'inline', maxAge: WEEK, tag: key }
  })
}
