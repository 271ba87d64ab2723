import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Replaces `path` as a whole: after a crash or a full disk it holds the old text or the new one, never a part. */
export async function writeFileAtomic(path: string, text: string | Buffer, mode: number): Promise<void> {
  const temporary = `${path}.new-${process.pid}`
  try {
    const file = await open(temporary, 'w', mode)
    try {
      // The umask may have taken bits away.
      if (process.platform !== 'win32') await file.chmod(mode)
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** The rename itself is durable only once its folder is. Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
