import type { FastifyInstance } from 'fastify'
import { deleteIcon, deleteLogo, uploadIcon, uploadLogo } from '../../contract/chat/organization-pictures.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { mountFile } from '../../http/mount-file.ts'
import { mountUpload } from '../../http/mount-upload.ts'
import type { FileAnswer } from '../../http/send-file.ts'
import type { UploadedFile } from '../../http/upload.ts'
import { type Files, MAX_PICTURE_MIB, MIB, patternPng, removeDiscarded, reshapePicture } from '../files/index.ts'
import { checkChangePicture, doChangePicture } from './actions.ts'
import { findPicture, type PictureKind } from './repository.ts'

const DAY = 24 * 3600
/** In pixels, as Zulip's clients expect them. */
const ICON = { width: 100, height: 100, fit: 'cover', format: 'png' } as const
const LOGO = { width: 800, height: 100, fit: 'inside', format: 'png' } as const
/** The generated icon is drawn for no account. */
const NOBODY = { id: 0, full_name: '' }

export function mountOrganizationPictures(app: FastifyInstance, core: Core, files: Files): void {
  const { store } = files
  const limits = { folder: store.incoming, maxBytes: () => MAX_PICTURE_MIB * MIB }
  const change = async (kind: PictureKind, file: UploadedFile | undefined) => {
    if (!file) throw new ApiError('BAD_REQUEST', `You must upload exactly one ${kind === 'icon' ? 'icon' : 'logo'}.`)
    const pictures = await reshapePicture(file, () => [kind === 'icon' ? ICON : LOGO])
    await store.keepAllFor(pictures, ([key = '']) => doChangePicture(core, kind, { key, content_type: 'image/png' }))
    await removeDiscarded(core.db, store)
    return {}
  }
  const remove = async (kind: PictureKind) => {
    await doChangePicture(core, kind, null)
    await removeDiscarded(core.db, store)
    return {}
  }
  const logo = (night: boolean) => (night ? 'night_logo' : 'logo')

  mountUpload(app, uploadIcon, limits, async (_params, { actor }, file) => {
    checkChangePicture(actor)
    return change('icon', file)
  })
  mountUpload(app, uploadLogo, limits, async ({ night }, { actor }, file) => {
    checkChangePicture(actor)
    return change(logo(night), file)
  })
  mount(app, deleteIcon, async (_params, { actor }) => {
    checkChangePicture(actor)
    return remove('icon')
  })
  mount(app, deleteLogo, async ({ night }, { actor }) => {
    checkChangePicture(actor)
    return remove(logo(night))
  })

  const show = async (kind: PictureKind, asked: unknown): Promise<FileAnswer> => {
    const { key, content_type, version } = await findPicture(core.db, kind)
    const shared = { name: kind, disposition: 'inline', maxAge: asked === String(version) ? DAY : 0 } as const
    if (key !== null && content_type !== null) {
      return { ...shared, source: store.pathOf(key), type: content_type, tag: key }
    }
    if (kind !== 'icon') throw new ApiError('NOT_FOUND', 'There is no such picture')
    return { ...shared, source: patternPng(NOBODY, 100), type: 'image/png', tag: 'generated' }
  }
  // Everybody sees them: clients show the icon before anybody logs in.
  for (const kind of ['icon', 'logo', 'night_logo'] as const) {
    mountFile(app, `/user_avatars/1/realm/${kind}.png`, 'anyone', ({ query }) => show(kind, query['version']))
  }
  for (const prefix of ['/api/v1', '/json']) {
    mountFile(app, `${prefix}/realm/icon`, 'user', () => show('icon', undefined))
    mountFile(app, `${prefix}/realm/logo`, 'user', ({ query }) => show(logo(query['night'] === 'true'), undefined))
  }
}
