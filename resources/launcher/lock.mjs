import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, ownIdentity } from './processes.mjs'
import { SetupError, say } from './project.mjs'

/**
 * Lets one process at a time install and build. The lock of a process that has died is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 */
export async function withLock(file, work) {
  let told = false
  while (!tryLock(file)) {
    if (dropIfAbandoned(file)) continue
    if (!told) say(`Another start of Hearth is installing or building here; waiting for it to remove ${file}.`)
    told = true
    await sleep(200)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function tryLock(file) {
  try {
    const folder = dirname(file)
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
    writeFileSync(file, JSON.stringify(ownIdentity()), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new SetupError(
      `Hearth has something to install or build but cannot write ${file} (${codeOf(error)}). ` +
        'Start it once as the owner of that folder.',
    )
  }
}

/** @param {string} file */
function dropIfAbandoned(file) {
  const held = read(file)
  if (held ? isAlive(JSON.parse(held)) : !isOldAndEmpty(file)) return false
  // Of several who saw the dead owner, rename lets one have the file; who got a newer lock by it puts that back.
  const mine = `${file}.${process.pid}`
  try {
    renameSync(file, mine)
    if (read(mine) === held) rmSync(mine)
    else renameSync(mine, file)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  return true
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/**
 * A power cut can leave the name without its content; a living owner writes it at once.
 * @param {string} file
 */
function isOldAndEmpty(file) {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat !== undefined && stat.size === 0 && Date.now() - stat.mtimeMs > 5_000
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
