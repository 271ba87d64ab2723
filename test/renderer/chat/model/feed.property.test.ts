import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Message } from '../../../../renderer/chat/model/messages.ts'
import { runs } from '../../../support/runs.ts'
import { settle } from '../../support/fake-host.ts'
import { FeedWorld } from '../../support/feed.ts'
import { GENERAL, HEATING, LUNCH } from '../../support/wire.ts'

const NARROWS = [{ kind: 'feed' }, { kind: 'topic', streamId: GENERAL, topic: 'Heating' }] as const

const nat = fc.nat({ max: 100 })
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('store' as const), pick: nat }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('event' as const, 'read' as const), pick: nat }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('answer' as const), pick: nat }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('fail' as const, 'reset' as const, 'end' as const), pick: nat }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('open' as const, 'newest' as const), pick: nat }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('older' as const, 'newer' as const), pick: nat }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Pages are read by the host at one time and arrive at another; events arrive in order, as late as they like. */
class World extends FeedWorld {
  readonly #events: Message[] = []
  readonly #read = new Map<FeedWorld['requests'][number], ReturnType<FeedWorld['readPage']>>()
  #told = 0

  async run({ kind, pick }: Step): Promise<void> {
    const { feed } = this
    const request = this.requests[pick % Math.max(1, this.requests.length)]
    vi.setSystemTime(Date.now() + 700)
    if (kind === 'store') this.#events.push(this.store(this.all.length + 1, pick % 3 === 0 ? LUNCH : HEATING))
    else if (kind === 'event') this.#tell()
    else if (kind === 'read' && request) this.#readOnce(request)
    else if (kind === 'answer' && request) request.answer.resolve(this.#take(request))
    else if (kind === 'fail' && request) {
      this.#take(request)
      request.answer.reject(new Error('away'))
    } else if (kind === 'reset') feed.reset()
    else if (kind === 'end') feed.jumpToEnd()
    else if (kind === 'open') void feed.open(1 + (pick % Math.max(1, this.all.length)))
    else if (kind === 'newest') void feed.open('newest')
    else if (kind === 'older') void feed.loadOlder()
    else if (kind === 'newer') void feed.loadNewer()
    await settle()
  }

  #tell(): void {
    const message = this.#events.shift()
    if (!message) return
    this.#told = message.id
    this.feed.receive(message)
  }

  #readOnce(request: FeedWorld['requests'][number]): ReturnType<FeedWorld['readPage']> {
    const found = this.#read.get(request) ?? this.readPage(request)
    this.#read.set(request, found)
    return found
  }

  #take(request: FeedWorld['requests'][number]): ReturnType<FeedWorld['readPage']> {
    this.requests.splice(this.requests.indexOf(request), 1)
    return this.#readOnce(request)
  }

  check(): void {
    const { ids, status, foundOldest, foundNewest } = this.feed
    const [first = 0] = ids
    const last = ids.at(-1) ?? 0
    expect(ids).toEqual(this.matching.filter((id) => id >= first && id <= last))
    if (status !== 'ready') return
    if (foundOldest) expect(this.matching.find((id) => id <= last) ?? 0).toBe(first)
    // Whatever the queue has told of is there; more may be, by a page.
    if (foundNewest) expect(this.matching.filter((id) => id > last && id <= this.#told)).toEqual([])
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('a feed is a gapless ascending range of its narrow, whatever pages and messages come in whatever order', async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NARROWS), fc.nat({ max: 12 }), steps, async (narrow, count, some) => {
      const world = new World(narrow, 2)
      for (let id = 1; id <= count; id++) world.store(id, id % 3 === 0 ? LUNCH : HEATING)
      for (const one of some) {
        await world.run(one)
        world.check()
      }
    }),
    runs(200, 2_000),
  )
})
