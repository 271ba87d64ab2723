/** What `import … from 'electron'` finds in the stand-in. A name that is not here fails the import. */
export { app } from './app.ts'
export { ipcMain } from './ipc-main.ts'
export { clipboard, dialog, Menu, Notification, nativeImage, nativeTheme, shell, Tray } from './recorders.ts'
export { protocol, session } from './session.ts'
export { BrowserWindow } from './window.ts'
