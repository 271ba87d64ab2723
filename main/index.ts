import { app, dialog } from 'electron'
import { sentenceOf } from '../server/shell.ts'
import { registerAppScheme } from './app-scheme.ts'
import { chooseProfile } from './electron-host.ts'
import { readShellOptions } from './options.ts'
import { runShell } from './shell.ts'

// Whoever reads our output may go away; that is no reason to stop, let alone to crash.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

// No top-level await: Electron is not ready before this module has been run to its end.
try {
  app.enableSandbox()
  registerAppScheme()
  const options = readShellOptions(process.argv.slice(1))
  chooseProfile(options.data)
  if (app.requestSingleInstanceLock()) runShell(options)
  else app.exit(0)
} catch (error) {
  // On Linux this goes to stderr, so early.
  dialog.showErrorBox('Hearth cannot start', sentenceOf(error))
  app.exit(1)
}
