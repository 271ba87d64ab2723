import { expect, test } from 'vitest'
import { listFiles, read } from './files.ts'

/** Waits for what is not to come. */
const IN_VAIN: ReadonlySet<string> = new Set(['test/main/hostile.test.ts'])

test('no test gives up sooner than a busy machine needs', () => {
  const short: string[] = []
  for (const file of listFiles().filter((name) => /^test\/.*\.test\.ts$/.test(name) && !IN_VAIN.has(name))) {
    const text = read(file)
    for (const [limit, ms = ''] of text.matchAll(/\btimeout: ([\d_]+)/g)) {
      if (Number(ms.replaceAll('_', '')) < 30_000) short.push(`${file}: ${limit}`)
    }
    // Its own limit is a second: `untilPasses` has a better one.
    if (/\bvi\.waitFor\(/.test(text)) short.push(`${file}: vi.waitFor`)
  }
  expect(short).toEqual([])
})
