import type { ReadDb } from '../../db/database.ts'
import type { UploadedImage } from '../../markdown/index.ts'
import { readThumbnails } from '../files/index.ts'

/** The form in which messages show a picture; all clients know it. */
const SHOWN = '840x560'

/** Pictures among uploaded files, by their paths behind `/user_uploads/`. */
export async function findUploads(db: ReadDb, paths: readonly string[]): Promise<ReadonlyMap<string, UploadedImage>> {
  if (paths.length === 0) return new Map()
  const found = await readThumbnails(db, paths)
  return new Map(
    [...found].map(([path, { original_width, original_height, content_type, isReady, animated }]) => {
      const thumbnail = `/user_uploads/thumbnail/${path}/${SHOWN}${animated ? '-anim' : ''}.webp`
      const image = { width: original_width, height: original_height, contentType: content_type, isAnimated: animated }
      return [path, { ...image, thumbnail: isReady ? thumbnail : undefined }] as const
    }),
  )
}
