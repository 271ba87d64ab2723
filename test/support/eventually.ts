import { setTimeout as sleep } from 'node:timers/promises'
import { vi } from 'vitest'

/**
 * Waits for what must become so. The limit is only for what never comes to an end, since other work may slow this
 * machine down a lot.
 * @param within in ms
 * @throws {Error} when it does not become so
 */
export async function eventually(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  within = 180_000,
): Promise<void> {
  const deadline = performance.now() + within
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not within ${within / 1000} s: ${what}`)
    await sleep(10)
  }
}

/** Waits until `look` no longer throws. Vitest's own would give up after one second, which a busy machine does not keep. */
export function untilPasses<T>(look: () => T | Promise<T>, interval = 50): Promise<T> {
  return vi.waitFor(look, { timeout: 30_000, interval })
}
