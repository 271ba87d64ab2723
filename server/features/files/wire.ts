import { folderOf } from './names.ts'
import type { AttachmentRow } from './repository.ts'

/** Zulip's id of the organization, of which there is one. */
export const REALM = '1'

type Address = Pick<AttachmentRow, 'key' | 'slug'>

const pathOf = ({ key, slug }: Address) => `${REALM}/${folderOf(key)}/${key}/${slug}`
export const urlOf = (row: Address) => `/user_uploads/${pathOf(row)}`

/** A file as https://zulip.com/api/get-attachments shows one. */
export function toWireAttachment(row: AttachmentRow): Record<string, unknown> {
  return {
    id: row.id,
    name: row.name,
    path_id: pathOf(row),
    size: row.size,
    create_time: row.at,
    messages: row.messages,
  }
}
