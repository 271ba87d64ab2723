import { join } from 'node:path'
import { prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { supervise } from './launcher/supervise.mjs'

/** `npm run bench`: installs and builds what is missing, then measures the built host against its floors. */
await runAsProgram(async () => {
  const node = await prepare()
  return supervise(node, [join(ROOT, 'test', 'bench', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
})
