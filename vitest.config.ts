import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { SkipReporter } from './test/support/skip-reporter.ts'

// resources/test.mjs adds up what it reads there.
const report = process.env['HEARTH_TEST_REPORT']

export default defineConfig({
  test: {
    // Pictures are no tests: they are made by the same means, and looked at.
    include: [process.env['HEARTH_SCREENSHOTS'] ? 'test/screenshots/*.shots.ts' : 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', new SkipReporter(), ...(report ? ['json'] : [])],
    ...(report && { outputFile: report }),
    pool: 'forks',
    // One more than the cores of a small machine: tests also wait, for disks, clocks and browsers.
    maxWorkers: 3,
    // What they start as processes of their own loads the same files a hundred times.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/hearth-tests') },
    // One second, the default, is none on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
})
