type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>
interface Question {
  readonly ask: number
  readonly name: string
  readonly args: unknown[]
}
type Message = Question | { readonly answer: number; readonly value?: unknown; readonly error?: string }

interface Channel {
  send(message: Message): void
  onMessage(listener: (message: Message) => void): void
}

export interface Wire {
  /** Runs the handler of that name at the other end. */
  ask(name: string, ...args: unknown[]): Promise<unknown>
  /** The other end is gone: no question, asked or to come, has an answer any more. */
  end(reason: string): void
}

/** Questions and answers in both directions between the desktop app's process and the test's, which has the browser. */
export function createWire(channel: Channel, handlers: Handlers): Wire {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  let ended: string | undefined

  async function answer({ ask, name, args }: Question): Promise<void> {
    try {
      const handler = handlers[name] as ((...args: unknown[]) => unknown) | undefined
      if (!handler) throw new Error(`nothing handles ${name}`)
      channel.send({ answer: ask, value: await handler(...args) })
    } catch (error) {
      channel.send({ answer: ask, error: error instanceof Error ? error.message : String(error) })
    }
  }

  channel.onMessage((message) => {
    if ('ask' in message) {
      void answer(message)
      return
    }
    const waiter = waiting.get(message.answer)
    waiting.delete(message.answer)
    if (message.error === undefined) waiter?.resolve(message.value)
    else waiter?.reject(new Error(message.error))
  })
  return {
    ask: (name, ...args) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) throw new Error(ended)
        const ask = ++last
        waiting.set(ask, { resolve, reject })
        channel.send({ ask, name, args })
      }),
    end(reason) {
      ended = reason
      for (const { reject } of waiting.values()) reject(new Error(reason))
      waiting.clear()
    },
  }
}
