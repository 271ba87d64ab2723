#!/usr/bin/env node
import { join } from 'node:path'
import { prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { runHost } from './launcher/supervise.mjs'

/** The `hearth` command: `hearth host|stop|admin-link|admin …`. */
await runAsProgram(async () => {
  const node = await prepare()
  return runHost({ node, script: join(ROOT, 'dist/server/cli.js'), args: process.argv.slice(2), cwd: process.cwd() })
})
