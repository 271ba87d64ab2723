import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const IS_LICENSE = /^(licen[cs]e|notice|copying)([.-].*)?$/i

/**
 * What the packages that are shipped ask to be said in every copy: of each its name, its version and its texts. The bundles
 * hold their code without them.
 * @param {string} root the project, with what is installed
 * @returns {string}
 */
export function licensesOf(root) {
  /** @type {{ packages: Record<string, { version?: string, license?: string, dev?: boolean, devOptional?: boolean }> }} */
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const shipped = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) =>
      path.startsWith('node_modules/') && !dev && !devOptional && existsSync(join(root, path)),
  )
  const texts = shipped.map(([path, { version, license }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return [`${name} ${version ?? ''} (${license ?? 'see its text'})`, ...textsIn(join(root, path))].join('\n\n')
  })
  const postgres = readFileSync(join(root, 'resources/packaging/postgresql-license.txt'), 'utf8').trim()
  return `${[...texts, postgres].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/**
 * Where there is no file for it, it stands in the one for readers.
 * @param {string} folder
 */
function textsIn(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((file) => (file.isFile() ? file.name : []))
  const licenses = names.filter((name) => IS_LICENSE.test(name))
  const chosen = licenses.length > 0 ? licenses : names.filter((name) => /^readme/i.test(name))
  return chosen.sort().map((name) => readFileSync(join(folder, name), 'utf8').trim())
}
