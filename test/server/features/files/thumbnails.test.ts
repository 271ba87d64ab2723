import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createFiles, readThumbnails, Thumbnails } from '../../../../server/features/files/index.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { makePicture, PicturesBusyError, readPictureFacts } from '../../../../server/lib/pictures.ts'
import { untilPasses } from '../../../support/eventually.ts'
import { animation, factsOf, picture } from '../../../support/pictures.ts'
import { tempFolder } from '../../../support/temp-folder.ts'
import { ask } from '../../http/https-server.ts'
import { type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'
import { PNG, read, uploadedUrl } from './uploading.ts'

/** The job, and the messages that it has shown anew. */
async function startJob(chat: ChatApi) {
  const { store } = await createFiles({
    folder: chat.uploads,
    key: randomBytes(32),
    limits: () => ({ maxFileMib: 1, quotaMib: null }),
  })
  const shown: number[] = []
  const rerender = async (id: number) => shown.push(id)
  const job = new Thumbnails({ db: chat.core.db, events: chat.core.log, log: silentLog, store, rerender })
  onTestFinished(() => job.stop())
  job.start()
  return { shown, job }
}

/** Lets nobody read a picture until it is called: one is being read whose bytes do not come, and the line is full. */
async function keepReadersBusy(): Promise<() => Promise<unknown>> {
  const path = `${await tempFolder()}/endless`
  execFileSync('mkfifo', [path])
  const fd = openSync(path, 'r+')
  const waiting = Array.from({ length: 201 }, () => readPictureFacts(path).catch((error: unknown) => error))
  await expect(readPictureFacts(path)).rejects.toThrow(PicturesBusyError)
  return () => {
    rmSync(path)
    writeSync(fd, 'no picture')
    closeSync(fd)
    return Promise.all(waiting)
  }
}

const stateOf = async (chat: ChatApi, url: string) => (await readThumbnails(chat.core.db, [url])).get(url)
const ready = (chat: ChatApi, url: string) =>
  untilPasses(async () => expect(await stateOf(chat, url)).toMatchObject({ isReady: true }))
const dropped = (chat: ChatApi, url: string) =>
  untilPasses(async () => expect(await stateOf(chat, url)).toBeUndefined())
const thumbnail = (url: string, name = '840x560.webp') =>
  `${url.replace('/user_uploads/', '/user_uploads/thumbnail/')}/${name}`

describe('an uploaded picture', () => {
  test('is made smaller for who may read it, and known by its size before that', async () => {
    const chat = await startChat()
    const exif = { IFD0: { Copyright: 'secret place', Orientation: '6' } }
    const photo = await sharp(await picture(900, 1800, 'jpeg'))
      .withMetadata({ orientation: 6 })
      .withExif(exif)
      .jpeg()
      .toBuffer()
    const url = await uploadedUrl(chat, MEMBER, 'a.jpg', photo)
    const known = { original_width: 1800, original_height: 900, content_type: 'image/jpeg', animated: false }
    expect(await stateOf(chat, url)).toEqual({ ...known, isReady: false })
    expect((await read(chat, MEMBER, thumbnail(url))).status).toBe(404)
    await startJob(chat)
    await ready(chat, url)
    expect(await stateOf(chat, url)).toEqual({ ...known, isReady: true })
    const small = await read(chat, MEMBER, thumbnail(url))
    expect(small.headers).toMatchObject({ 'content-type': 'image/webp', 'x-content-type-options': 'nosniff' })
    expect(await factsOf(small.bytes)).toEqual({ format: 'webp', width: 840, height: 420, frames: 1 })
    expect(small.bytes.includes('secret place')).toBe(false)
    for (const name of ['840x560-anim.webp', '1x1.webp', '..', '__proto__', 'constructor']) {
      expect((await read(chat, MEMBER, thumbnail(url, name))).status, name).toBe(404)
    }
    // The same rule as for the file itself.
    expect((await ask(chat, thumbnail(url))).status).toBe(401)
    expect((await read(chat, OTHER, thumbnail(url))).status).toBe(404)
    await chat.call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER], content: url })
    expect([
      (await read(chat, OTHER, thumbnail(url))).status,
      (await read(chat, GUEST, thumbnail(url))).status,
    ]).toEqual([200, 404])

    const [attachment] = (await chat.call(MEMBER, 'GET', '/attachments')).json['attachments'] as { id: number }[]
    await chat.call(MEMBER, 'DELETE', `/attachments/${attachment?.id}`)
    expect((await read(chat, MEMBER, thumbnail(url))).status).toBe(404)
    expect(readdirSync(chat.uploads, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())).toEqual(
      [],
    )
  })

  test('moves in one of its smaller forms when it moves, and is never enlarged', async () => {
    const chat = await startChat()
    const url = await uploadedUrl(chat, MEMBER, 'a.gif', await animation(40, 30))
    const avif = await uploadedUrl(chat, MEMBER, 'a.avif', await picture(16, 16, 'avif'))
    await startJob(chat)
    await ready(chat, url)
    await ready(chat, avif)
    expect(await stateOf(chat, url)).toMatchObject({ original_width: 40, original_height: 30, animated: true })
    const still = await read(chat, MEMBER, thumbnail(url))
    expect(await factsOf(still.bytes)).toEqual({ format: 'webp', width: 40, height: 30, frames: 1 })
    const moving = await read(chat, MEMBER, thumbnail(url, '840x560-anim.webp'))
    expect(await factsOf(moving.bytes)).toEqual({ format: 'webp', width: 40, height: 30, frames: 3 })
    expect(await factsOf((await read(chat, MEMBER, thumbnail(avif))).bytes)).toMatchObject({ width: 16, height: 16 })
  })

  test('is a file like others when it cannot be decoded', async () => {
    const chat = await startChat()
    const whole = await picture(300, 300, 'jpeg')
    const cut = await uploadedUrl(chat, MEMBER, 'cut.jpg', whole.subarray(0, whole.length / 2))
    const huge = Buffer.from(PNG)
    huge.writeUInt32BE(60_000, 16)
    huge.writeUInt32BE(60_000, 20)
    const unreadable = [
      await uploadedUrl(chat, MEMBER, 'a.png', PNG.subarray(0, 24)),
      await uploadedUrl(chat, MEMBER, 'b.png', huge),
    ]
    unreadable.push(await uploadedUrl(chat, MEMBER, 'c.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'))
    for (const url of unreadable) expect(await stateOf(chat, url)).toBeUndefined()
    expect(await stateOf(chat, cut)).toMatchObject({ isReady: false })
    await startJob(chat)
    await dropped(chat, cut)
    for (const url of [...unreadable, cut]) {
      expect([(await read(chat, MEMBER, url)).status, (await read(chat, MEMBER, thumbnail(url))).status]).toEqual([
        200, 404,
      ])
    }
  })
})

