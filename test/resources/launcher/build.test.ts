import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findStale } from '../../../resources/launcher/build-state.mjs'
import { tempFolder } from '../../support/temp-folder.ts'

const BUNDLER = join(import.meta.dirname, '../../../resources/launcher/bundle.mjs')
const page = (script: string) => `<!doctype html><title>x</title><script type="module" src="${script}"></script>`

async function createProject(files: Record<string, string>): Promise<string> {
  const root = await tempFolder()
  const all = { 'package.json': '{"type":"module"}', 'server/cli.ts': "console.log('one' as string)", ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const build = (root: string) => spawnSync(process.execPath, [BUNDLER, root], { encoding: 'utf8' })
const run = (root: string) =>
  spawnSync(process.execPath, [join(root, 'dist/server/cli.js')], { encoding: 'utf8' }).stdout
const staleParts = (root: string) => findStale(root).map((part) => part.name)

describe('the build', () => {
  test('is stale when there is none, after a change, and not after a checkout that only sets times', async () => {
    const root = await createProject({})
    expect(staleParts(root)).toEqual(['server'])
    expect(build(root)).toMatchObject({ status: 0, stderr: '' })
    expect(staleParts(root)).toEqual([])
    expect(run(root)).toBe('one\n')
    utimesSync(join(root, 'server/cli.ts'), new Date(), new Date())
    expect(staleParts(root)).toEqual([])
    writeFileSync(join(root, 'server/cli.ts'), "console.log('two')")
    expect(staleParts(root)).toEqual(['server'])
    build(root)
    expect(run(root)).toBe('two\n')
    expect(readdirSync(join(root, 'dist'))).toEqual(['server'])
  })

  test('that fails leaves what was built before', async () => {
    const root = await createProject({})
    build(root)
    writeFileSync(join(root, 'server/cli.ts'), "import './missing.ts'")
    const failed = build(root)
    expect(failed.status).not.toBe(0)
    expect(failed.stderr).toContain('missing.ts')
    expect(run(root)).toBe('one\n')
    expect(staleParts(root)).toEqual(['server'])
  })

  test('goes on after one that was killed half-way', async () => {
    const root = await createProject({})
    build(root)
    cpSync(join(root, 'dist/server'), join(root, 'dist/server.new'), { recursive: true })
    writeFileSync(join(root, 'server/cli.ts'), "console.log('two')")
    expect(build(root).status).toBe(0)
    expect(run(root)).toBe('two\n')
    expect(readdirSync(join(root, 'dist'))).toEqual(['server'])
  })

  test('has every page of the browser apps, without inline scripts or data: addresses', async () => {
    const root = await createProject({
      'renderer/index.html': page('/chat/main.ts'),
      'renderer/chat/main.ts': "import './dot.css'\ndocument.title = 'Chat'",
      'renderer/chat/dot.css': 'body { background: url(./dot.svg) }',
      'renderer/chat/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'renderer/admin/index.html': page('./main.ts'),
      'renderer/admin/main.ts': "document.title = 'Administration'",
    })
    expect(staleParts(root)).toEqual(['server', 'renderer'])
    expect(build(root)).toMatchObject({ status: 0 })
    expect(staleParts(root)).toEqual([])
    for (const name of ['index.html', 'admin/index.html']) {
      const html = readFileSync(join(root, 'dist/renderer', name), 'utf8')
      expect(html).toMatch(/<script [^>]*src="\/assets\/[^"]+\.js"><\/script>/)
      expect(html).not.toMatch(/<script>|data:/)
    }
    const css = readdirSync(join(root, 'dist/renderer/assets')).find((name) => name.endsWith('.css'))
    expect(readFileSync(join(root, 'dist/renderer/assets', css ?? ''), 'utf8')).toContain('url(/assets/dot')
  })
})
