import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSetup } from '../../../server/appliance/setup.ts'
import type { ChatServer } from '../../../server/chat-server.ts'
import { openControlPlane } from '../../../server/control/control-plane.ts'
import { openVault } from '../../../server/control/vault.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { tempFolder } from '../../support/temp-folder.ts'

test('a password that was hashed while somebody else finished the setup is kept nowhere', async () => {
  const control = openControlPlane(join(await tempFolder(), 'appliance.db'), silentLog)
  onTestFinished(() => control.close())
  const vault = openVault(control.db, Buffer.alloc(32))
  const hashing = Promise.withResolvers<void>()
  let owners = 0
  const chat = {
    async prepareOwner() {
      owners += 1
      if (owners > 1) await hashing.promise
      return { fullName: 'Ruth', password: { hash: `hash ${owners}` } }
    },
    isSetUp: () => false,
    createOrganization: async () => undefined,
  } as unknown as ChatServer
  const found = { addresses: [], port: 8443, caFingerprint: '' }
  const setup = createSetup({ control, vault, chat: () => chat, found: () => found })
  const host = { kind: 'host' } as const
  const owner = { step: 'owner', full_name: 'Ruth', email: 'ruth@acme.test', password: 'oak stairs' } as const
  await setup['setup.save']({ step: 'organization', name: 'Acme' }, host)
  await setup['setup.save'](owner, host)
  await setup['setup.save']({ step: 'address', addresses: [], port: 8443 }, host)
  await setup['setup.save']({ step: 'certificate', kind: 'local' }, host)

  const late = setup['setup.save'](owner, host)
  await setup['setup.finish']({}, host)
  hashing.resolve()
  await expect(late).rejects.toThrow('set up already')
  expect(vault.get('setup.owner_password_hash')).toBeUndefined()
})
