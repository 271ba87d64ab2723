import { join } from 'node:path'
import { installMissing } from './checks/debian-packages.mjs'
import { prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram, say } from './launcher/project.mjs'
import { supervise } from './launcher/supervise.mjs'

/** `npm run screenshots [-- chat]`: a picture of every screen, in each width and theme, into dist/screenshots/. */
await runAsProgram(async () => {
  const node = await prepare()
  await installMissing()
  const code = await supervise(node, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, HEARTH_SCREENSHOTS: '1' },
  })
  say(`The pictures are in ${join(ROOT, 'dist', 'screenshots')}.`)
  return code
})
