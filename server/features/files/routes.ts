import type { FastifyInstance } from 'fastify'
import { getAttachments, getFileTemporaryUrl, removeAttachment, uploadFile } from '../../contract/chat/files.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { mountUpload } from '../../http/mount-upload.ts'
import { checkRemoveAttachment, doRemoveAttachment } from './actions.ts'
import { addAttachment } from './add.ts'
import { type Files, MIB } from './files.ts'
import { dropStalePartials } from './partial.ts'
import { findAttachments, findReadable, readUsedSpace } from './repository.ts'
import { mountServing, noSuchFile } from './serving.ts'
import { removeDiscarded } from './store.ts'
import { mountTus } from './tus.ts'
import { REALM, toWireAttachment } from './wire.ts'

const SWEEP_MS = 60_000

export function mountFiles(app: FastifyInstance, core: Core, files: Files): void {
  const options = { folder: files.store.incoming, maxBytes: () => files.limits().maxFileMib * MIB }
  mountUpload(app, uploadFile, options, async (_params, { actor }, file) => {
    if (!file) throw new ApiError('BAD_REQUEST', 'You must specify a file to upload')
    const { url, name } = await addAttachment(core, files, actor.id, file.name, file)
    return { uri: url, url, filename: name }
  })

  mount(app, getFileTemporaryUrl, async ({ realm_id_str: realm, key }, { actor }) => {
    const row = realm === REALM ? await findReadable(core.db, actor.id, key) : undefined
    if (!row) throw noSuchFile()
    return { url: `/user_uploads/temporary/${files.links.create(row.key)}/${row.slug}` }
  })

  mount(app, getAttachments, async (_params, { actor }) => ({
    attachments: (await findAttachments(core.db, actor.id)).map(toWireAttachment),
    upload_space_used: await readUsedSpace(core.db),
  }))

  mount(app, removeAttachment, async ({ attachment_id: id }, { actor }) => {
    await checkRemoveAttachment(core.db, actor.id, id)
    await doRemoveAttachment(core, actor.id, id)
    await removeDiscarded(core.db, files.store)
    return {}
  })

  mountTus(app, core, files)
  mountServing(app, core, files)
  // What could not be removed now is at the next turn.
  const sweep = setInterval(() => {
    void removeDiscarded(core.db, files.store).catch(() => undefined)
    void dropStalePartials(core.db, files.store).catch(() => undefined)
  }, SWEEP_MS)
  app.addHook('onClose', async () => clearInterval(sweep))
}
