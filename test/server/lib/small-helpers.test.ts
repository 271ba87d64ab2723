import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { canonicalIp, httpsUrl, networkAddresses } from '../../../server/lib/addresses.ts'
import { writeFileAtomic } from '../../../server/lib/atomic-file.ts'
import { explainDiskError } from '../../../server/lib/disk-errors.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { checkPortFree, findFreePort } from '../../../server/lib/ports.ts'
import { socketPath } from '../../../server/lib/socket-path.ts'
import { tar } from '../../../server/lib/tar.ts'
import { createTeardown, stopTogether } from '../../../server/lib/teardown.ts'
import { tempFolder } from '../../support/temp-folder.ts'

describe('a file written as a whole', () => {
  test('has the wanted mode and leaves no other file', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'key')
    writeFileSync(path, 'old', { mode: 0o644 })
    await writeFileAtomic(path, 'new', 0o600)
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['key'])
  })

  test('that cannot take its place leaves nothing behind', async () => {
    const folder = await tempFolder()
    mkdirSync(join(folder, 'taken', 'x'), { recursive: true })
    await expect(writeFileAtomic(join(folder, 'taken'), 'x', 0o600)).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['taken'])
  })
})

describe('errors of the disk', () => {
  test.each([
    ['ENOSPC', /is full/],
    ['SQLITE_FULL', /is full/],
    ['EROFS', /is read-only/],
    ['EACCES', /may not write/],
    ['SQLITE_IOERR_WRITE', /reports errors/],
  ])('%s becomes a sentence with the path', (code, sentence) => {
    const explained = explainDiskError(Object.assign(new Error('x'), { code }), '/data') as Error
    expect(explained.message).toMatch(sentence)
    expect(explained.message).toContain('/data')
  })

  test('another error stays what it is', () => {
    const error = new Error('x')
    expect(explainDiskError(error, '/data')).toBe(error)
  })
})

describe('ports', () => {
  async function occupy(): Promise<number> {
    const server = createServer()
    await new Promise<void>((resolve) => void server.listen(0, '::', resolve))
    onTestFinished(() => void server.close())
    return (server.address() as { port: number }).port
  }

  test('a taken port is named; the next free one is found', async () => {
    const port = await occupy()
    await expect(checkPortFree(port)).rejects.toThrow(`Port ${port} is already used by another program`)
    expect(await findFreePort(port)).toBeGreaterThan(port)
  })

  test('any free port needs no look', async () => {
    await checkPortFree(0)
  })
})

describe('the local socket', () => {
  test('lies in the run folder when its path is short enough', async () => {
    expect(await socketPath('/d/run', 'admin.sock')).toBe('/d/run/admin.sock')
  })

  test('else lies in a private runtime folder, the same one each time', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', await tempFolder())
    onTestFinished(() => void vi.unstubAllEnvs())
    const long = `/${'x'.repeat(100)}/run`
    const path = await socketPath(long, 'admin.sock')
    expect(path.length).toBeLessThan(100)
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
    expect(await socketPath(long, 'admin.sock')).toBe(path)
  })

  test('is never put where somebody else prepared a folder or a link', async () => {
    const base = await tempFolder()
    vi.stubEnv('XDG_RUNTIME_DIR', base)
    onTestFinished(() => void vi.unstubAllEnvs())
    const long = `/${'y'.repeat(100)}/run`
    const folder = join(await socketPath(long, 'a'), '..')
    rmdirSync(folder)
    mkdirSync(folder, { mode: 0o777 })
    chmodSync(folder, 0o777)
    await expect(socketPath(long, 'a')).rejects.toThrow(/not a private folder/)
    rmdirSync(folder)
    symlinkSync(base, folder)
    await expect(socketPath(long, 'a')).rejects.toThrow(/not a private folder/)
  })
})

describe('undoing a start', () => {
  test('goes backwards, once, past steps that fail or hang', async () => {
    const done: string[] = []
    const teardown = createTeardown(() => silentLog)
    teardown.add('first', 100, () => void done.push('first'))
    teardown.add('hangs', 20, () => delay(60_000, undefined, { ref: false }))
    teardown.add('fails', 100, () => Promise.reject(new Error('x')))
    teardown.add('last', 100, () => void done.push('last'))
    await Promise.all([teardown.run(), teardown.run()])
    expect(done).toEqual(['last', 'first'])
  })

  test('of parts that do not need each other waits for all at once, not for those that fail or hang', async () => {
    const done: string[] = []
    const part = (name: string, ms: number) => ({
      stop: async () => {
        await delay(ms, undefined, { ref: false })
        done.push(name)
      },
    })
    const broken = { stop: () => Promise.reject(new Error('x')) }
    const parts = { hangs: part('hangs', 60_000), broken, slow: part('slow', 60), quick: part('quick', 1) }
    await stopTogether(parts, 500, silentLog)
    expect(done).toEqual(['quick', 'slow'])
  })
})

test('addresses have one spelling each, and URLs the brackets of IPv6', () => {
  expect(canonicalIp('0:0:0:0:0:0:0:1')).toBe('::1')
  expect(canonicalIp('FD00::00A')).toBe('fd00::a')
  expect(httpsUrl('fd00::a', 1)).toBe('https://[fd00::a]:1')
  expect(httpsUrl('nas.local', 1)).toBe('https://nas.local:1')
  for (const ip of networkAddresses()) expect(ip).not.toMatch(/^(127\.|::1|fe80)/)
})

describe('a tar archive', () => {
  const archive = async (size: number, content: Buffer) => {
    async function* entries() {
      yield { name: 'a', size, content }
    }
    const blocks: Buffer[] = []
    for await (const block of tar(entries())) blocks.push(block)
    return blocks
  }

  test('tells the size of a file also from 8 GiB on, in the form that others read', async () => {
    const head = async (size: number) =>
      (await archive(size, Buffer.alloc(0)).catch((error: Error) => error)) as unknown
    expect(await head(1)).toEqual(new Error('a became shorter while it was archived'))
    const [header] = await archive(3, Buffer.from('more than three'))
    expect(header?.subarray(124, 136).toString()).toBe('00000000003\0')
    async function* huge() {
      yield { name: 'a', size: 2 ** 33, content: Buffer.alloc(0) }
    }
    const first = await tar(huge()).next()
    expect((first.value as Buffer).subarray(124, 136).toString('hex')).toBe('800000000000000200000000')
  })
})
