import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ name: 'server' | 'renderer' | 'main', sources: string[], stamp: string }} Part */

/**
 * What is built, and from what. The stamp lies in the built folder, so that folder and stamp change in one rename.
 * @type {readonly Omit<Part, 'stamp'>[]}
 */
const PARTS = [
  { name: 'server', sources: ['server'] },
  { name: 'renderer', sources: ['renderer', 'server/contract', 'server/markdown', 'server/lib/escape-html.ts'] },
  { name: 'main', sources: ['main', 'server', 'resources/icons'] },
]
const SOURCES_OF_ALL = ['resources/launcher/bundle.mjs', 'package.json', 'package-lock.json', 'tsconfig.base.json']

/**
 * Pages of the browser apps, relative to renderer/, e.g. `admin/index.html`.
 * @param {string} root
 */
export function findPages(root) {
  const renderer = join(root, 'renderer')
  const folders = existsSync(renderer) ? readdirSync(renderer, { withFileTypes: true }) : []
  const pages = ['index.html', ...folders.filter((f) => f.isDirectory()).map((f) => `${f.name}/index.html`)]
  return pages.filter((page) => existsSync(join(renderer, page)))
}

/**
 * The parts whose sources have changed since they were built. Content is compared, not times: git sets those anew.
 * @param {string} root
 * @returns {Part[]}
 */
export function findStale(root) {
  return PARTS.filter((part) => isPresent(root, part.name))
    .map((part) => ({ ...part, stamp: hashSources(root, [...part.sources, ...SOURCES_OF_ALL]) }))
    .filter((part) => readStamp(root, part.name) !== part.stamp)
}

/**
 * @param {string} root
 * @param {Part['name']} part
 */
function isPresent(root, part) {
  if (part === 'renderer') return findPages(root).length > 0
  return part === 'server' || existsSync(join(root, 'main', 'index.ts'))
}

/**
 * @param {string} root
 * @param {string} part
 */
function readStamp(root, part) {
  const file = join(root, 'dist', part, '.stamp')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/**
 * @param {string} root
 * @param {string[]} paths
 */
function hashSources(root, paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of listFiles(root, path))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} path a file or a folder, relative to root
 * @returns {string[]} files, sorted, so that the hash does not depend on the file system
 */
function listFiles(root, path) {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (!statSync(full).isDirectory()) return [path]
  return readdirSync(full)
    .sort()
    .flatMap((name) => listFiles(root, `${path}/${name}`))
}
