import { createWire, type Wire } from './wire.ts'

type Handler = (...args: never[]) => unknown
const handlers: Record<string, Handler> = {}

/** What the test's process may ask of this one. */
export function serve(more: Readonly<Record<string, Handler>>): void {
  Object.assign(handlers, more)
}

/** The other half of the stand-in, in the test's process: it has Chromium. */
export const browser: Wire = createWire(
  {
    // The test may have ended before us.
    send: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
    onMessage: (listener) => void process.on('message', listener),
  },
  handlers,
)
