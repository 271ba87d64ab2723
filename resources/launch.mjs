import { join } from 'node:path'
import { prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { runHost } from './launcher/supervise.mjs'

/** `npm start`: sets up and runs the headless host; the desktop shell will be chosen here where it can run. */
await runAsProgram(async () => {
  const node = await prepare()
  const args = process.argv.slice(2).filter((arg) => arg !== '--headless')
  return runHost({ node, script: join(ROOT, 'dist/server/cli.js'), args: ['host', ...args] })
})
