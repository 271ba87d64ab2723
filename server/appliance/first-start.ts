import type { Unattended } from '../contract/admin/unattended.ts'
import type { ApplianceSettingsChange } from '../contract/settings/appliance.ts'
import type { ControlPlane } from '../control/control-plane.ts'
import { checkPortFree, findFreePort } from '../lib/ports.ts'

/** The settings that a file of `--unattended` asks for. */
export function settingsOf(file: Unattended): ApplianceSettingsChange {
  const addresses = [...new Set([...file.addresses, ...(file.settings.addresses ?? [])])]
  return { ...file.settings, ...(addresses.length > 0 && { addresses }) }
}

/**
 * The port to listen on. One that was asked for, now or before, must be free, since people have its address;
 * at the very first start the next free one is taken. Remembered from then on, except 0: any free port, this time.
 */
export async function choosePort({ settings }: ControlPlane, asked: number | undefined): Promise<number> {
  if (asked === 0) return 0
  if (asked !== undefined) {
    await checkPortFree(asked)
    settings.update({ port: asked })
    return asked
  }
  const { port } = settings.current()
  if (settings.isChosen('port')) {
    await checkPortFree(port)
    return port
  }
  const free = await findFreePort(port)
  settings.update({ port: free })
  return free
}
