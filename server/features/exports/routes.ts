import type { FastifyInstance } from 'fastify'
import * as contract from '../../contract/chat/exports.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { mount } from '../../http/mount.ts'
import { mountFile } from '../../http/mount-file.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import { type Files, MIB, removeDiscarded } from '../files/index.ts'
import { doDeleteExport, doRequestExport } from './actions.ts'
import { findConsents, findExportByKey, findExports, readSize } from './repository.ts'
import { EXPORT_PATH, fileNameOf, toWireExport } from './wire.ts'

interface ExportParts {
  readonly files: Files
  /** Told of each export that was asked for. */
  readonly exporter: { wake(): void }
  readonly limits: () => { readonly max_export_size_mib: number }
}

export function mountExports(app: FastifyInstance, core: Core, { files, exporter, limits }: ExportParts): void {
  mount(app, contract.exportRealm, async ({ export_type: type }, { actor }) => {
    requirePerson(actor)
    const max = limits().max_export_size_mib
    if ((await readSize(core.db)) > max * MIB) {
      const msg = `Please request a manual export from whoever runs this server: it would be larger than ${max} MiB.`
      throw new ApiError('BAD_REQUEST', msg)
    }
    const id = await doRequestExport(core, actor.id, type)
    exporter.wake()
    return { id }
  })

  mount(app, contract.getExports, async (_params, { actor }) => {
    requirePerson(actor)
    return { exports: (await findExports(core.db)).map(toWireExport) }
  })

  mount(app, contract.getExportConsents, async (_params, { actor }) => {
    requirePerson(actor)
    return { export_consents: await findConsents(core.db) }
  })

  mount(app, contract.deleteExport, async ({ export_id: id }, { actor }) => {
    requirePerson(actor)
    await doDeleteExport(core, id)
    await removeDiscarded(core.db, files.store)
    return {}
  })

  mountFile(app, `${EXPORT_PATH}/:key/:name`, 'user', async ({ params: { key = '' } }, actor) => {
    const row = actor && mayExport(actor) ? await findExportByKey(core.db, key) : undefined
    if (!row) throw new ApiError('NOT_FOUND', 'This file does not exist or has been deleted.')
    const file = { source: files.store.pathOf(key), type: 'application/gzip', name: fileNameOf(row) }
    return { ...file, disposition: 'attachment', maxAge: 0, tag: key }
  })
}

const mayExport = ({ role, isBot }: Actor) => role <= 200 && !isBot

/** Administrators alone: their programs' keys lie about in too many places. @throws {ApiError} */
function requirePerson(actor: Actor): void {
  requireAdministrator(actor)
  if (!mayExport(actor)) throw new ApiError('BAD_REQUEST', 'This endpoint does not accept bot requests.')
}
