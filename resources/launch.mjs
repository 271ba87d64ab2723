import { existsSync } from 'node:fs'
import { HOST_SCRIPT, prepare } from './launcher/prepare.mjs'
import { runAsProgram } from './launcher/project.mjs'
import { runHost } from './launcher/supervise.mjs'

/**
 * What `npm start` runs. The desktop shell belongs here once it exists; a headless host is what is left without a
 * display, without Electron's binary, for root, and with `--headless`.
 * @param {string[]} args
 */
function chooseProgram(args) {
  return { script: HOST_SCRIPT, args: ['host', ...args.filter((arg) => arg !== '--headless')] }
}

/** npm runs us in the project's folder; a relative `--data` means the folder the person was in. */
function callersFolder() {
  const folder = process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined
  return folder && existsSync(folder) ? folder : process.cwd()
}

await runAsProgram(async () => {
  const node = await prepare()
  return runHost({ node, ...chooseProgram(process.argv.slice(2)), cwd: callersFolder() })
})
