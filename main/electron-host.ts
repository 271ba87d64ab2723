import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import type { Host } from '../server/host.ts'
import { nodeHost } from '../server/shell.ts'

/** The surroundings of a host in the desktop app: those of plain Node, which tells the shell of its services. */
export function electronHost(data: string | undefined, onService: NonNullable<Host['onService']>): Host {
  return { ...nodeHost(data), onService }
}

/**
 * Makes the folder of Electron's profile. One a data folder, since it also decides which second start is the same app;
 * outside it, since Electron would make the folder before its mode and its lock are looked after.
 */
export function chooseProfile(data: string | undefined): void {
  const folder = join(app.getPath('appData'), 'hearth', profileName(data))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
}

/** Tells the hosts of one account apart, in names of files; `usual` for the data folder that is used without `--data`. */
export function profileName(data: string | undefined): string {
  return data === undefined ? 'usual' : createHash('sha256').update(data).digest('hex').slice(0, 12)
}
