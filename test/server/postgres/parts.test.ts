import { existsSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { asPostgresError, explain, PostgresError } from '../../../server/postgres/errors.ts'
import { openServerLog } from '../../../server/postgres/log-file.ts'
import { readPidFile } from '../../../server/postgres/pid-file.ts'
import { scramVerifier } from '../../../server/postgres/scram.ts'
import { until } from '../../../server/postgres/wait.ts'
import { temporaryFolder } from './cluster.ts'

let dir = ''
beforeEach(() => {
  dir = temporaryFolder()
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('the server log', () => {
  test('is rotated at the start once it is large, and the last three are kept', () => {
    const file = path.join(dir, 'logs', 'postgres.log')
    openServerLog(file).close()
    for (let n = 1; n <= 5; n++) {
      writeFileSync(file, Buffer.alloc(10 * 1024 * 1024, String(n)))
      openServerLog(file).close()
    }
    expect(statSync(file).size).toBe(0)
    expect([1, 2, 3].map((n) => String.fromCharCode(readFileSync(`${file}.${n}`)[0] ?? 0))).toEqual(['5', '4', '3'])
    expect(existsSync(`${file}.4`)).toBe(false)
  })

  test('gives back only what this run of the server wrote', () => {
    const file = path.join(dir, 'postgres.log')
    writeFileSync(file, 'FATAL:  of yesterday\n')
    const log = openServerLog(file)
    writeSync(log.fd, 'FATAL:  of today\n')
    expect(log.tail()).toBe('FATAL:  of today\n')
    log.close()
  })
})

describe('postmaster.pid', () => {
  const read = (text: string) => {
    writeFileSync(path.join(dir, 'postmaster.pid'), text)
    return readPidFile(dir)
  }

  test('is ready by its eighth line only', () => {
    expect(read('7\n/d\n99\n5432\n/s\n\n  1 2\nready   \n')).toEqual({ pid: 7, startedAt: 99, ready: true })
    expect(read('7\n/d\n99\n5432\n/s\n\n  1 2\nstarting\n')).toEqual({ pid: 7, startedAt: 99, ready: false })
    expect(read('7\n/d\n99\n')).toEqual({ pid: 7, startedAt: 99, ready: false })
  })

  test.each(['', '\n', 'x', '-7\n', '0\n', '\0\0\0\0'])('that holds %j is unreadable, never a process', (text) => {
    expect(read(text)).toBe('unreadable')
  })

  test('may be missing', () => {
    expect(readPidFile(dir)).toBe('missing')
  })
})

describe('an explanation', () => {
  test.each([
    ['could not extend file "base/1/2": No space left on device', /is full/],
    ['could not resize shared memory segment "/PostgreSQL.1": No space left on device', /memory/],
    ['selecting dynamic shared memory implementation ... posix\ncould not write: No space left on device', /is full/],
    ["EROFS: read-only file system, mkdir '/d'", /can only be read/],
    ['FATAL:  could not access file: Input/output error', /read or write errors/],
    ['FATAL:  lock file "postmaster.pid" already exists', /Another database server/],
  ])('of %j is in plain words', (said, reason) => {
    const error = explain(said, 'starting', '/d', '/l')
    expect(error.reason).toMatch(reason)
    expect(error.advice).not.toBe('')
  })

  test('of something unknown quotes the line that matters and names the log', () => {
    const error = explain(
      'LOG:  hello\n2026-01-01 UTC [7] FATAL:  the moon is full\nLOG:  bye',
      'starting',
      '/d',
      '/l.log',
    )
    expect(error.message).toMatch(/stopped while starting: the moon is full\..*\/l\.log/)
  })

  test('of an explained error is that error', () => {
    const error = new PostgresError('a', 'b')
    expect(asPostgresError(error, 'starting', '/d', '/l')).toBe(error)
  })
})

describe('a SCRAM verifier', () => {
  test('is the one that Postgres computes', () => {
    // RFC 7677's example: password "pencil", salt W22ZaJ0SNY7soEsUEjb6gQ==, 4096 iterations.
    const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))
    expect(verifier).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    )
  })

  test.each(['', 'päss', 'a\nb'])('refuses %j, which needs preparation', (password) => {
    expect(() => scramVerifier(password)).toThrow(RangeError)
  })
})

describe('waiting', () => {
  test('ends with what was found, or with nothing when the time is over', async () => {
    let looks = 0
    expect(await until(() => (++looks === 3 ? 'there' : undefined), { within: 5_000, every: 1 })).toBe('there')
    expect(await until(() => false, { within: 20, every: 1 })).toBeUndefined()
  })

  test('is called off by the signal', async () => {
    const abort = new AbortController()
    const waiting = until(() => false, { within: 60_000, every: 30_000, signal: abort.signal })
    abort.abort()
    await expect(waiting).rejects.toThrow(/aborted/)
  })
})