describe('a picture that nobody had time to look at', () => {
  test('is taken for a picture still, and made smaller later; one that always fails is not tried for ever', async () => {
    const chat = await startChat()
    const { db } = chat.core
    const early = await uploadedUrl(chat, MEMBER, 'early.png', await picture(30, 20))
    const release = await keepReadersBusy()
    const url = await uploadedUrl(chat, MEMBER, 'a.png', await picture(9, 9))
    const { job } = await startJob(chat)
    const rows = () => db.query('select attempts, taken_until > now() as later, still_key from attachment_picture')
    const putBack = { attempts: 0, later: true, still_key: null }
    await untilPasses(async () => expect(await rows()).toEqual([putBack, putBack]))
    await job.stop()
    await release()
    await db.query('update attachment_picture set taken_until = null, attempts = case width when 0 then 2 else 3 end')
    await startJob(chat)
    await ready(chat, url)
    expect(await stateOf(chat, url)).toMatchObject({ original_width: 9, original_height: 9 })
    await dropped(chat, early)
  })
})

describe('a message that shows a placeholder', () => {
  /** As rendering will store it. */
  const withPlaceholder = async (chat: ChatApi, content: string) => {
    const { json } = await chat.call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER], content })
    await chat.core.db.query(`update message set rendered = '<img class="image-loading-placeholder">' where id = $1`, [
      json['id'],
    ])
    return json['id'] as number
  }
  const tasks = async (chat: ChatApi) => (await chat.core.db.query('select from picture_task')).length
  const settled = (chat: ChatApi) => untilPasses(async () => expect(await tasks(chat)).toBe(0))

  test('is shown anew when all its pictures are made, also after a restart and when one is broken', async () => {
    const chat = await startChat()
    const whole = await picture(300, 300, 'jpeg')
    const urls = [
      await uploadedUrl(chat, MEMBER, 'a.png', await picture(9, 9)),
      await uploadedUrl(chat, MEMBER, 'b.jpg', whole.subarray(0, whole.length / 2)),
    ]
    const message = await withPlaceholder(chat, urls.join(' '))
    const other = await withPlaceholder(chat, 'no file of mine')
    expect(await tasks(chat)).toBe(2)
    // As a crash leaves it: taken by somebody who is no more.
    await chat.core.db.query(`update attachment_picture set taken_until = now() - interval '1 second'`)
    const { shown, job } = await startJob(chat)
    await settled(chat)
    expect([...shown].sort((a, b) => a - b)).toEqual([message, other])
    await job.stop()
    // The picture was made before the message came: nobody else would tell it.
    const late = await withPlaceholder(chat, urls[0] ?? '')
    const { shown: later } = await startJob(chat)
    await settled(chat)
    expect(later).toEqual([late])
  })

  test('has its placeholder from us', async () => {
    const chat = await startChat()
    const { status, headers, text } = await ask(chat, '/static/images/loading/loader-black.svg')
    expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml'])
    expect(text).toMatch(/^<svg [^>]*viewBox/)
  })
})

