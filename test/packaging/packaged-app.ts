import { type ExecFileOptions, execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findStale } from '../../resources/launcher/build-state.mjs'
import { makeDummyElectron } from './dummy-electron.ts'

const ROOT = join(import.meta.dirname, '../..')
const execute = promisify(execFile)

async function run(args: string[], options: ExecFileOptions = {}): Promise<void> {
  await execute(process.execPath, args, { cwd: ROOT, ...options }).catch(
    (error: { stdout: string; stderr: string }) => {
      throw new Error(`${args.join(' ')} failed:\n${error.stdout}${error.stderr}`)
    },
  )
}

// For every Node below us: a download would make the test depend on the network, and on what lies there today.
const OFFLINE = `import { Socket } from 'node:net'
Socket.prototype.connect = function () { throw new Error('packaging went to the network') }`

export interface PackagedApp {
  readonly app: string
  readonly resources: string
  readonly archive: string
}

/** Builds what is stale and packages it into a folder as `npm run package -- --dir` does, on a dummy Electron. */
export async function packageApp(folder: string): Promise<PackagedApp> {
  if (findStale(ROOT).length > 0) await run([join(ROOT, 'resources/launcher/bundle.mjs')])
  const electron = join(folder, 'electron')
  makeDummyElectron(electron, versionOf('electron'))
  const settings = [`-c.electronDist=${electron}`, `-c.directories.output=${join(folder, 'release')}`]
  const builder = join(ROOT, 'node_modules/electron-builder/cli.js')
  await run([builder, '--linux', 'dir', '--publish', 'never', ...settings], {
    // Told of vitest, electron-builder makes hard links: what is done to the package would be done to node_modules.
    env: {
      ...process.env,
      VITEST: undefined,
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(OFFLINE)}`,
    },
  })
  const [unpacked = ''] = readdirSync(join(folder, 'release')).filter((name) => name.endsWith('-unpacked'))
  const app = join(folder, 'release', unpacked)
  const resources = join(app, 'resources')
  return { app, resources, archive: join(resources, 'app.asar') }
}

function versionOf(name: string): string {
  const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** Paths of the files and links in a folder, from there. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

export function megabytesOf(path: string): number {
  const files = statSync(path).isDirectory() ? filesIn(path).map((file) => join(path, file)) : [path]
  // By inode, since links lead to files that are counted already.
  const sizes = new Map(files.map((file) => statSync(file)).map(({ ino, size }) => [ino, size]))
  return Math.round([...sizes.values()].reduce((sum, size) => sum + size, 0) / 1e6)
}
