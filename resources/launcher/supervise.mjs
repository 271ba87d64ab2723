import { spawn } from 'node:child_process'
import { readAncestors, watchAncestors } from './ancestors.mjs'
import { exitCodeOf, SetupError, say } from './project.mjs'

const isWindows = process.platform === 'win32'
/** @type {NodeJS.Signals[]} */
const PASSED_ON = isWindows ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Read once, before the first child: later, a lost ancestor would no longer be in the chain. */
const ancestors = readAncestors()

/**
 * Runs a child to its end; it never outlives what started us. Signals are passed on, and when npm or a shell
 * around it ends, the child is asked to stop.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>} the exit code as a shell would report it
 */
export function supervise(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, options)
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      // Windows has no signals to send: kill() would end the child in the middle of a write.
      if (isWindows && child.connected) child.disconnect()
      else child.kill(signal)
    }
    const unwatch = watchAncestors(ancestors, (lost) => {
      say(`Process ${lost.pid}, which started Hearth, has ended: stopping.`)
      pass('SIGTERM')
    })
    for (const signal of PASSED_ON) process.on(signal, pass)
    const done = () => {
      unwatch()
      for (const signal of PASSED_ON) process.off(signal, pass)
    }
    child.on('error', (error) => {
      done()
      reject(new SetupError(`${program} could not be started (${error.message}).`))
    })
    child.on('exit', (code, signal) => {
      done()
      resolve(exitCodeOf(code, signal))
    })
  })
}

/**
 * Runs the headless host. It holds one end of an IPC channel, so it notices even when we are killed with -9
 * (server/cli/host.ts stops on `disconnect` when HEARTH_PARENT is `ipc`).
 * @param {{ node: string, script: string, args: string[], cwd?: string | undefined }} host
 */
export function runHost({ node, script, args, cwd }) {
  return supervise(node, [script, ...args], {
    cwd,
    env: { ...process.env, HEARTH_PARENT: 'ipc' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // A session of its own: Ctrl-C in the terminal reaches it once, through us, and not a second time directly.
    detached: !isWindows,
  })
}

/**
 * Runs a short command that talks to a running host, with the terminal as its own.
 * @param {{ node: string, script: string, args: string[] }} command
 */
export function runCommand({ node, script, args }) {
  return supervise(node, [script, ...args], { stdio: 'inherit' })
}
