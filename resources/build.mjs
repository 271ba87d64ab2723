import { prepare } from './launcher/prepare.mjs'
import { runAsProgram } from './launcher/project.mjs'

/** `npm run build`: installs what is missing and builds what is stale into dist/. */
await runAsProgram(async () => {
  await prepare()
  return 0
})