describe('decoding', () => {
  const SHAPE = { width: 840, height: 560, fit: 'inside', format: 'webp' } as const
  const write = async (bytes: Buffer) => {
    const path = `${await tempFolder()}/picture`
    writeFileSync(path, bytes)
    return path
  }

  /** A valid PNG of one grey, whatever its size. */
  function flatPng(width: number, height: number): Buffer {
    const chunk = (type: string, data: Buffer) => {
      const body = Buffer.concat([Buffer.from(type), data])
      const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
      length.writeUInt32BE(data.length)
      check.writeUInt32BE(crc32(body))
      return Buffer.concat([length, body, check])
    }
    const header = Buffer.from('000000000000000001000000 00'.replaceAll(' ', ''), 'hex')
    header.writeUInt32BE(width, 0)
    header.writeUInt32BE(height, 4)
    const rows = deflateSync(Buffer.alloc((1 + Math.ceil(width / 8)) * height))
    return Buffer.concat([
      PNG.subarray(0, 8),
      chunk('IHDR', header),
      chunk('IDAT', rows),
      chunk('IEND', Buffer.alloc(0)),
    ])
  }

  test('of few bytes that are many pixels is refused before it begins', async () => {
    const bomb = flatPng(20_000, 20_000)
    expect(bomb.length).toBeLessThan(100_000)
    const before = process.memoryUsage().rss
    await expect(readPictureFacts(await write(bomb))).rejects.toThrow(/decoded/)
    const facts = { width: 20_000, height: 20_000, frames: 1 }
    await expect(makePicture(await write(bomb), facts, SHAPE)).rejects.toThrow(/decoded/)
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024)
  })

  test('of an animation ends where it would be too much', async () => {
    const path = await write(await animation(40, 30, 'gif', 10))
    expect(await readPictureFacts(path)).toEqual({ width: 40, height: 30, frames: 10 })
    const framesOf = async (width: number, height: number) => {
      const facts = { width, height, frames: 10 }
      return (await factsOf(await makePicture(path, facts, { ...SHAPE, isAnimated: true })))['frames']
    }
    expect([await framesOf(40, 30), await framesOf(4000, 3000), await framesOf(9000, 6000)]).toEqual([10, 7, 1])
  })

  test.each([
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    '%PDF-1.4',
    'P3 1 1 1 1 1 1',
    '#!MagickCore',
    'II*\0',
    '',
  ])('is for pictures alone: not %j', async (content) => {
    await expect(readPictureFacts(await write(Buffer.from(content)))).rejects.toThrow(/decoded/)
  })
})
