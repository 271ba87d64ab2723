import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareInstall } from './launcher/prepare.mjs'
import { ROOT, runAsProgram, say } from './launcher/project.mjs'

/** The static checks; each counts as one test. `npm run check` runs only these. */
const CHECKS = [
  { name: 'format and lint', bin: '@biomejs/biome/bin/biome', args: ['check', '--error-on-warnings'] },
  { name: 'types', bin: 'typescript/bin/tsc', args: ['-b'] },
  {
    name: 'import directions',
    bin: 'dependency-cruiser/bin/dependency-cruiser.mjs',
    args: ['server', 'test', '--config', '.dependency-cruiser.mjs'],
  },
]

/** `npm test`: everything, ending with one line that sums it up. */
await runAsProgram(async () => {
  const node = await prepareInstall()
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, bin, args } of CHECKS) {
    const { status } = spawnSync(node, [join(ROOT, 'node_modules', bin), ...args], { cwd: ROOT, stdio: 'inherit' })
    sum[status === 0 ? 'passed' : 'failed'] += 1
    say(`${name}: ${status === 0 ? 'passed' : 'FAILED'}`)
  }
  if (!process.argv.includes('--static')) runTests(node, sum)
  // Root can install whatever a test needs, so there a skip hides something.
  const skipFails = process.getuid?.() === 0 && sum.skipped > 0
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`)
  return sum.failed > 0 || skipFails ? 1 : 0
})

/**
 * @param {string} node
 * @param {{ passed: number, failed: number, skipped: number }} sum
 */
function runTests(node, sum) {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-report-'))
  const report = join(folder, 'report.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const env = process.argv.includes('--deep') ? { ...process.env, HEARTH_DEEP: '1' } : process.env
  const { status } = spawnSync(node, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env,
  })
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    sum.passed += result.numPassedTests
    sum.failed += result.numFailedTests
    sum.skipped += result.numPendingTests + result.numTodoTests
    // A file that cannot be loaded, or an error outside any test, is a failure without a test.
    if (status !== 0 && result.numFailedTests === 0) sum.failed += 1
  } catch {
    sum.failed += 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
