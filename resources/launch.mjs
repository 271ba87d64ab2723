import { existsSync } from 'node:fs'
import { chooseProgram } from './launcher/choose-program.mjs'
import { HOST_SCRIPT, prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { runHost } from './launcher/supervise.mjs'

/** npm runs us in the project's folder; a relative `--data` means the folder the person was in. */
function callersFolder() {
  const folder = process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined
  return folder && existsSync(folder) ? folder : process.cwd()
}

/** What `npm start` runs: the desktop app, or the headless host. */
await runAsProgram(async () => {
  const node = await prepare()
  const { env, platform } = process
  const isRoot = process.getuid?.() === 0
  const args = process.argv.slice(2)
  const program = await chooseProgram({ root: ROOT, node, hostScript: HOST_SCRIPT, args, env, platform, isRoot })
  return runHost({ ...program, cwd: callersFolder() })
})
