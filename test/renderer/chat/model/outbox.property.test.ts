import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Refused, Unreachable } from '../../../../renderer/chat/api/client.ts'
import { type Message, Messages } from '../../../../renderer/chat/model/messages.ts'
import { Outbox, type Outgoing } from '../../../../renderer/chat/model/outbox.ts'
import { runs } from '../../../support/runs.ts'
import { type Later, later } from '../../support/fake-host.ts'
import { ADA, GENERAL, HEATING, wireMessage } from '../../support/wire.ts'

const TOPIC = { kind: 'topic', streamId: GENERAL, topic: 'Heating' } as const

const step = fc.constantFrom('send', 'store', 'reply', 'lose', 'refuse', 'event', 'flush', 'elsewhere')
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A host that stores a send once by its key; its replies and its events come when the test says so. */
class World {
  readonly outbox = new Outbox((one) => this.#ask(one))
  /** Texts of messages by id, in the order of the host. */
  readonly stored: string[] = []
  readonly seen: string[] = []
  readonly refused = new Set<string>()
  readonly sent: string[] = []
  readonly #ids = new Map<string, number>()
  #open: { one: Outgoing; answer: Later<number> } | undefined

  #ask(one: Outgoing): Promise<number> {
    if (this.#open) throw new Error('Two sends at once')
    const answer = later<number>()
    this.#open = { one, answer }
    return answer.promise
  }

  #store({ localId, text }: Outgoing): number {
    const known = this.#ids.get(localId)
    if (known !== undefined) return known
    const id = this.stored.push(text) - 1
    this.#ids.set(localId, id)
    return id
  }

  #settle(how: (one: Outgoing, answer: Later<number>) => void): void {
    const open = this.#open
    this.#open = undefined
    if (open) how(open.one, open.answer)
  }

  /** The next message that the queue has not told of. */
  #event(): void {
    const id = this.seen.length
    const text = this.stored[id]
    if (text === undefined) return
    this.seen.push(text)
    this.outbox.receiveOwn(messageOf(id))
  }

  async run(s: Step): Promise<void> {
    if (s === 'send') {
      const text = `m${this.sent.length}`
      this.sent.push(text)
      this.outbox.send(TOPIC, text, 'q1')
    } else if (s === 'store' && this.#open) this.#store(this.#open.one)
    else if (s === 'reply') this.#settle((one, answer) => answer.resolve(this.#store(one)))
    else if (s === 'lose') this.#settle((_, answer) => answer.reject(new Unreachable('away')))
    else if (s === 'refuse' && this.#open && !this.#ids.has(this.#open.one.localId)) this.#refuse()
    else if (s === 'event') this.#event()
    else if (s === 'flush') void this.outbox.flush()
    else if (s === 'elsewhere') this.stored.push(`elsewhere ${this.stored.length}`)
    // As many as a send takes from its answer to the next one.
    for (let i = 0; i < 8; i++) await Promise.resolve()
  }

  #refuse(): void {
    this.#settle((one, answer) => {
      this.refused.add(one.text)
      answer.reject(new Refused(400, { msg: 'No' }))
    })
  }

  async finish(): Promise<void> {
    for (let i = 0; i < 2 * this.sent.length + 2; i++) for (const s of ['flush', 'reply'] as const) await this.run(s)
    while (this.seen.length < this.stored.length) await this.run('event')
  }

  get waiting(): string[] {
    return this.outbox.in(() => true).map(({ text }) => text)
  }
}

function messageOf(id: number): Message {
  const [message] = new Messages().add([wireMessage(id, HEATING, { sender_id: ADA })], ADA)
  if (!message) throw new Error('The message was not stored')
  return message
}

async function play(steps: readonly Step[], check: (world: World) => void): Promise<void> {
  const world = new World()
  for (const one of steps) {
    await world.run(one)
    check(world)
  }
  await world.finish()
  const accepted = world.sent.filter((text) => !world.refused.has(text))
  expect(world.stored.filter((text) => !text.startsWith('elsewhere'))).toEqual(accepted)
  expect(world.waiting).toEqual(world.sent.filter((text) => world.refused.has(text)))
  expect(world.outbox.count).toBe(0)
}

const some = (...kinds: readonly Step[]) =>
  fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 40, size: 'max' })

test('each send becomes one message and no row besides, in order, whatever is lost or overtakes what', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), (steps) => play(steps, () => {})),
    runs(300, 3_000),
  )
})

test('while nothing is lost no message ever stands beside the row that it was', async () => {
  await fc.assert(
    fc.asyncProperty(some('send', 'store', 'reply', 'event', 'flush', 'refuse'), (steps) =>
      play(steps, ({ waiting, seen }) => {
        expect(waiting.filter((text) => seen.includes(text))).toEqual([])
      }),
    ),
    runs(300, 3_000),
  )
})
