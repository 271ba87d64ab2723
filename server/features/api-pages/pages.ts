import { ERRORS, type ErrorCode } from '../../contract/errors.ts'
import { type Html, html } from './html.ts'
import { ERROR_NOTES } from './notes/errors.ts'
import { formOfPermissions } from './notes/permissions.ts'
import type { Entry, Reference } from './reference.ts'
import { toCurl, toJavaScript, toPython } from './snippets.ts'

export interface ApiPage {
  readonly title: string
  readonly body: Html
}

/** @param site this server's address */
export function indexPage({ areas }: Reference, site: string): ApiPage {
  const body = html`
    <h1>API</h1>
    <p class="lead">Whatever the chat’s pages do, a program can do. It is Zulip’s API at feature level 330, so that Zulip’s
      libraries, bots and clients work here unchanged.</p>
    ${start(site)}
    <nav class="areas" aria-label="Areas">${areas.map(({ name }) => html`<a href="#${idOf(name)}">${name}</a>`)}</nav>
    ${areas.map(
      ({ name, entries }) => html`<section id="${idOf(name)}"><h2>${name}</h2>${entries.map(listed)}</section>`,
    )}`
  return { title: 'API', body }
}

function start(site: string): Html {
  return html`<div class="start">
    <section class="card">
      <h2>Calls</h2>
      <p>Addresses begin with <code>${site}/api/v1</code>. Parameters are form fields, or part of the address with GET; a value
        that is no text is JSON. Who calls is told by HTTP Basic: the account’s address and API key.</p>
      <p>Answers are JSON with <code>result</code> and <code>msg</code>. What went wrong is told by
        <a href="/api/errors">a code</a>; parameters that are not known are listed in
        <code>ignored_parameters_unsupported</code>.</p>
      <p>A program that runs on another device must trust this server’s certificate authority: <code>curl --cacert</code>,
        <code>NODE_EXTRA_CA_CERTS</code>, <code>cert_bundle=</code> in the zuliprc.</p>
    </section>
    <section class="card">
      <h2>Your zuliprc</h2>
      <p>Zulip’s libraries read address and key from this file. Keep it to yourself: it is as good as your password.
        A bot’s own is at <a href="/api/get-bot-zuliprc">/bots/{bot_id}/zuliprc</a>.</p>
      <form method="post" action="/api/v1/fetch_zuliprc" class="fields">
        <label>E-mail address<input name="username" type="email" autocomplete="username" required></label>
        <label>Password<input name="password" type="password" autocomplete="current-password" required></label>
        <button>Download zuliprc</button>
      </form>
    </section>
  </div>`
}

export function searchPage(reference: Reference, words: string): ApiPage {
  const found = reference.search(words)
  const body = html`
    <h1>Search</h1>
    <p class="lead">${found.length === 0 ? 'Nothing here has' : 'What has'} “${words}”</p>
    <section>${found.map(listed)}</section>`
  return { title: `Search: ${words}`, body }
}

function listed({ endpoint, address, description, title }: Entry): Html {
  return html`<a class="entry" href="/api/${endpoint.operation}">
    <span class="call"><b class="method">${endpoint.method}</b><code>${address}</code></span>
    <span class="about">${description || title}</span></a>`
}

export function operationPage(entry: Entry, site: string): ApiPage {
  const { endpoint, area, title, description, address, params } = entry
  const body = html`
    <p class="trail"><a href="/api/">API</a> › <a href="/api/#${idOf(area)}">${area}</a></p>
    <h1>${title}</h1>
    <p class="lead">${description}</p>
    <p class="address"><b class="method">${endpoint.method}</b><code>${address}</code></p>
    <p>${access(entry)}</p>
    <h2>Parameters</h2>
    ${params.length === 0 ? html`<p>None.</p>` : parameters(entry)}
    ${examples(entry, site)}`
  return { title, body }
}

function access({ endpoint }: Entry): string {
  const who = endpoint.access === 'anyone' ? 'Needs no login.' : 'Needs a login.'
  return endpoint.surfaces?.[0] === 'json' ? `${who} For pages in a browser, with the cookie of a session.` : who
}

function parameters({ params, endpoint }: Entry): Html {
  const permissions = formOfPermissions(endpoint.operation, params)
  return html`${permissions === undefined ? '' : html`<p>${permissions}</p>`}<div class="params">${params.map(
    ({ name, isRequired, type, note, fallback }) => html`<div class="param">
      <p><code>${name}</code><span class="type">${type}</span>
        ${endpoint.path.includes(`:${name}`) ? html`<span class="tag">in the address</span>` : ''}
        ${isRequired ? html`<span class="tag must">required</span>` : ''}</p>
      <p>${note}</p>
      ${fallback === undefined ? '' : html`<p>Without it: <code>${fallback}</code></p>`}
    </div>`,
  )}</div>`
}

function examples({ endpoint, example }: Entry, site: string): Html {
  if (!example) return html``
  const calls: [string, string | undefined][] = [
    ['curl', toCurl(endpoint, site, example)],
    ['JavaScript', toJavaScript(endpoint, example)],
    ['Python', toPython(endpoint, example)],
  ]
  const { refusal } = example
  return html`<h2>Example</h2>
    ${calls.map(([name, code]) => (code === undefined ? '' : html`<h3>${name}</h3>${block(code)}`))}
    <h2>Answer</h2>
    <p>As it came when the call was made; long lists are cut.</p>
    ${block(asText(example.answer))}
    <h2>When it fails</h2>
    <p>HTTP status ${refusal.status}, for one. What else can be wrong is <a href="/api/errors">told by a code</a>, too.</p>
    ${block(asText(refusal.answer))}`
}

const asText = (answer: unknown) => (typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2))
// Long lines are moved sideways: a keyboard must be able to do that, too.
const block = (code: string) => html`<pre tabindex="0"><code>${code}</code></pre>`

export function errorsPage(): ApiPage {
  const body = html`
    <p class="trail"><a href="/api/">API</a></p>
    <h1>Errors</h1>
    <p class="lead">A call that fails answers <code>{"result": "error", "msg": …, "code": …}</code> and one of these statuses.
      <code>msg</code> is for people and may change; <code>code</code> is for programs.</p>
    <p>Calls are counted by account. Each answer tells in <code>X-RateLimit-Remaining</code> how many are left until
      <code>X-RateLimit-Reset</code>; one too many gets <code>RATE_LIMIT_HIT</code> with <code>retry-after</code> in seconds.</p>
    <div class="params">${Object.entries(ERRORS).map(
      ([code, status]) => html`<div class="param">
        <p><code>${code}</code><span class="type">${status}</span></p>
        <p>${ERROR_NOTES[code as ErrorCode]}</p></div>`,
    )}</div>`
  return { title: 'Errors', body }
}

function idOf(area: string): string {
  return area.toLowerCase().replaceAll(' ', '-')
}
