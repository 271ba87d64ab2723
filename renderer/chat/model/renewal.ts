import { Observable } from './observable.ts'

/** From the wish to its fulfilment, at random: the host is not asked by all pages at once. In ms. */
const SOON = { from: 1_000, to: 5_000 }
const LATER = { from: 1_000, to: 60_000 }

/** The host serves another page than this one: https://zulip.com/api/get-events#web_reload_client */
export class Renewal extends Observable {
  #dueAt: number | undefined
  #isImmediate = false

  get isWanted(): boolean {
    return this.#dueAt !== undefined
  }

  /** @param isImmediate also while somebody is at it */
  want(isImmediate: boolean): void {
    if (this.isWanted && (this.#isImmediate || !isImmediate)) return
    const { from, to } = isImmediate ? SOON : LATER
    this.#dueAt = Date.now() + from + Math.random() * (to - from)
    this.#isImmediate = isImmediate
    this.changed()
  }

  /** @param isIdle nobody is at it */
  isDue(isIdle: boolean): boolean {
    return this.#dueAt !== undefined && Date.now() >= this.#dueAt && (this.#isImmediate || isIdle)
  }
}
