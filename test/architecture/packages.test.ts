import { describe, expect, test } from 'vitest'
import { read } from './files.ts'

interface Locked {
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
}

const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> }
const { '': _root, ...packages } = lock.packages
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

describe('the lock file', () => {
  test('fixes the content of every package and names no address to get it from', () => {
    expect(Object.keys(packages).length).toBeGreaterThan(0)
    expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
    expect(Object.entries(packages).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
  })

  // npm 12 does not run the script of a package that is not listed, and says so only in a warning.
  test('has no package with an install script on which package.json has not decided', () => {
    const withScript = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)
    expect(withScript.length).toBeGreaterThan(0)
    expect(withScript.map(([path]) => nameOf(path)).filter((name) => !(name in allowScripts))).toEqual([])
  })
})
