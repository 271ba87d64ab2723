import { expect, test } from 'vitest'
import { read } from './files.ts'

test('every npm script has its line in ARCHITECTURE.md, and every line its script', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const rows = read('ARCHITECTURE.md').matchAll(/^\| `npm (?:run )?([\w:-]+)` \| \S/gm)
  expect(new Set([...rows].map(([, name]) => name))).toEqual(new Set(Object.keys(scripts)))
})
