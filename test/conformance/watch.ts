import type { Actor, Body, Params } from './client.ts'
import type { Tally } from './tally.ts'

const PATIENCE_MS = 20_000

/** What a client acts through. */
interface Caller {
  ok(operation: string, actor: Actor, params: Params, more: { readonly remark: boolean }): Promise<Body>
  poll(actor: Actor, params: Params, signal: AbortSignal): Promise<Body>
}

type Test = (event: Body) => boolean

/** A client that registered a queue and polls it for as long as it may. */
export class Watch {
  readonly actor: Actor
  readonly #run: Caller
  readonly #tally: Tally
  readonly #params: Params
  readonly #waiting = new Map<Test, () => void>()
  #queue = ''
  #last = -1
  #abort = new AbortController()
  #loop = Promise.resolve()
  #alive = true
  seen = 0

  private constructor(run: Caller, tally: Tally, actor: Actor, params: Params) {
    this.actor = actor
    this.#run = run
    this.#tally = tally
    this.#params = params
  }

  static async start(run: Caller, tally: Tally, actor: Actor, params: Params): Promise<Watch> {
    const watch = new Watch(run, tally, actor, params)
    const isPartial = 'event_types' in params || 'fetch_event_types' in params
    const body = await run.ok('register-queue', actor, params, {
      remark: !isPartial && 'client_capabilities' in params,
    })
    watch.#queue = String(body['queue_id'])
    watch.#last = Number(body['last_event_id'])
    watch.resume()
    return watch
  }

  /** Whether a message to the actor would arrive here. */
  get hearsMessages(): boolean {
    return this.#alive && !('event_types' in this.#params)
  }

  resume(): void {
    this.#abort = new AbortController()
    this.#loop = this.#poll(this.#abort.signal)
  }

  async pause(): Promise<void> {
    this.#abort.abort()
    await this.#loop
    this.#stopWaiting()
  }

  /** Resolves with the first event that is so, from now on. A queue that ends, or is slow, is a fault. */
  async until(isIt: Test, patience = PATIENCE_MS): Promise<void> {
    if (!this.#alive) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#tally.fault('get-events', `${this.actor} was not told of something within ${patience} ms`)
        done()
      }, patience)
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(isIt)
        resolve()
      }
      this.#waiting.set(isIt, done)
    })
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#alive) {
      const params = { queue_id: this.#queue, last_event_id: this.#last }
      const body = await this.#run.poll(this.actor, params, signal).catch(() => undefined)
      // Nothing comes of a poll that is broken off. An account that is gone has no queue.
      if (signal.aborted) return
      if (body?.['result'] !== 'success') this.#end()
      else for (const event of body['events'] as Body[]) this.#take(event)
    }
  }

  #take(event: Body): void {
    this.seen += 1
    this.#last = Number(event['id'])
    this.#tally.event(event)
    for (const [isIt, done] of this.#waiting) if (isIt(event)) done()
  }

  #end(): void {
    this.#alive = false
    this.#stopWaiting()
  }

  #stopWaiting(): void {
    for (const done of this.#waiting.values()) done()
  }
}
