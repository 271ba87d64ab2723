import type { ChatEvent, Registration } from '../../../renderer/chat/api/events.ts'
import type { Call, FakeHost } from './fake-host.ts'
import { type Later, later } from './fake-host.ts'
import { registration } from './wire.ts'

/** The host's half of an event queue: polls wait until the test has something for them. */
export class EventQueue {
  state: Registration = registration()
  readonly #polls: { readonly call: Call; readonly answer: Later<unknown> }[] = []

  constructor(host: FakeHost) {
    host.on('POST /register', () => this.state)
    host.on('GET /events', (call) => {
      const answer = later<unknown>()
      call.init.signal?.addEventListener('abort', () => answer.reject(new DOMException('stopped', 'AbortError')))
      this.#polls.push({ call, answer })
      return answer.promise
    })
  }

  /** The form of the poll that waits. */
  get waiting(): Record<string, string> | undefined {
    const [poll] = this.#polls
    return poll && Object.fromEntries(poll.call.form)
  }

  say(...events: readonly ChatEvent[]): void {
    this.answer({ events })
  }

  /** @param answer what the waiting poll gets; an error is the network's */
  answer(answer: object): void {
    const poll = this.#polls.shift()
    if (!poll) throw new Error('No poll is waiting')
    if (answer instanceof Error) poll.answer.reject(answer)
    else poll.answer.resolve(answer)
  }
}
