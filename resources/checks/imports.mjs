import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, format } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { ROOT } from '../launcher/project.mjs'

/**
 * Import directions of the project in the current folder, by .dependency-cruiser.mjs. A program of its own, since it
 * needs a newer Node than the launcher, and packages that the launcher installs first.
 */
const folders = ['main', 'renderer', 'resources', 'server', 'test'].filter((folder) => existsSync(folder))
const options = await extractDepcruiseOptions(join(ROOT, '.dependency-cruiser.mjs'))
const { output } = await cruise(folders, options)
if (typeof output === 'string') throw new Error(`dependency-cruiser answered with a text: ${output}`)
const report = await format(output, { outputType: 'err-long' })
process.stdout.write(/** @type {string} */ (report.output))
// With a TypeScript that it cannot use, dependency-cruiser passes over those files and reports success.
const isBlind = !output.modules.some(({ source }) => /\.tsx?$/.test(source))
if (isBlind) process.stdout.write('No TypeScript was read: the import directions are unchecked.\n')
process.exitCode = isBlind || output.summary.error > 0 ? 1 : 0
