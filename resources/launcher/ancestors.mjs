import { isAlive, isDetached, readProcess } from './processes.mjs'

const NPM = /(^|[/\\])(npm|npx|pnpm|yarn)(-cli)?(\.c?js|\.cmd|\.exe)?"?(\s|$)/

// npm → shell → launcher; on Windows one more shell for the .cmd shim. npm further up is somebody else's.
const MAX_STEPS_TO_NPM = 3

/** @typedef {import('./processes.mjs').Process} Process */

/**
 * The processes whose end means that nobody wants the host any more: those between us and npm, npm, and the one
 * above npm unless npm was detached from it on purpose. Without npm (a service, a plain `node`): none.
 * @returns {Process[]} nearest first
 */
export function readAncestors() {
  /** @type {Process[]} */
  const chain = []
  let next = readProcess(process.ppid)
  while (next && chain.length < MAX_STEPS_TO_NPM) {
    chain.push(next)
    const above = next.parent > 1 ? readProcess(next.parent) : undefined
    if (NPM.test(next.command)) return above && !isDetached(next, above) ? [...chain, above] : chain
    next = above
  }
  return []
}

/**
 * Calls `onLost` once, when any of them has ended. Node reports no death of an ancestor, so this asks.
 * @param {readonly Process[]} ancestors
 * @param {(lost: Process) => void} onLost
 * @returns {() => void} stops watching
 */
export function watchAncestors(ancestors, onLost) {
  if (ancestors.length === 0) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    // A changed parent is a dead one: where there is no /proc, a killed but unreaped parent still answers to its pid.
    const lost = process.ppid === parent ? ancestors.find((a) => !isAlive(a)) : ancestors[0]
    if (!lost) return
    clearInterval(timer)
    onLost(lost)
  }, 500)
  timer.unref()
  return () => clearInterval(timer)
}
