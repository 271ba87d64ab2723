import { join } from 'node:path'
import { prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { supervise } from './launcher/supervise.mjs'

/** `npm run conformance -- <openapi.yaml>`: holds every answer and event of the built host against that file. */
await runAsProgram(async () => {
  const node = await prepare()
  return supervise(node, [join(ROOT, 'test', 'conformance', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
})
