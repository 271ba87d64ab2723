import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { listFiles, ROOT } from './files.ts'

const CHECK = join(ROOT, 'resources/checks/imports.mjs')
const check = (cwd: string) => spawnSync(process.execPath, [CHECK], { cwd, encoding: 'utf8' })

async function project(files: Record<string, string>): Promise<string> {
  const root = await tempFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** A module that imports these, given relative to the project; the planted files lie three folders deep. */
const importing = (...paths: string[]) => paths.map((path) => `import '../../../${path}'\n`).join('')

describe('the check of import directions', () => {
  test('reads every module of the project', () => {
    const { stdout } = check(ROOT)
    const modules = Number(/(\d+) modules/.exec(stdout)?.[1])
    expect(modules).toBeGreaterThanOrEqual(listFiles().filter((file) => /\.tsx?$/.test(file)).length)
  })

  test('finds each kind of import that is forbidden', async () => {
    const planted = await project({
      'server/db/transaction.ts': '',
      'server/http/call.ts': '',
      'server/contract/chat/users.ts': importing('server/db/transaction.ts'),
      'server/markdown/emoji/names.ts': "import 'node:fs'\n",
      'server/db/migrations/first.ts': importing('server/http/call.ts', 'server/features/users/index.ts'),
      'server/features/users/index.ts': importing('server/features/streams/index.ts'),
      'server/features/users/routes.ts': importing('server/db/transaction.ts', 'server/features/streams/actions.ts'),
      'server/features/users/policy.ts': importing('server/http/call.ts'),
      'server/features/streams/index.ts': importing('server/features/users/index.ts'),
      'server/features/streams/actions.ts': importing('server/db/transaction.ts'),
      'server/http/static/pages.ts': importing('server/features/streams/actions.ts', 'test/support/cast/ada.ts'),
      'renderer/chat/model/store.ts': importing(
        'renderer/admin/api/client.ts',
        'server/http/call.ts',
        'main/a/b/ipc.ts',
      ),
      'renderer/admin/api/client.ts': '',
      'main/a/b/ipc.ts': importing('server/http/call.ts'),
      'test/support/cast/ada.ts': '',
    })
    const { status, stdout } = check(planted)
    const found = [...stdout.matchAll(/error ([\w-]+): (\S+)/g)].map(([, rule, from]) => `${rule} ${from}`)
    expect(new Set(found.sort())).toEqual(
      new Set([
        'contract-is-pure server/contract/chat/users.ts',
        'db-below-transport server/db/migrations/first.ts',
        'feature-internals-private server/features/users/routes.ts',
        'features-by-index server/http/static/pages.ts',
        'foundation-below-features server/db/migrations/first.ts',
        'foundation-below-features server/http/static/pages.ts',
        'main-is-thin main/a/b/ipc.ts',
        'markdown-is-pure server/markdown/emoji/names.ts',
        'no-circular server/features/streams/index.ts',
        'no-circular server/features/users/index.ts',
        'no-test-in-product server/http/static/pages.ts',
        'nothing-imports-main renderer/chat/model/store.ts',
        'only-actions-write server/features/users/routes.ts',
        'only-actions-write server/contract/chat/users.ts',
        'policy-is-pure server/features/users/policy.ts',
        'renderer-apps-apart renderer/chat/model/store.ts',
        'renderer-sees-only-shared renderer/chat/model/store.ts',
      ]),
    )
    expect(status).toBe(1)
  })

  test('fails when it could read no TypeScript', async () => {
    const { status, stdout } = check(await project({ 'resources/launch.mjs': '' }))
    expect(stdout).toContain('No TypeScript was read')
    expect(status).toBe(1)
  })
})
