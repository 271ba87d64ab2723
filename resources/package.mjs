import { join } from 'node:path'
import { prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { supervise } from './launcher/supervise.mjs'

/**
 * `npm run package`: installs what is missing, builds what is stale and packages it for this system into release/, by
 * electron-builder.yml. Arguments go to electron-builder: `npm run package -- --dir` makes the bare folder.
 */
await runAsProgram(async () => {
  const node = await prepare()
  const builder = join(ROOT, 'node_modules', 'electron-builder', 'cli.js')
  const args = [builder, '--publish', 'never', ...process.argv.slice(2)]
  return supervise(node, args, { cwd: ROOT, stdio: 'inherit' })
})
