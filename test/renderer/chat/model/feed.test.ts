import { describe, expect, test, vi } from 'vitest'
import { settle } from '../../support/fake-host.ts'
import { FeedWorld } from '../../support/feed.ts'
import { GENERAL, HEATING, LUNCH } from '../../support/wire.ts'

const TOPIC = { kind: 'topic', streamId: GENERAL, topic: 'Heating' } as const
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

function world(count: number, most?: number): FeedWorld {
  const w = new FeedWorld(TOPIC, most)
  for (const id of range(1, count)) w.store(id, HEATING)
  return w
}

async function opened(count: number, anchor: number | 'newest', most?: number): Promise<FeedWorld> {
  const w = world(count, most)
  void w.feed.open(anchor)
  w.answer()
  await settle()
  return w
}

describe('a feed', () => {
  test('opens around its anchor, and knows whether that is all', async () => {
    const w = world(7, 2)
    const opening = w.feed.open(4)
    expect(w.feed.status).toBe('loading')
    w.answer()
    await opening
    expect(w.feed).toMatchObject({
      status: 'ready',
      ids: range(2, 6),
      anchor: 4,
      foundOldest: false,
      foundNewest: false,
    })
    const whole = await opened(3, 'newest')
    expect(whole.feed).toMatchObject({ ids: [1, 2, 3], anchor: undefined, foundOldest: true, foundNewest: true })
  })

  test('begins at the end when nothing is unread', async () => {
    const w = world(3)
    void w.feed.open('first_unread')
    w.answer()
    await settle()
    expect(w.feed).toMatchObject({ status: 'ready', anchor: undefined })
  })

  test('is not read again while it holds what is asked for', async () => {
    const w = await opened(7, 4, 2)
    void w.feed.open(2)
    expect(w.requests).toHaveLength(0)
    void w.feed.open(7)
    expect(w.requests).toHaveLength(1)
    void w.feed.open(1)
    expect(w.requests).toHaveLength(1)
  })

  test('grows at both ends, a page at a time', async () => {
    const w = await opened(9, 5, 2)
    void w.feed.loadOlder()
    void w.feed.loadOlder()
    void w.feed.loadNewer()
    expect([w.requests.length, w.feed.isLoadingOlder, w.feed.isLoadingNewer]).toEqual([1, true, false])
    w.answer()
    await settle()
    expect(w.feed).toMatchObject({ ids: range(1, 7), foundOldest: true, isLoadingOlder: false })
    void w.feed.loadOlder()
    expect(w.requests).toHaveLength(0)
    void w.feed.loadNewer()
    w.answer()
    await settle()
    expect(w.feed).toMatchObject({ ids: range(1, 9), foundNewest: true })
  })

  test('takes a new message at its newest end only', async () => {
    const atEnd = await opened(3, 'newest')
    atEnd.feed.receive(atEnd.store(4, HEATING))
    atEnd.feed.receive(atEnd.store(5, LUNCH))
    expect(atEnd.feed.ids).toEqual([1, 2, 3, 4])
    const inHistory = await opened(9, 5, 2)
    inHistory.feed.receive(inHistory.store(10, HEATING))
    expect(inHistory.feed.ids).toEqual(range(3, 7))
  })

  test('has what arrived while its first page was on the way', async () => {
    const w = world(2)
    void w.feed.open('newest')
    const [request] = w.requests
    if (!request) throw new Error('No page was asked for')
    const page = w.readPage(request)
    w.feed.receive(w.store(3, HEATING))
    request.answer.resolve(page)
    await settle()
    expect(w.feed.ids).toEqual([1, 2, 3])
  })

  test('does not have what arrived and went again while its first page was on the way', async () => {
    const w = world(2)
    void w.feed.open('newest')
    const gone = w.store(3, HEATING)
    w.feed.receive(gone)
    w.all.pop()
    w.feed.sift((id) => w.all.find((message) => message.id === id))
    w.answer()
    await settle()
    expect(w.feed.ids).toEqual([1, 2])
  })

  test('leaves late news of messages before its range to the older pages', async () => {
    const w = await opened(9, 'newest', 2)
    const late = w.all[2]
    if (!late) throw new Error('There is no third message')
    w.feed.receive(late)
    expect(w.feed.ids).toEqual([8, 9])
  })

  test('says that it failed, and opens at the next try', async () => {
    const w = world(2)
    void w.feed.open('newest')
    w.fail()
    await settle()
    expect(w.feed.status).toBe('failed')
    void w.feed.open('newest')
    w.answer()
    await settle()
    expect(w.feed.status).toBe('ready')
  })

  test('rests after a page that failed, so that scrolling does not ask without end', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const w = await opened(9, 5, 2)
      void w.feed.loadOlder()
      w.fail()
      await settle()
      expect(w.feed).toMatchObject({ ids: range(3, 7), isLoadingOlder: false })
      void w.feed.loadOlder()
      expect(w.requests).toHaveLength(0)
      vi.setSystemTime(Date.now() + 2_000)
      void w.feed.loadOlder()
      expect(w.requests).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  test('makes no use of a page that was asked for before a reset', async () => {
    const w = await opened(9, 5, 2)
    void w.feed.open(9)
    const [stale] = w.requests.splice(0)
    w.feed.reset()
    stale?.answer.resolve(w.readPage(stale))
    await settle()
    expect(w.feed).toMatchObject({ ids: [], status: 'empty', isLoadingOlder: false })
    void w.feed.open('newest')
    w.answer()
    await settle()
    expect(w.feed.ids).toEqual([8, 9])
  })

  test('stays busy with its own page when one of before a reset comes', async () => {
    const w = await opened(9, 5, 2)
    void w.feed.loadOlder()
    const [stale] = w.requests.splice(0)
    w.feed.reset()
    void w.feed.open(5)
    w.answer()
    await settle()
    void w.feed.loadOlder()
    stale?.answer.resolve(w.readPage({ anchor: 2, before: 1, after: 0 }))
    await settle()
    expect(w.feed.isLoadingOlder).toBe(true)
    void w.feed.loadNewer()
    expect(w.requests).toHaveLength(1)
  })

  test('jumps from history to its end', async () => {
    const w = await opened(9, 2, 1)
    w.feed.jumpToEnd()
    w.answer()
    await settle()
    expect(w.feed).toMatchObject({ ids: [9], anchor: undefined, foundNewest: true })
  })

  test('jumps to its end though another page is on the way', async () => {
    const w = world(9, 2)
    void w.feed.open(2)
    w.feed.jumpToEnd()
    w.answer()
    w.answer()
    await settle()
    expect(w.feed.ids).toEqual([8, 9])
  })

  test('drops what has gone, or does not belong there any more', async () => {
    const w = await opened(3, 'newest')
    const elsewhere = new FeedWorld(TOPIC).store(2, LUNCH)
    const version = w.feed.version()
    w.feed.sift((id) => w.all.find((message) => message.id === id))
    expect([w.feed.ids, w.feed.version()]).toEqual([[1, 2, 3], version])
    w.feed.sift((id) => (id === 2 ? elsewhere : id === 3 ? undefined : w.all[0]))
    expect(w.feed.ids).toEqual([1])
  })

  test('shows what is sent to it only where its end is', async () => {
    const atEnd = await opened(3, 'newest')
    expect(atEnd.feed.shows(TOPIC)).toBe(true)
    expect(atEnd.feed.shows({ ...TOPIC, topic: 'Cooling' })).toBe(false)
    expect((await opened(9, 5, 2)).feed.shows(TOPIC)).toBe(false)
  })
})
