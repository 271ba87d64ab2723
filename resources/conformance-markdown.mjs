import { join } from 'node:path'
import { prepareInstall } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { supervise } from './launcher/supervise.mjs'

/** `npm run conformance:markdown -- <cases.json>`: holds the renderer against the cases in that file. */
await runAsProgram(async () => {
  const node = await prepareInstall()
  const script = join(ROOT, 'test', 'conformance', 'markdown', 'main.ts')
  return supervise(node, [script, ...process.argv.slice(2)], { stdio: 'inherit' })
})
