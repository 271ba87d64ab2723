import { hash } from 'node:crypto'
import { escapeHtml } from '../../lib/escape-html.ts'
import { qrCodeOf } from '../../lib/qr-code.ts'
import { systemOf, TRUST_STEPS } from './trust-steps.ts'

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#f1eeeb, #13100f); color: light-dark(#251f1c, #ece9e4);
  --sheet: light-dark(#fdfdfb, #1e1a18); --well: light-dark(#f7f4f1, #171312); --line: light-dark(#e3dfdb, #322e2b); --ink-2: light-dark(#544b46, #bab5ae); --link: light-dark(#1f667d, #8ac4d6) }
body { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem 4rem }
header { display: flex; align-items: center; gap: 0.6rem; font-weight: 650 }
header svg { width: 1.75rem }
h1 { font-size: 1.9rem; line-height: 1.15; letter-spacing: -0.022em; margin: 1.5rem 0 0.5rem; text-wrap: balance }
h2 { font-size: 1.1rem; margin: 0 0 0.5rem }
p { margin: 0.5rem 0; color: var(--ink-2) }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 20px; padding: 1.25rem 1.5rem; margin: 1.25rem 0 }
details { border-top: 1px solid var(--line) }
summary { padding: 0.7rem 0; font-weight: 600; cursor: pointer }
li { margin: 0.35rem 0 }
code { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
.print { background: var(--well); color: inherit; border-radius: 10px; padding: 0.75rem 1rem; line-height: 1.8 }
a { color: var(--link) }
.go { display: inline-block; padding: 0.7rem 1.3rem; border-radius: 10px; background: light-dark(#251f1c, #ece9e4); color: light-dark(#fdfdfb, #191513); text-decoration: none; font-weight: 600 }
.code { width: 9rem; background: #fff; color: #000; border-radius: 10px; display: block; margin-top: 1rem }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: 6px }
`

/**
 * An invitation's token comes in the fragment, which is never sent over this plain connection; it becomes part of the
 * way on.
 */
const SCRIPT = `
const token = location.hash.slice(1)
if (/^[\\w-]{20,100}$/.test(token)) for (const link of document.querySelectorAll('a[data-on]')) {
  link.href = link.href.replace(/\\/$/, '') + '/join/' + token
  link.textContent = link.dataset.on
}
`

const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`

/** Nothing may be fetched, and nothing run but the one script; both it and the style sheet are allowed by their digest. */
export const TRUST_PAGE_CSP = [
  "default-src 'none'",
  `style-src ${digest(STYLE)}`,
  `script-src ${digest(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const MARK =
  '<svg viewBox="0 0 32 34" aria-hidden="true"><path d="M2 33V16a14 14 0 0 1 28 0v17z" fill="currentColor"/><path d="M7 33V16.5a9 9 0 0 1 18 0V33z" fill="var(--sheet)"/><path d="M16.3 14c.6 4-4.8 6.2-4.8 11.3 0 3.6 2.2 5.7 4.6 5.7s4.7-1.8 4.7-5.2c0-2.3-1.1-3.6-1.9-4.6-.2 1.5-.7 2.2-1.3 2.6.5-3.6.3-7-1.3-9.8z" fill="#c94917"/></svg>'

interface TrustPage {
  /** The authority's name. */
  readonly title: string
  /** Of the authority's certificate, as people compare it. */
  readonly fingerprint: string
  /** Where to go on. */
  readonly httpsUrl: string
  /** What the browser says of itself: the steps for its system are open. */
  readonly userAgent: string
}

/** How a device learns to trust this host: a page for browsers that do not know us yet. */
export function trustPage({ title, fingerprint, httpsUrl, userAgent }: TrustPage): string {
  const { size, path } = qrCodeOf(httpsUrl)
  const url = escapeHtml(httpsUrl)
  const own = systemOf(userAgent)
  const systems = TRUST_STEPS.map(({ system, title: name, steps }) => {
    const list = steps.map((step) => `<li>${step}</li>`).join('')
    return `<details${system === own ? ' open' : ''}><summary>${name}</summary><ol>${list}</ol></details>`
  })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trust this chat</title><style>${STYLE}</style></head><body>
<header>${MARK} Hearth</header>
<main>
<h1>Let this device trust your office’s chat</h1>
<p>Your chat runs on a computer in your own office, so no public company vouches for it. Tell this device once that it may trust <b>${escapeHtml(title)}</b>. Done already? <a href="${url}" data-on="Go on with your invitation">Go on to the chat</a>.</p>
<section><h2>1. Install the certificate</h2>
${systems.join('\n')}
</section>
<section><h2>2. Compare the number</h2>
<p>The device shows this number before it trusts. Ask whoever runs the chat to read theirs to you, or look at the screen of that computer. If one character differs, stop here.</p>
<p class="print"><code>${escapeHtml(fingerprint)}</code></p></section>
<section><h2>3. Open the chat</h2>
<p><a class="go" href="${url}" data-on="Accept the invitation">Open the chat</a></p>
<p><code>${url}</code></p>
<svg class="code" viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of ${url}"><path fill="currentColor" d="${path}"/></svg></section>
</main><script>${SCRIPT}</script></body></html>
`
}
