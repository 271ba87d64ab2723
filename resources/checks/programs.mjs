import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

// Debian leaves the administrator's programs off an ordinary user's path.
const FOR_ADMINISTRATORS = ['/usr/sbin', '/sbin']

/**
 * Whether this machine has a program.
 * @param {string} command
 * @param {string} [path] folders to look in, as in PATH
 */
export function hasProgram(command, path = process.env['PATH'] ?? '') {
  const folders = [...path.split(delimiter).filter(Boolean), ...FOR_ADMINISTRATORS]
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
