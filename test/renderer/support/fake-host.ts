import { onTestFinished, vi } from 'vitest'

export interface Call {
  readonly route: string
  readonly form: URLSearchParams
  readonly init: RequestInit
}

type Answer = (call: Call) => unknown

/** The network's other end: what `fetch` reaches in this test. A route that has no answer is refused with 404. */
export class FakeHost {
  readonly calls: Call[] = []
  readonly #answers = new Map<string, Answer>()

  constructor() {
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => this.#fetch(url, init))
    onTestFinished(() => {
      vi.unstubAllGlobals()
    })
  }

  /** @param route as in `GET /messages`. An object is a success, a Response is itself, an error is the network's. */
  on(route: string, answer: Answer): this {
    this.#answers.set(route, answer)
    return this
  }

  to(route: string): Call[] {
    return this.calls.filter((call) => call.route === route)
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'https://acme.test')
    const form = init.body instanceof URLSearchParams ? init.body : searchParams
    const call = { route: `${init.method} ${pathname.replace(/^\/json/, '')}`, form, init }
    this.calls.push(call)
    const answer = await this.#answers.get(call.route)?.(call)
    if (answer === undefined) return refusal(404, 'BAD_REQUEST', 'No such endpoint')
    return answer instanceof Response ? answer : Response.json({ result: 'success', msg: '', ...(answer as object) })
  }
}

export function refusal(status: number, code: string, msg = code, more: object = {}): Response {
  return Response.json({ result: 'error', code, msg, ...more }, { status })
}

/** What `fetch` throws when nobody answers. */
export function networkFailure(): never {
  throw new TypeError('fetch failed')
}

/** A promise that the test settles; settled twice it stays as it is. */
export interface Later<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

export function later<T>(): Later<T> {
  return Promise.withResolvers<T>()
}

/** Until everything that waits for nothing but promises has run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
