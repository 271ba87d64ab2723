import { Observable } from './observable.ts'

export type ConnectionState =
  | { readonly kind: 'online' }
  /** `retryAt`: milliseconds since 1970 */
  | { readonly kind: 'offline'; readonly retryAt: number }

const FIRST_MS = 500
const LONGEST_MS = 15_000

/** Whether the host can be reached, and when to try again. */
export class Connection extends Observable {
  state: ConnectionState = { kind: 'online' }
  #failures = 0
  #wake: (() => void) | undefined

  up(): void {
    this.#failures = 0
    if (this.state.kind === 'online') return
    this.state = { kind: 'online' }
    this.changed()
  }

  /** Waits longer after each failure, but never for all clients at once; `tryNow` cuts it short. */
  async down(atLeastMs = 0): Promise<void> {
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures++)
    const wait = Math.max(atLeastMs, longest * (0.5 + Math.random() / 2))
    this.state = { kind: 'offline', retryAt: Date.now() + wait }
    this.changed()
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }

  tryNow(): void {
    this.#wake?.()
  }
}
