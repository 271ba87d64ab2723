import { join } from 'node:path'
import { prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { supervise } from './launcher/supervise.mjs'

/** `npm run seed`: a large organization for `npm run bench -- --only api`. */
await runAsProgram(async () => {
  const node = await prepare()
  return supervise(node, [join(ROOT, 'test', 'bench', 'seed', 'main.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
})
