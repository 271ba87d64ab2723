import type { File } from '../client.ts'
import type { Run } from '../run.ts'
import { channel, idOf, listOf, NO_ID, NOBODY, say } from './steps.ts'

/** The smallest picture there is. */
const PIXEL = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (character) => character.charCodeAt(0),
)
const PICTURE: File = { name: 'pixel.png', type: 'image/png', bytes: PIXEL }

export async function playFiles(run: Run): Promise<void> {
  const stream = await channel(run, 'Lucca', ['owner', 'member', 'other'])
  const text = { name: 'zulip.txt', type: 'text/plain', bytes: new TextEncoder().encode('some text') }
  const { url } = await run.ok('upload-file', 'member', {}, { file: text })
  await run.ok('upload-file', 'member', {}, { file: PICTURE })
  const message_id = await say(run, 'member', stream, 'files', `[zulip.txt](${String(url)})`)
  const [, realm_id_str, filename] = /user_uploads\/([^/]+)\/(.+)$/.exec(String(url)) ?? []
  await run.ok('get-file-temporary-url', 'other', { realm_id_str, filename })
  await run.ok('update-message', 'member', { message_id, content: 'without the file' })
  const attachments = listOf(await run.ok('get-attachments', 'member'), 'attachments')
  const attachment_id = idOf(attachments, ({ name }) => name === 'zulip.txt')
  await run.ok('remove-attachment', 'member', { attachment_id })
  await run.refused('remove-attachment', 'member', { attachment_id: NO_ID }, 1)
  await run.refused('remove-attachment', NOBODY, { attachment_id }, 2)
  await emoji(run)
  await run.raw('POST', '/users/me/avatar', 'member', {}, PICTURE)
  await run.raw('DELETE', '/users/me/avatar', 'member')
  for (const picture of ['/realm/icon', '/realm/logo']) {
    const params = picture === '/realm/logo' ? { night: true } : {}
    await run.raw('POST', picture, 'owner', params, PICTURE)
    await run.raw('DELETE', picture, 'owner', params)
  }
}

async function emoji(run: Run): Promise<void> {
  await run.ok('upload-custom-emoji', 'admin', { emoji_name: 'little_dot' }, { file: PICTURE })
  await run.ok('get-custom-emoji', 'member')
  await run.ok('deactivate-custom-emoji', 'admin', { emoji_name: 'little_dot' })
  await run.refused('deactivate-custom-emoji', 'admin', { emoji_name: 'green_tick' })
}
