import type { Core } from '../../delivery/core.ts'
import type { SavedFile } from '../../http/save-stream.ts'
import { BadPictureError, type PictureFacts, PicturesBusyError, readPictureFacts } from '../../lib/pictures.ts'
import { doAddAttachment } from './actions.ts'
import { detectType } from './content-type.ts'
import type { Files } from './files.ts'
import { cleanName, slugOf } from './names.ts'
import { HAS_THUMBNAIL } from './thumbnails/formats.ts'
import { urlOf } from './wire.ts'

/** Makes a file that came in an attachment of its owner. @returns its address and its name */
export async function addAttachment(
  core: Core,
  files: Files,
  owner: number,
  givenName: string,
  file: SavedFile,
): Promise<{ url: string; name: string }> {
  const name = cleanName(givenName)
  const slug = slugOf(name)
  const content_type = detectType(file.head) ?? 'application/octet-stream'
  const picture = HAS_THUMBNAIL.has(content_type) ? await readPictureFacts(file.path).catch(ofUnread) : undefined
  return files.store.keepFor(file.path, async (key) => {
    const { size } = file
    await doAddAttachment(core, files.limits(), { key, owner_id: owner, name, slug, content_type, size, picture })
    return { url: urlOf({ key, slug }), name }
  })
}

/** It begins like one, and is a file all the same; or nobody had time to look: how large it is is found later. */
function ofUnread(error: unknown): PictureFacts | undefined {
  if (error instanceof PicturesBusyError) return { width: 0, height: 0, frames: 1 }
  if (!(error instanceof BadPictureError)) throw error
  return undefined
}
