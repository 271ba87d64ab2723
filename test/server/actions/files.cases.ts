import { describe, expect, test } from 'vitest'
import { doAddEmoji, doDeactivateEmoji } from '../../../server/features/emoji/actions.ts'
import {
  doBeginExport,
  doDeleteExport,
  doFailExport,
  doFinishExport,
  doInterruptExport,
  doRequestExport,
} from '../../../server/features/exports/actions.ts'
import { doAddAttachment, doRemoveAttachment, doTellClaims } from '../../../server/features/files/actions.ts'
import { createKey } from '../../../server/features/files/names.ts'
import { findAttachments } from '../../../server/features/files/repository.ts'
import { urlOf } from '../../../server/features/files/wire.ts'
import { doChangePicture } from '../../../server/features/organization-pictures/actions.ts'
import { doChangeAvatar } from '../../../server/features/users/actions/avatar.ts'
import { actor } from '../../support/core.ts'
import { verifyAction } from '../../support/verify-action.ts'
import { createWorld, send } from './world.ts'

describe('register plus events is a new register, for everybody, with files', () => {
  test('when a file is uploaded, sent and removed', async () => {
    const { core } = await createWorld()
    const file = { key: createKey(), owner_id: 2, name: 'a.txt', slug: 'a.txt', content_type: 'text/plain', size: 3 }
    await verifyAction(core, doAddAttachment, core, { maxFileMib: 1, quotaMib: 1 }, file)
    const message = await send(core, 2, 'open', urlOf(file))
    await verifyAction(core, doTellClaims, core, message)
    const [row] = await findAttachments(core.db, 2)
    await verifyAction(core, doRemoveAttachment, core, 2, row?.id ?? 0)
  })

  test('when the organization is exported', async () => {
    const { core } = await createWorld()
    const ids: number[] = []
    for (const type of [1, 2, 1] as const) ids.push(await verifyAction(core, doRequestExport, core, 1, type))
    const [made = 0, failed = 0] = ids
    expect(await verifyAction(core, doBeginExport, core, made)).toBe(true)
    await verifyAction(core, doInterruptExport, core, made)
    await verifyAction(core, doFinishExport, core, made, createKey(), 7)
    await verifyAction(core, doDeleteExport, core, made)
    await verifyAction(core, doFailExport, core, failed)
  })

  test('when emoji come and go', async () => {
    const { core } = await createWorld()
    const emoji = { name: 'tick', key: createKey(), content_type: 'image/gif', still_key: createKey() }
    await verifyAction(core, doAddEmoji, core, actor(2), emoji)
    await verifyAction(core, doDeactivateEmoji, core, 1)
  })

  test('when people and the organization change their pictures', async () => {
    const { core } = await createWorld()
    for (const picture of [{ key: createKey(), type: 'image/png', mediumKey: createKey() }, null]) {
      await verifyAction(core, doChangeAvatar, core, 2, picture)
    }
    for (const kind of ['icon', 'logo', 'night_logo'] as const) {
      const picture = { key: createKey(), content_type: 'image/png' }
      await verifyAction(core, doChangePicture, core, kind, picture)
      await verifyAction(core, doChangePicture, core, kind, null)
    }
  })
})
