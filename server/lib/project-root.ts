import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Manifest {
  readonly name?: string
  readonly version: string
}

/** The folder of Hearth's package.json, found upwards: the same from the sources, from `dist/` and from a package. */
function find(): { root: string; version: string } {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'package.json'))
    if (manifest?.name === 'hearth') return { root: folder, version: manifest.version }
    if (folder === dirname(folder)) throw new Error('the package.json of Hearth is missing')
  }
}

function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

export const { root: PROJECT_ROOT, version: VERSION } = find()
