import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defaultDataRoot, findDataFolder, prepareDataFolder } from '../../../server/lib/data-folder.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const mode = (path: string) => statSync(path).mode & 0o777
const linux = { platform: 'linux', isRoot: false, home: '/home/ada', env: {} } as const

test('each system has its usual place, and root its own', () => {
  expect(defaultDataRoot(linux)).toBe('/home/ada/.local/share/hearth')
  expect(defaultDataRoot({ ...linux, env: { XDG_DATA_HOME: '/data' } })).toBe('/data/hearth')
  expect(defaultDataRoot({ ...linux, env: { XDG_DATA_HOME: 'relative' } })).toBe('/home/ada/.local/share/hearth')
  expect(defaultDataRoot({ ...linux, isRoot: true })).toBe('/var/lib/hearth')
  expect(defaultDataRoot({ ...linux, platform: 'darwin' })).toBe('/home/ada/Library/Application Support/Hearth')
  expect(defaultDataRoot({ ...linux, platform: 'win32', env: { LOCALAPPDATA: '/l' } })).toBe('/l/Hearth')
})

test('the folder and everything in it is for this account only', async () => {
  const folder = await prepareDataFolder(join(await tempFolder(), 'a', 'b'))
  for (const path of [folder.root, folder.run, folder.tls, folder.logs, folder.uploads, folder.backups]) {
    expect(mode(path), path).toBe(0o700)
  }
  expect(existsSync(folder.postgres), 'Postgres makes its own').toBe(false)
})

test('an empty folder that was prepared open is closed; one with files of somebody else is left as it is', async () => {
  const temp = await tempFolder()
  for (const name of ['empty', 'used']) mkdirSync(join(temp, name), { mode: 0o755 })
  writeFileSync(join(temp, 'used', 'theirs'), '')
  await prepareDataFolder(join(temp, 'empty'))
  await prepareDataFolder(join(temp, 'used'))
  expect(mode(join(temp, 'empty'))).toBe(0o700)
  expect(mode(join(temp, 'used'))).toBe(0o755)
})

test('a path through a file is explained', async () => {
  const file = join(await tempFolder(), 'file')
  writeFileSync(file, '')
  await expect(prepareDataFolder(join(file, 'data'))).rejects.toThrow(/part of the path is a file/)
  await expect(prepareDataFolder(file)).rejects.toThrow(/part of the path is a file/)
})

test('a command for a folder without data says so', async () => {
  await expect(findDataFolder(await tempFolder())).rejects.toThrow(/There is no Hearth data in/)
})

/** A file system of `size` KiB, as only root can make one. */
function mount(path: string, ...options: string[]): void {
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', path])
  onTestFinished(() => void execFileSync('umount', [path]))
}

const isRoot = process.getuid?.() === 0
const forRoot = isRoot ? test : test.skip
const why = isRoot ? '' : ' (skipped: only root can mount a file system)'

forRoot(`a full disk is named before anything is set up on it${why}`, async () => {
  const path = join(await tempFolder(), 'full')
  mount(path, 'size=128k')
  execFileSync('sh', ['-c', 'dd if=/dev/zero of="$1/fill" bs=1k count=200 2>/dev/null || true', 'sh', path])
  await expect(prepareDataFolder(join(path, 'data'))).rejects.toThrow(/is full|has only 0 MB left/)
})

forRoot(`a disk too small for a new cluster is refused with both figures${why}`, async () => {
  const path = join(await tempFolder(), 'small')
  mount(path, 'size=50m')
  await expect(prepareDataFolder(path)).rejects.toThrow(/has only \d\d MB left, but a new Hearth needs 200 MB/)
})

forRoot(`a read-only disk is named${why}`, async () => {
  const path = join(await tempFolder(), 'ro')
  mount(path, 'size=1m', 'ro')
  await expect(prepareDataFolder(join(path, 'data'))).rejects.toThrow(/is read-only/)
})
