import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { app } from 'electron'
import { desktopEntry } from './desktop-entry.ts'

/** Whether Hearth starts, without a window, when this account signs in. */
export interface LoginItem {
  isOn(): boolean
  set(isOn: boolean): void
}

/**
 * @param data the folder given with `--data`
 * @param id tells the hosts of this account apart; empty for the usual data folder
 */
export function createLoginItem(data: string | undefined, id: string): LoginItem {
  const args = [...(app.isPackaged ? [] : [app.getAppPath()]), '--hidden', ...(data ? ['--data', data] : [])]
  // An AppImage runs from a mount that is gone at the next sign-in.
  const program = process.env['APPIMAGE'] ?? process.execPath
  if (process.platform === 'linux') return autostartFile(id ? `hearth-${id}` : 'hearth', [program, ...args])
  return {
    isOn: () => app.getLoginItemSettings({ path: program, args }).openAtLogin,
    set: (isOn) => app.setLoginItemSettings({ openAtLogin: isOn, path: program, args }),
  }
}

/** https://specifications.freedesktop.org/autostart-spec */
function autostartFile(name: string, command: readonly string[]): LoginItem {
  const xdg = process.env['XDG_CONFIG_HOME']
  const config = xdg?.startsWith('/') ? xdg : join(homedir(), '.config')
  const file = join(config, 'autostart', `${name}.desktop`)
  return {
    isOn: () => existsSync(file),
    set(isOn) {
      if (!isOn) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, desktopEntry(command))
    },
  }
}
