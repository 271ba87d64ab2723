import { describe, expect, test } from 'vitest'
import { listFiles, read } from './files.ts'

const TOP_LEVEL =
  /^(main|renderer|server|resources|test|\.ci|\.github|package\.json|package-lock\.json|electron-builder\.yml|README\.md|ARCHITECTURE\.md|SECURITY\.md|LICENSE|tsconfig[\w.]*\.json|biome\.json|knip\.json|vitest\.config\.ts|\.[\w.-]+)$/
const SOURCE = /\.(ts|tsx|mjs|css)$/
const LONGEST = 400
const MEDIAN = 80
// Whatever mirror a machine installs from is that machine's business.
const REGISTRY_HOST = /\bregistry\.[a-z0-9-]+\.[a-z]|\bnpmjs\.(org|com)|\byarnpkg\.com|\bnpmmirror\.com/i

describe('the files of the project', () => {
  test('lie in the folders that were agreed on', () => {
    const strangers = listFiles().filter((file) => !TOP_LEVEL.test(file.split('/')[0] ?? ''))
    expect(strangers).toEqual([])
    expect(listFiles().filter((file) => file.startsWith('.ci/'))).toEqual(['.ci/run'])
  })

  test('are short', () => {
    const lengths = listFiles()
      .filter((file) => SOURCE.test(file))
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .sort((a, b) => a.lines - b.lines)
    expect(lengths.filter(({ lines }) => lines > LONGEST)).toEqual([])
    expect(lengths[Math.floor(lengths.length / 2)]?.lines).toBeLessThanOrEqual(MEDIAN)
  })

  test('name no package registry', () => {
    const naming = listFiles().filter((file) => REGISTRY_HOST.test(read(file)))
    expect(naming).toEqual([])
  })
})
