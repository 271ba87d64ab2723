import { provideElectron } from './electron-binary.mjs'

/**
 * What a start is about: its command line, and who starts it where.
 * @typedef {{
 *   args: string[], platform: NodeJS.Platform, isRoot: boolean, env: import('./electron-binary.mjs').Env
 * }} Start
 */

/**
 * Whether a window can be shown and is wanted. Not for root: Chromium would run there without its sandbox.
 * @param {Start} start
 */
export function canShowWindow({ args, platform, isRoot, env }) {
  if (args.includes('--headless') || isRoot) return false
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

/**
 * The desktop app where it can be shown and its program is there or can be had; else the headless host.
 * @param {Start & { root: string, node: string, hostScript: string }} start
 * @returns {Promise<{ node: string, script: string, args: string[] }>}
 */
export async function chooseProgram(start) {
  const { root, node, hostScript, args, env } = start
  const electron = canShowWindow(start) ? await provideElectron({ root, node, env }) : undefined
  if (electron) return { node: electron, script: root, args }
  const known = args.filter((arg) => arg !== '--headless' && arg !== '--hidden')
  return { node, script: hostScript, args: ['host', ...known] }
}
