import { hasProgram } from '../../resources/checks/programs.mjs'

/**
 * Whether this machine has what a test runs besides Node's own packages.
 * @param command the program
 * @param debianPackage what brings it on Debian
 * @returns undefined when it is there, else the reason to skip with, which says how to install it
 */
export function needs(command: string, debianPackage: string): string | undefined {
  if (hasProgram(command)) return undefined
  return `${command} is missing. As root: apt-get install -y --no-install-recommends ${debianPackage}`
}
