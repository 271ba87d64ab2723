import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AfterPackContext } from 'electron-builder'
import { expect, test } from 'vitest'
import { afterPack } from '../../resources/packaging/after-pack.mjs'
import { tempFolder } from '../support/temp-folder.ts'

const check = (appOutDir: string, electronPlatformName = 'linux') =>
  afterPack({
    appOutDir,
    electronPlatformName,
    packager: { getResourcesDir: (app: string) => join(app, 'resources'), projectDir: process.cwd() },
  } as unknown as AfterPackContext)

async function appWith(...files: string[]): Promise<string> {
  const app = await tempFolder()
  for (const file of files) {
    mkdirSync(join(app, 'resources/postgres', file, '..'), { recursive: true })
    writeFileSync(join(app, 'resources/postgres', file), '[{ "source": "native/lib/a.1", "target": "native/lib/a" }]')
  }
  return app
}

test('an app is not packaged without its Postgres', async () => {
  await expect(check(await appWith())).rejects.toThrow(/incomplete.*bin.postgres/)
  await expect(check(await appWith('bin/postgres'), 'win32')).rejects.toThrow(/postgres\.exe/)
  await expect(check(await appWith('bin/postgres.exe'), 'win32')).resolves.toBeUndefined()
})

test('an app is not packaged while npm has not linked the libraries', async () => {
  const app = await appWith('bin/postgres', 'lib/a.1', 'pg-symlinks.json')
  await expect(check(app)).rejects.toThrow(/lib.a\b/)
  symlinkSync('a.1', join(app, 'resources/postgres/lib/a'))
  await expect(check(app)).resolves.toBeUndefined()
})
