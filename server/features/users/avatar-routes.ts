import type { FastifyInstance } from 'fastify'
import { deleteAvatar, uploadAvatar } from '../../contract/chat/avatars.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { mount } from '../../http/mount.ts'
import { type FileRequest, mountFile } from '../../http/mount-file.ts'
import { mountUpload } from '../../http/mount-upload.ts'
import type { FileAnswer } from '../../http/send-file.ts'
import {
  type Files,
  initialsOf,
  initialsSvg,
  MAX_PICTURE_MIB,
  MIB,
  patternPng,
  removeDiscarded,
  reshapePicture,
} from '../files/index.ts'
import { doChangeAvatar } from './actions/avatar.ts'
import { findAvatar } from './avatar.ts'
import { toIdOrAddress } from './dummy-address.ts'
import { findUser } from './repository.ts'

/** An address with a version never shows another picture. */
const VERSIONED_MAX_AGE = 24 * 3600

/** Sides in pixels, as Zulip's clients expect them. */
const SMALL = 100
const MEDIUM = 500
const square = (side: number) => ({ width: side, height: side, fit: 'cover', format: 'png' }) as const

/** Pictures are found by addresses that everybody may see, by whoever may see the account. */
const viewerOf = (actor: Actor | undefined) => ({ id: actor?.id ?? 0, role: 600 })

/** @param host the name that this server is known by */
export function mountAvatars(app: FastifyInstance, core: Core, files: Files, host: () => string): void {
  const { store } = files
  const limits = { folder: store.incoming, maxBytes: () => MAX_PICTURE_MIB * MIB }

  mountUpload(app, uploadAvatar, limits, async (_params, { actor }, file) => {
    if (!file) throw new ApiError('BAD_REQUEST', 'You must upload exactly one avatar.')
    const pictures = await reshapePicture(file, () => [square(SMALL), square(MEDIUM)])
    const url = await store.keepAllFor(pictures, ([key = '', mediumKey = '']) =>
      doChangeAvatar(core, actor.id, { key, mediumKey, type: 'image/png' }),
    )
    await removeDiscarded(core.db, store)
    return { avatar_url: url }
  })

  mount(app, deleteAvatar, async (_params, { actor }) => {
    const url = await doChangeAvatar(core, actor.id, null)
    await removeDiscarded(core.db, store)
    return { avatar_url: url }
  })

  const find = async (asked: FileRequest, actor: Actor | undefined, isMedium: boolean): Promise<FileAnswer> => {
    const { params, query, accept } = asked
    const user = await findUser(core.db, viewerOf(actor), toIdOrAddress(params['user'] ?? '', host()))
    if (!user) throw new ApiError('NOT_FOUND', 'There is no such picture')
    const version = user.avatar_version
    const maxAge = query['v'] === String(version) ? VERSIONED_MAX_AGE : 0
    const shared = { name: 'avatar', disposition: 'inline', maxAge, vary: 'Accept' } as const
    const own = await findAvatar(core.db, user.id)
    if (own) {
      const key = (isMedium ? own.mediumKey : null) ?? own.key
      return { ...shared, source: store.pathOf(key), type: own.type, tag: key }
    }
    if (accept.includes('image/svg+xml')) {
      const tag = `svg-${user.id}-${Buffer.from(initialsOf(user.full_name)).toString('hex')}`
      return { ...shared, source: initialsSvg(user), type: 'image/svg+xml', tag }
    }
    const side = isMedium ? MEDIUM : SMALL
    return { ...shared, source: patternPng(user, side), type: 'image/png', tag: `png-${user.id}-${side}` }
  }
  mountFile(app, '/avatar/:user', 'user', (request, actor) => find(request, actor, false))
  mountFile(app, '/avatar/:user/medium', 'user', (request, actor) => find(request, actor, true))
}
