import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
const NOT_OURS = /^(node_modules|dist|release|coverage|\.cache)(\/|$)/

/** What git knows or would add, so that a stray file is seen before it is committed; paths from the root, with `/`. */
export function listFiles(): string[] {
  // Without its .git the project is a downloaded archive.
  const files = existsSync(join(ROOT, '.git')) ? askGit() : walk()
  if (files.length === 0) throw new Error(`No files found in ${ROOT}`)
  return files
}

function askGit(): string[] {
  // Whoever runs the tests need not own the checkout.
  const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const names = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0')
  return names.filter((name) => name !== '' && existsSync(join(ROOT, name)))
}

function walk(): string[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter(({ name }) => !NOT_OURS.test(name))
    .flatMap((entry) => (entry.isDirectory() ? walkFolder(join(ROOT, entry.name)) : [entry.name]))
}

function walkFolder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
