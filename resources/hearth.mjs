#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { findNode } from './launcher/node-binary.mjs'
import { HOST_SCRIPT, prepare } from './launcher/prepare.mjs'
import { ROOT, runAsProgram } from './launcher/project.mjs'
import { runCommand, runHost } from './launcher/supervise.mjs'

/** The `hearth` command: `hearth host|stop|admin-link|admin …`. */
await runAsProgram(async () => {
  const args = process.argv.slice(2)
  if (args[0] === 'host') return runHost({ node: await prepare(), script: HOST_SCRIPT, args })
  // The others talk to a host that runs already: no reason to make anybody wait for a build.
  const node = existsSync(HOST_SCRIPT) ? findNode(ROOT) : await prepare()
  return runCommand({ node, script: HOST_SCRIPT, args })
})
