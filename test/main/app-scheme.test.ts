import { expect, test } from 'vitest'
import { SECURITY_HEADERS } from '../../server/http/headers.ts'
import { withDesktop } from '../support/electron/start-desktop.ts'
import { LONG, openOffice } from './office.ts'

withDesktop()

test(
  'app: serves what the administration consists of, with the headers of the HTTPS server, and nothing else',
  LONG,
  async () => {
    const { app, page } = await openOffice()
    const fetched = (path: string, how = '{}') =>
      page.evaluate(`fetch(${JSON.stringify(path)}, ${how}).then((r) => r.status, () => 0)`)
    const policy = await page.evaluate(
      `fetch('/admin/index.html').then((r) => r.headers.get('content-security-policy'))`,
    )
    expect(policy).toBe(SECURITY_HEADERS['content-security-policy'])
    const script = await page.evaluate('document.querySelector("script[src]").getAttribute("src")')
    expect(await fetched(script as string)).toBe(200)

    const outside = [
      '/',
      '/chat/index.html',
      '/index.html',
      '/admin/.stamp',
      '/.stamp',
      '/admin/../.stamp',
      '/assets/..%2f.stamp',
      '/assets/..%2f..%2fmain/index.js',
      '/assets/%2e%2e/%2e%2e/main/index.js',
      '/assets/..%5c..%5cmain%5cindex.js',
      '/assets//etc/passwd',
      '/admin/index.html%00.js',
      '/admin/index.html/',
    ]
    for (const path of outside) expect(await fetched(path), path).toBe(404)
    expect(await fetched('/admin/index.html', '{ method: "POST" }')).toBe(404)

    const { forge } = app
    if (!forge) return
    expect(await forge.custom('admin', 'app://hearth/admin/index.html')).toBe(200)
    for (const host of ['other', 'hearth.evil', 'hearth:8443']) {
      expect(await forge.custom('admin', `app://${host}/admin/index.html`), host).toBe(404)
    }
  },
)
