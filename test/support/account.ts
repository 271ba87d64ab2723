import { type TestFunction, test } from 'vitest'

/**
 * A test that only an ordinary user can run, because root is above what it tests. For root it does not exist: a skip
 * there would say that something is missing that could be installed.
 */
export function testAsUser(name: string, run: TestFunction): void {
  if (process.getuid?.() !== 0) test(name, run)
}
