import type { Reporter, TestModule } from 'vitest/node'

const BY_DESIGN = 'they are for another system or account'

/** Says why tests were skipped; the default reporter only counts them. */
export class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>()
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result()
        const reason = (result.state === 'skipped' && result.note) || BY_DESIGN
        counts.set(reason, (counts.get(reason) ?? 0) + 1)
      }
    }
    for (const [reason, count] of counts) process.stderr.write(`Tests skipped: ${count}, because ${reason}\n`)
  }
}
