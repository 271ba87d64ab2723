import type { Reply } from '../../http/https-server.ts'
import { ask } from '../../http/https-server.ts'
import type { ChatApi } from '../chat-api.ts'

export interface Part {
  readonly name: string
  readonly filename?: string
  readonly type?: string
  readonly content: string | Buffer
}

/** A multipart body as browsers write it. */
export function multipart(parts: readonly Part[]): { body: Buffer; headers: Record<string, string> } {
  const chunks = parts.flatMap(({ name, filename, type, content }) => [
    Buffer.from(
      `--frontier\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}` +
        `${type ? `\r\nContent-Type: ${type}` : ''}\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  const body = Buffer.concat([...chunks, Buffer.from('--frontier--\r\n')])
  return { body, headers: { 'content-type': 'multipart/form-data; boundary=frontier' } }
}

export function post(chat: ChatApi, user: number, path: string, parts: readonly Part[]): Promise<Reply> {
  const { body, headers } = multipart(parts)
  return ask(chat, `/api/v1${path}`, { method: 'POST', body, headers: { ...headers, ...chat.headers(user) } })
}

/** Uploads a file; the field is named after it, as Python clients do. */
export function upload(
  chat: ChatApi,
  user: number,
  filename = 'notes.txt',
  content: string | Buffer = 'some notes',
  type = 'text/plain',
): Promise<Reply> {
  return post(chat, user, '/user_uploads', [{ name: filename, filename, type, content }])
}

export async function uploadedUrl(
  chat: ChatApi,
  user: number,
  ...file: [string?, (string | Buffer)?]
): Promise<string> {
  const { json } = await upload(chat, user, ...file)
  return String(json['url'])
}

/** Reads an address outside the API, as this user's client does. */
export const read = (chat: ChatApi, user: number, path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  ask(chat, path, { headers: { ...chat.headers(user), ...headers } })

/** The smallest picture: one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
