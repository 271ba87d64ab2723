import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installMissing } from './checks/debian-packages.mjs'
import { canRun, STATIC_CHECKS } from './checks/static.mjs'
import { prepareInstall } from './launcher/prepare.mjs'
import { ROOT, runAsProgram, say } from './launcher/project.mjs'
import { supervise } from './launcher/supervise.mjs'

/** `npm test`: everything, ending with one line that sums it up. `npm run check`: the static checks, each as one test. */
await runAsProgram(async () => {
  const node = await prepareInstall()
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const check of STATIC_CHECKS) {
    const { name, script, args } = check
    if (!canRun(ROOT, check)) {
      sum.skipped += 1
      say(`${name}: skipped, because the lock file brings no program for ${process.platform}-${process.arch}`)
      continue
    }
    const code = await supervise(node, [join(ROOT, script), ...args], { cwd: ROOT, stdio: 'inherit' })
    sum[code === 0 ? 'passed' : 'failed'] += 1
    say(`${name}: ${code === 0 ? 'passed' : 'FAILED'}`)
  }
  if (!process.argv.includes('--static')) {
    await installMissing()
    await runTests(node, sum)
  }
  // Root can install whatever a test needs, so there a skip hides something.
  const skipFails = process.getuid?.() === 0 && sum.skipped > 0
  if (skipFails) say('A skipped test counts as a failure for root, who can install what it needs.')
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`)
  return sum.failed > 0 || skipFails ? 1 : 0
})

/**
 * @param {string} node
 * @param {{ passed: number, failed: number, skipped: number }} sum
 */
async function runTests(node, sum) {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-report-'))
  const report = join(folder, 'report.json')
  const deep = process.argv.includes('--deep') ? { HEARTH_DEEP: '1' } : {}
  const code = await supervise(node, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...deep, HEARTH_TEST_REPORT: report },
  })
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    sum.passed += result.numPassedTests
    sum.failed += result.numFailedTests
    sum.skipped += result.numPendingTests + result.numTodoTests
    // A file that cannot be loaded, or an error outside any test, is a failure without a test.
    if (code !== 0 && result.numFailedTests === 0) sum.failed += 1
  } catch {
    sum.failed += 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
