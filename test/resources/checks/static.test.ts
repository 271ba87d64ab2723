import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canRun } from '../../../resources/checks/static.mjs'
import { tempFolder } from '../../support/temp-folder.ts'

test('a check runs where its program is installed, and always when it is no program of its own', async () => {
  const root = await tempFolder()
  const check = { name: 'format', script: 'format.mjs', args: [] }
  const native = { ...check, native: '@biomejs/cli-' }
  expect(canRun(root, check)).toBe(true)
  expect(canRun(root, native)).toBe(false)
  mkdirSync(join(root, 'node_modules/@biomejs/biome'), { recursive: true })
  expect(canRun(root, native)).toBe(false)
  mkdirSync(join(root, 'node_modules/@biomejs/cli-linux-x64'))
  expect(canRun(root, native)).toBe(true)
})
