import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * A check that needs no running program. Its `script`, relative to the project, runs with `args` in the project's folder;
 * exit code 0 means that it passed. `native` is how the names of the packages start that bring its program, each for one
 * system.
 * @typedef {{ name: string, script: string, args: string[], native?: string }} StaticCheck
 */

/** @type {readonly StaticCheck[]} */
export const STATIC_CHECKS = [
  {
    name: 'format and lint',
    script: 'node_modules/@biomejs/biome/bin/biome',
    args: ['check', '--error-on-warnings'],
    native: '@biomejs/cli-',
  },
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['-b'] },
  {
    name: 'lint with types',
    script: 'node_modules/oxlint/bin/oxlint',
    args: ['--type-aware', '--deny-warnings'],
    native: '@oxlint/binding-',
  },
  { name: 'import directions', script: 'resources/checks/imports.mjs', args: [] },
  // A hint tells of an exception in knip.json that nothing needs any more.
  { name: 'unused code', script: 'node_modules/knip/bin/knip.js', args: ['--treat-config-hints-as-errors'] },
]

/**
 * Whether its program is installed. npm installs what is for this system, and the lock file lacks those that the registry
 * did not have when it was written; what these checks find is the same on every system.
 * @param {string} root
 * @param {StaticCheck} check
 */
export function canRun(root, { native }) {
  if (native === undefined) return true
  const scope = join(root, 'node_modules', dirname(native))
  return existsSync(scope) && readdirSync(scope).some((name) => name.startsWith(basename(native)))
}
