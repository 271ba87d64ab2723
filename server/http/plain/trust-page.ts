import { hash } from 'node:crypto'
import { qrCodeOf } from '../../lib/qr-code.ts'
import { escapeHtml } from './escape-html.ts'

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.55 system-ui, sans-serif; background: light-dark(#f6f1ea, #1d1815); color: light-dark(#2a211b, #efe6dc) }
body { max-width: 44rem; margin: 0 auto; padding: 2rem 1.25rem 4rem }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.02em }
h2 { font-size: 1.1rem; margin: 2rem 0 0.5rem }
section, details { background: light-dark(#fffdfa, #28211d); border-radius: 14px; padding: 1rem 1.25rem; margin: 0.75rem 0 }
summary { font-weight: 600; cursor: pointer }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
.print { font-size: 1.05rem; line-height: 1.8 }
a { color: light-dark(#9a3412, #f0a47b) }
.go { display: inline-block; padding: 0.65rem 1.2rem; border-radius: 10px; background: light-dark(#9a3412, #f0a47b); color: light-dark(#fff, #1d1815); text-decoration: none; font-weight: 600 }
svg { width: 11rem; height: 11rem; background: #fff; color: #000; border-radius: 10px }
`

/** Nothing may run or be fetched; the one style sheet is allowed by its digest. */
export const TRUST_PAGE_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const STEPS: readonly (readonly [system: string, steps: readonly string[]])[] = [
  [
    'Windows',
    [
      'Download the <a href="/trust/ca.crt">certificate</a> and open the file.',
      'Choose <b>Install Certificate</b>, <b>Current User</b>, then <b>Place all certificates in the following store</b>.',
      'Browse to <b>Trusted Root Certification Authorities</b>, finish, and compare the fingerprint when Windows asks.',
      'By command line instead: <code>certutil -user -addstore Root hearth-ca.crt</code>',
    ],
  ],
  [
    'macOS',
    [
      'Download the <a href="/trust/hearth.mobileconfig">profile</a> and open it.',
      'In <b>System Settings</b>, <b>General</b>, <b>Device Management</b>, open the profile, compare the fingerprint, and install it.',
    ],
  ],
  [
    'iPhone and iPad',
    [
      'Open this page in Safari, tap the <a href="/trust/hearth.mobileconfig">profile</a> and allow the download.',
      'In <b>Settings</b>, <b>General</b>, <b>VPN &amp; Device Management</b>, install the profile.',
      'In <b>Settings</b>, <b>General</b>, <b>About</b>, <b>Certificate Trust Settings</b>, switch it on.',
    ],
  ],
  [
    'Android',
    [
      'Download the <a href="/trust/ca.crt">certificate</a>.',
      'In <b>Settings</b>, search for <b>CA certificate</b>, choose to install it anyway, and pick the file.',
      'Android then says that the network may be monitored. This authority can vouch only for private names and addresses, never for other websites.',
    ],
  ],
  [
    'Linux: Chrome, Chromium, Edge',
    [
      'Download the <a href="/trust/ca.crt">certificate</a>.',
      'Open <code>chrome://certificate-manager</code>, <b>Custom</b>, <b>Installed by you</b>, <b>Trusted certificates</b>, and import the file.',
      'Or with certutil: <code>certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Hearth -i hearth-ca.crt</code>',
      'For other programs on Debian and Ubuntu: put <a href="/trust/ca.pem">ca.pem</a> into <code>/usr/local/share/ca-certificates/hearth.crt</code> and run <code>sudo update-ca-certificates</code>.',
    ],
  ],
  [
    'Firefox, on every system',
    [
      'On Windows and macOS Firefox takes over what the system trusts: follow the steps above and restart it.',
      'Elsewhere: <b>Settings</b>, <b>Privacy &amp; Security</b>, <b>Certificates</b>, <b>View Certificates</b>, <b>Authorities</b>, <b>Import</b>; tick <b>websites</b>.',
    ],
  ],
]

interface TrustPage {
  /** The authority's name. */
  readonly title: string
  /** Of the authority's certificate, as people compare it. */
  readonly fingerprint: string
  /** Where to go on. */
  readonly httpsUrl: string
}

/** How a device learns to trust this host: a page without script, for browsers that do not know us yet. */
export function trustPage({ title, fingerprint, httpsUrl }: TrustPage): string {
  const { size, path } = qrCodeOf(httpsUrl)
  const url = escapeHtml(httpsUrl)
  const systems = STEPS.map(
    ([system, steps]) =>
      `<details><summary>${system}</summary><ol>${steps.map((step) => `<li>${step}</li>`).join('')}</ol></details>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trust this chat</title><style>${STYLE}</style></head><body>
<main>
<h1>Let this device trust your office’s chat</h1>
<p>Your chat runs on a computer in your own office, so no public company vouches for it. Tell this device once that it may trust <b>${escapeHtml(title)}</b>.</p>
<section><h2>1. Compare the fingerprint</h2>
<p>Ask whoever runs the chat to read theirs to you, or look at the screen of the host. If one character differs, stop here.</p>
<p class="print"><code>${escapeHtml(fingerprint)}</code></p></section>
<h2>2. Install the certificate</h2>
${systems.join('\n')}
<section><h2>3. Open the chat</h2>
<p><a class="go" href="${url}">Open ${url}</a></p>
<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of ${url}"><path fill="currentColor" d="${path}"/></svg></section>
</main></body></html>
`
}
