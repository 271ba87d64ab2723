import { Menu, type MenuItemConstructorOptions } from 'electron'

interface MenuOptions {
  readonly openAdmin: () => void
  readonly openChat: () => void
  readonly quit: () => void
}

/** Its keys matter more than its looks: without an Edit menu nothing can be pasted on macOS. */
export function setMenu({ openAdmin, openChat, quit }: MenuOptions): void {
  const hearth: MenuItemConstructorOptions = {
    label: 'Hearth',
    submenu: [
      { label: 'Administration', accelerator: 'CmdOrCtrl+Shift+A', click: openAdmin },
      { label: 'Chat', accelerator: 'CmdOrCtrl+Shift+C', click: openChat },
      { type: 'separator' },
      { label: 'Quit Hearth', accelerator: 'CmdOrCtrl+Q', click: quit },
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'reload' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
    ],
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate([hearth, { role: 'editMenu' }, view, { role: 'windowMenu' }]))
}
