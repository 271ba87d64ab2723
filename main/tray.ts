import { join } from 'node:path'
import { clipboard, Menu, nativeImage, Tray } from 'electron'
import type { OutputOf } from '../server/contract/admin/index.ts'
import type { ServiceReport } from '../server/contract/admin/services.ts'
import type { ShellState } from '../server/contract/shell.ts'
import type { Hosting } from './hosting.ts'
import type { LoginItem } from './login-item.ts'
import { notify } from './notices.ts'

const ICONS = join(import.meta.dirname, 'icons')
type Look = 'tray' | 'tray-off' | 'tray-trouble'

const WORDS: Readonly<Record<ShellState['phase'], string>> = {
  starting: 'Hearth is starting',
  running: 'Hearth is running',
  stopping: 'Hearth is stopping',
  stopped: 'Hearth is stopped',
  failed: 'Hearth could not start',
}

interface TrayOptions {
  readonly hosting: Hosting
  readonly loginItem: LoginItem
  readonly openAdmin: () => void
  readonly openChat: () => void
  readonly quit: () => void
}

export interface HearthTray {
  onService(report: ServiceReport): void
}

/** The sign that Hearth goes on without a window, and the way back to it. */
export function createTray(options: TrayOptions): HearthTray {
  const { hosting } = options
  const tray = new Tray(image('tray-off'))
  const troubled = new Set<string>()

  function draw(): void {
    const { phase } = hosting.state
    const isTroubled = phase === 'failed' || (phase === 'running' && troubled.size > 0)
    tray.setImage(image(isTroubled ? 'tray-trouble' : phase === 'running' ? 'tray' : 'tray-off'))
    tray.setToolTip(WORDS[phase])
    tray.setContextMenu(createMenu(options, draw))
  }

  draw()
  hosting.onChange(draw)
  // On macOS a click opens the menu, as it does for everybody's.
  if (process.platform !== 'darwin') tray.on('click', options.openAdmin)
  return {
    onService({ name, state }) {
      if (state === 'failed') troubled.add(name)
      else troubled.delete(name)
      draw()
    },
  }
}

function createMenu(options: TrayOptions, redraw: () => void): Menu {
  const { hosting, loginItem, openAdmin, openChat, quit } = options
  const { phase } = hosting.state
  const isUp = phase === 'running'
  const isDown = phase === 'stopped' || phase === 'failed'
  return Menu.buildFromTemplate([
    { label: WORDS[phase], enabled: false },
    { type: 'separator' },
    { label: 'Open Hearth', click: openAdmin },
    { label: 'Open the chat', enabled: isUp, click: openChat },
    { label: 'Copy the address', enabled: isUp, click: () => void copyAddress(hosting) },
    { type: 'separator' },
    isDown
      ? { label: 'Start', click: () => void hosting.start() }
      : { label: 'Stop', enabled: phase !== 'stopping', click: () => void hosting.stop() },
    {
      label: 'Start at login',
      type: 'checkbox',
      checked: loginItem.isOn(),
      click: ({ checked }) => switchLogin(loginItem, checked, redraw),
    },
    { type: 'separator' },
    { label: 'Quit Hearth', click: quit },
  ])
}

/** A folder that cannot be written is no reason to stop the host: the tick goes back, and a notice says why. */
function switchLogin(loginItem: LoginItem, isOn: boolean, redraw: () => void): void {
  try {
    loginItem.set(isOn)
  } catch (error) {
    notify('The start at login could not be changed', (error as Error).message, () => undefined)
    redraw()
  }
}

/** The address that most devices of the office can use, not the one of this computer alone. */
async function copyAddress(hosting: Hosting): Promise<void> {
  const reply = await hosting.admin('appliance.status', {})
  if (!reply.ok) return
  // A desktop that has no clipboard now is no reason to stop the host.
  await clipboard.writeText((reply.output as OutputOf<'appliance.status'>).url).catch(() => undefined)
}

/** macOS paints templates to suit its menu bar. */
function image(look: Look) {
  const isMac = process.platform === 'darwin'
  return nativeImage.createFromPath(join(ICONS, `${look}${isMac ? 'Template' : ''}.png`))
}
