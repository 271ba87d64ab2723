import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

/** https://zulip.com/api/export-realm: 1 what is public, 2 also what the people who agreed to it may see */
export const exportRealm = endpoint({
  operation: 'export-realm',
  method: 'POST',
  path: '/export/realm',
  access: 'user',
  params: { export_type: json(z.literal([1, 2])).default(1) },
})

/** https://zulip.com/api/get-realm-exports */
export const getExports = endpoint({
  operation: 'get-realm-exports',
  method: 'GET',
  path: '/export/realm',
  access: 'user',
  params: {},
})

/** https://zulip.com/api/get-realm-export-consents */
export const getExportConsents = endpoint({
  operation: 'get-realm-export-consents',
  method: 'GET',
  path: '/export/realm/consents',
  access: 'user',
  params: {},
})

/** Undocumented at this feature level: the archive is removed. */
export const deleteExport = endpoint({
  operation: 'delete-realm-export',
  method: 'DELETE',
  path: '/export/realm/:export_id',
  access: 'user',
  params: { export_id: json(z.int32().positive()) },
})
