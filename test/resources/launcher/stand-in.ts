import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'

const LAUNCHER = join(import.meta.dirname, '../../../resources/launcher')

// What the launcher may rely on from server/cli.ts, and no more: a line when ready, a graceful stop.
const HOST = `
const stop = (why) => { console.log(JSON.stringify({ stopped: why })); process.exit(Number(process.argv[2] ?? 0)) }
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => stop(signal))
if (process.env.HEARTH_PARENT === 'ipc') process.on('disconnect', () => stop('disconnect'))
process.stdout.on('error', () => {})
setInterval(() => {}, 1000)
console.log(JSON.stringify({ pid: process.pid, launcher: process.ppid, cwd: process.cwd() }))
`

/** A project whose `npm start` runs a small stand-in of the host through the real launcher code. */
export function createProject(exitCode = 0): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hearth-launch-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const script = JSON.stringify(join(folder, 'host.mjs'))
  writeFileSync(join(folder, 'host.mjs'), HOST)
  writeFileSync(
    join(folder, 'start.mjs'),
    `import { runAsProgram } from '${pathToFileURL(join(LAUNCHER, 'project.mjs'))}'
     import { runHost } from '${pathToFileURL(join(LAUNCHER, 'supervise.mjs'))}'
     await runAsProgram(() => runHost({ node: process.execPath, script: ${script}, args: ['${exitCode}'] }))`,
  )
  const manifest = { name: 'stand-in', version: '1.0.0', scripts: { start: 'node start.mjs' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  return folder
}

export interface Started {
  readonly host: { readonly pid: number; readonly launcher: number }
  readonly process: ChildProcess
  /** Why the host stopped, once it has. */
  readonly stopped: Promise<string>
  /** How the process that the test spawned ended. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

/** Runs a command line in that project and waits until the stand-in is up. Whatever is left is killed at the end. */
export async function start(folder: string, program: string, args: readonly string[]): Promise<Started> {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? signal))
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value ?? '{}')
  const host = await next()
  onTestFinished(() => {
    for (const pid of [child.pid, host.launcher, host.pid]) kill(pid)
  })
  return { host, process: child, stopped: next().then((line) => line.stopped), ended }
}

/** kill -9; a process that has ended already is fine. */
export function kill(pid: number | undefined): void {
  try {
    if (pid) process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended
  }
}
