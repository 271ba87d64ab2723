import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { licensesOf } from './licenses.mjs'

/** @param {import('electron-builder').AfterPackContext} context */
export async function afterPack({ appOutDir, packager, electronPlatformName }) {
  const resources = packager.getResourcesDir(appOutDir)
  checkPostgres(join(resources, 'postgres'), electronPlatformName)
  writeFileSync(join(resources, 'licenses.txt'), licensesOf(packager.projectDir))
}

/**
 * electron-builder only warns when the folder of Postgres is not there to be copied. And what npm did not link, nobody can
 * later: an installed app may not write to its own folder.
 * @param {string} postgres
 * @param {string} electronPlatformName
 */
function checkPostgres(postgres, electronPlatformName) {
  const program = join(postgres, 'bin', electronPlatformName === 'win32' ? 'postgres.exe' : 'postgres')
  const missing = [program, ...findLinks(postgres)].filter((file) => !lstatSync(file, { throwIfNoEntry: false }))
  if (missing.length > 0) {
    throw new Error(
      `Postgres is incomplete in the package: ${missing.join(', ')}. npm installs it for the system and processor it runs ` +
        'on, and links its libraries in an install script: run npm install here, with scripts and optional packages.',
    )
  }
}

/** @param {string} postgres */
function findLinks(postgres) {
  const list = join(postgres, 'pg-symlinks.json')
  /** @type {{ target: string }[]} */
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
  return links.map(({ target }) => join(postgres, relative('native', target)))
}
