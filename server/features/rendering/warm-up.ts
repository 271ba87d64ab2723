import { setImmediate } from 'node:timers/promises'
import { EMPTY_CONTEXT, type RenderContext, render } from '../../markdown/index.ts'

/** What people write, and the signs that each part of the renderer looks for. */
const SHORT: readonly string[] = [
  'Lunch at one? **Soup**, *salad*, ~~fish~~ and `tea` :smile: :) 😀',
  '@**Ada** see #**kitchen>menu**, http://example.com/a.png and example.org.',
  '* one\n* two\n  * three\n\n1. first\n2. second',
  '> said\n\n```quote\nsaid\n```\n\nanswered',
  '```spoiler End\nthey met\n```\n\n```js\nconst one = 1 // yes\n```\n\n$$x^2$$',
  'who | what\n--- | ---\nAda | soup',
  '# Open\n\n* * ```math\n    x\n    ```',
  '# Plan\n\n<time:2030-01-01T12:00:00Z>\nand so on',
]
const LONG: readonly string[] = [SHORT.join('\n\n').repeat(3), 'some *words* here\n\n# More\n\n'.repeat(40)]
/** Where everything that is named is there. */
const CONTEXT: RenderContext = {
  ...EMPTY_CONTEXT,
  users: () => ({ id: 1, name: 'Ada', isActive: true }),
  streams: () => ({ id: 1, name: 'kitchen' }),
  translateEmoticons: true,
  media: { proxy: (url) => url, proxyFilm: () => undefined, upload: () => undefined },
  pages: () => undefined,
}
const ROUNDS = 40

/**
 * Renders some texts, each in a turn of its own. A renderer that has not run yet needs many times as long, until its code
 * is compiled: the first message would hold everybody up, and a hostile one for more than the 50 ms that a text may take.
 * Rejects when the signal ends it.
 */
export async function warmUp(signal: AbortSignal): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const text of [...SHORT, ...LONG]) {
      render(text, CONTEXT)
      await setImmediate(undefined, { signal })
    }
  }
}
