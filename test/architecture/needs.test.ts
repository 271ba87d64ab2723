import { expect, test } from 'vitest'
import { NEEDED } from '../../resources/checks/debian-packages.mjs'
import { listFiles, read } from './files.ts'

test('every program that a test needs is installed by npm test', () => {
  const asked = listFiles()
    .filter((file) => /^test\/.*\.ts$/.test(file) && file !== 'test/support/needs.ts')
    .flatMap((file) => [...read(file).matchAll(/\bneeds\('([^']+)', '([^']+)'\)/g)])
    .map(([, command, debianPackage]) => ({ command, debianPackage }))
  for (const need of asked) expect(NEEDED).toContainEqual(need)
})
