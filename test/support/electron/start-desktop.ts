import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach } from 'vitest'
import { canShowWindow } from '../../../resources/launcher/choose-program.mjs'
import { findElectron } from '../../../resources/launcher/electron-binary.mjs'
import { buildPages } from '../browser.ts'
import { needs } from '../needs.ts'
import { type Desktop, type DesktopOptions, ROOT } from './desktop.ts'
import { startInElectron } from './real-desktop.ts'
import { startInStandIn } from './stand-in-desktop.ts'

/** Called once in a file whose tests use the desktop app. */
export function withDesktop(): void {
  const isReal = findProgram() !== undefined
  const missing = isReal ? undefined : needs('chromium', 'chromium')
  process.stderr.write(`The desktop app runs in ${isReal ? 'Electron' : 'the stand-in for Electron'}\n`)
  beforeAll(buildPages, 180_000)
  beforeEach((context) => context.skip(missing !== undefined, missing))
}

/** In Electron where its program is there, else in the stand-in for it. */
export async function startDesktop(options: DesktopOptions): Promise<Desktop> {
  if (!existsSync(join(ROOT, 'dist/main/index.js'))) throw new Error('dist/main is not built')
  const binary = findProgram()
  if (binary === undefined) return startInStandIn(options)
  return startInElectron(binary, options)
}

/** Electron's, where it is and can show a window. */
function findProgram(): string | undefined {
  const { env, platform } = process
  const isRoot = process.getuid?.() === 0
  return canShowWindow({ args: [], platform, isRoot, env }) ? findElectron(ROOT) : undefined
}
