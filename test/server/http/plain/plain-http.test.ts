import { hash, X509Certificate } from 'node:crypto'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createPlainHttp } from '../../../../server/http/plain/plain-http.ts'
import { certificate } from '../https-server.ts'

const authority = certificate('Hearth at <b>Larch</b> & Lime').cert
const x509 = new X509Certificate(authority)

async function serving() {
  const http = createPlainHttp({
    hosts: () => ['localhost', '127.0.0.1', '::1', 'team.lan'],
    httpsPort: () => 8443,
    certifiedHost: (asked) => (asked === '::1' ? 'team.lan' : asked),
    authority: () => authority,
  })
  const port = await http.listen(0)
  onTestFinished(() => http.close())
  return (path: string, more: { method?: string; host?: string; body?: string } = {}) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer; text: string }>((resolve, reject) => {
      const { method = 'GET', host = `127.0.0.1:${port}`, body } = more
      const call = request({ host: '127.0.0.1', port, path, method, headers: { host }, agent: false }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() })
        })
      })
      call.on('error', reject)
      call.end(body)
    })
}

describe('the trust page', () => {
  test('shows the fingerprint, every system and where to go on, and can run nothing but its own script', async () => {
    const get = await serving()
    const { status, headers, text } = await get('/trust')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain(x509.fingerprint256)
    for (const system of ['Windows', 'macOS', 'Linux', 'Firefox', 'iPhone and iPad', 'Android'])
      expect(text).toContain(system)
    expect(text).toContain('<a class="go" href="https://127.0.0.1:8443"')
    expect(text).toMatch(/<svg class="code" viewBox="0 0 \d+ \d+"[^>]*><path /)
    expect(text).toContain('Hearth at &lt;b&gt;Larch&lt;/b&gt; &amp; Lime')
    expect(text).not.toMatch(/<b>Larch| on\w+=| style=/)
    const script = /<script>(.*)<\/script>/s.exec(text)?.[1] ?? ''
    expect(text.match(/<script/g), 'one script').toHaveLength(1)
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+='; script-src 'sha256-[\w+/]+='; base-uri 'none'/,
    )
    expect(headers['content-security-policy']).toContain(hash('sha256', script, 'base64'))
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  test('leads from an address that the certificate does not cover to one that it does', async () => {
    const get = await serving()
    expect((await get('/trust', { host: '[::1]:8080' })).text).toContain('href="https://team.lan:8443"')
  })

  test('hands out the authority as DER, PEM and profile of Apple’s systems, each with its media type', async () => {
    const get = await serving()
    const der = await get('/trust/ca.crt')
    expect(der.headers['content-type']).toBe('application/x-x509-ca-cert')
    expect(der.headers['content-disposition']).toBe('attachment; filename="hearth-ca.crt"')
    expect(new X509Certificate(der.bytes).fingerprint256).toBe(x509.fingerprint256)
    const pem = await get('/trust/ca.pem')
    expect(pem.headers['content-type']).toBe('application/x-pem-file')
    expect(new X509Certificate(pem.bytes).fingerprint256).toBe(x509.fingerprint256)
    const profile = await get('/trust/hearth.mobileconfig')
    expect(profile.headers['content-type']).toBe('application/x-apple-aspen-config; charset=utf-8')
    expect(profile.text).toContain('<string>com.apple.security.root</string>')
    expect(profile.text).toContain(`<data>${x509.raw.toString('base64')}</data>`)
    expect(profile.text).not.toContain('<b>')
    expect((await get('/trust/hearth.mobileconfig')).text, 'the same profile each time').toBe(profile.text)
  })
})

describe('everything else', () => {
  test('is led to HTTPS under the name that was asked for, and not for ever', async () => {
    const get = await serving()
    for (const [host, origin] of [
      ['team.lan:8080', 'https://team.lan:8443'],
      ['[::1]:8080', 'https://[::1]:8443'],
    ] as const) {
      const { status, headers } = await get('/join/abc?x=1', { host })
      expect(status).toBe(302)
      expect(headers.location).toBe(`${origin}/join/abc?x=1`)
    }
    for (const path of ['//evil.test/', '/\\evil.test', '/trust/../x']) {
      const { headers } = await get(path)
      expect(headers.location, path).toBe(`https://127.0.0.1:8443${path}`)
    }
    expect((await get('/', { method: 'HEAD' })).status).toBe(302)
  })

  test('that a program calls is refused, not redirected: it would send its secrets again', async () => {
    const get = await serving()
    for (const path of ['/api/v1/messages', '/json/login', '/ws', '/admin/api/session', '/user_uploads/1', '/api']) {
      const { status, headers, text } = await get(path, { method: 'GET' })
      expect(status, path).toBe(403)
      expect(headers).not.toHaveProperty('location')
      expect(JSON.parse(text)).toMatchObject({ code: 'FORBIDDEN' })
    }
    expect((await get('/', { method: 'POST', body: 'password=x' })).status).toBe(405)
  })

  test('under a foreign name is refused', async () => {
    const get = await serving()
    for (const host of ['evil.test', 'team.lan.evil.test', 'team.lan@evil.test']) {
      for (const path of ['/trust', '/']) expect((await get(path, { host })).status, host).toBeGreaterThanOrEqual(400)
    }
    expect((await get('http://evil.test/trust')).status).toBe(421)
  })

  test('that is slow to ask is dropped', async () => {
    const http = createPlainHttp({
      hosts: () => ['localhost'],
      httpsPort: () => 1,
      certifiedHost: (asked) => asked,
      authority: () => authority,
    })
    const port = await http.listen(0)
    onTestFinished(() => http.close())
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: local'))
    socket.on('error', () => undefined)
    let text = ''
    socket.on('data', (chunk) => (text += String(chunk)))
    await new Promise((resolve) => socket.on('close', resolve))
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
  })
})
