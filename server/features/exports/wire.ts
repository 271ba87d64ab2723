import type { ExportRow } from './repository.ts'

/** Where the archive is, below the server's address: for administrators who are logged in. */
export const EXPORT_PATH = '/user_avatars/exports/1'

export const fileNameOf = ({ id }: Pick<ExportRow, 'id'>) => `hearth-export-${id}.tar.gz`

/** An export as https://zulip.com/api/get-realm-exports shows one. */
export function toWireExport(row: ExportRow): Record<string, unknown> {
  return {
    id: row.id,
    acting_user_id: row.acting_user_id,
    export_time: row.started,
    export_type: row.type,
    export_url: row.key === null ? null : `${EXPORT_PATH}/${row.key}/${fileNameOf(row)}`,
    deleted_timestamp: row.deleted,
    failed_timestamp: row.failed,
    pending: row.key === null && row.failed === null && row.deleted === null,
  }
}
