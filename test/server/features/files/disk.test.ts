import { existsSync, lstatSync } from 'node:fs'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createKey } from '../../../../server/features/files/names.ts'
import { FileStore } from '../../../../server/features/files/store.ts'
import { writeStream } from '../../../../server/http/save-stream.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

describe('a full disk', () => {
  test.runIf(existsSync('/dev/full'))('is told to the sender, and nothing is left behind', async () => {
    const path = join(await tempFolder(), 'file')
    // Linux' own: every write to it finds the disk full.
    await symlink('/dev/full', path)
    const writing = writeStream(Readable.from([Buffer.alloc(100_000)]), path)
    await expect(writing).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', message: /disk of this server is full/ })
    expect(() => lstatSync(path)).toThrow('ENOENT')
  })
})

describe('the folder of files', () => {
  test('is cleared of half uploads at the start, but for those that go on', async () => {
    const store = new FileStore(await tempFolder())
    await store.prepare()
    const [half, part] = [join(store.incoming, 'half'), store.partPathOf(createKey())]
    for (const path of [half, part]) await writeFile(path, 'x')
    await store.prepare()
    expect([existsSync(half), existsSync(part)]).toEqual([false, true])
  })

  test('keeps no file for which there could be no row', async () => {
    const store = new FileStore(await tempFolder())
    await store.prepare()
    const path = join(store.incoming, 'new')
    await writeFile(path, 'x')
    let kept = ''
    const keeping = store.keepFor(path, (key) => {
      kept = store.pathOf(key)
      expect(existsSync(kept)).toBe(true)
      return Promise.reject(new Error('no row'))
    })
    await expect(keeping).rejects.toThrow('no row')
    expect([existsSync(path), existsSync(kept)]).toEqual([false, false])
  })

  test('has no place for anything but keys', () => {
    const store = new FileStore('/somewhere')
    for (const key of ['../../etc/passwd', '', 'a/b', '.']) expect(() => store.pathOf(key)).toThrow('no key')
  })
})
