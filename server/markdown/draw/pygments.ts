/** The classes of highlight.js by the shorter ones of Pygments, for which clients have colors. */
const CLASSES: Readonly<Record<string, string>> = {
  keyword: 'k',
  built_in: 'nb',
  type: 'kt',
  literal: 'kc',
  number: 'mi',
  operator: 'o',
  punctuation: 'p',
  property: 'na',
  regexp: 'sr',
  string: 's2',
  'char.escape_': 'se',
  subst: 'si',
  symbol: 'ss',
  'variable.language_': 'bp',
  'variable.constant_': 'no',
  variable: 'nv',
  'title.class_': 'nc',
  'title.class_.inherited__': 'nc',
  'title.function_': 'nf',
  'title.function_.invoke__': 'nf',
  title: 'nf',
  params: 'n',
  comment: 'c1',
  doctag: 'sd',
  meta: 'cp',
  'meta.prompt_': 'gp',
  section: 'gh',
  tag: 'nt',
  name: 'nt',
  attr: 'na',
  attribute: 'nt',
  bullet: 'k',
  code: 'sb',
  emphasis: 'ge',
  strong: 'gs',
  formula: 'sb',
  link: 'nv',
  quote: 'ge',
  'selector-tag': 'nt',
  'selector-id': 'nn',
  'selector-class': 'nc',
  'selector-attr': 'na',
  'selector-pseudo': 'nd',
  'template-tag': 'cp',
  'template-variable': 'nv',
  addition: 'gi',
  deletion: 'gd',
}

const PIECE = /<span class="([^"]*)">|<\/span>|([^<]+)/g

/**
 * Markup of highlight.js with Pygments' classes. Pygments colors no token inside another, so of nested ones the inner
 * counts; its signs between words are tokens too.
 */
export function toPygments(html: string, language: string): string {
  let out = ''
  const open: string[] = []
  for (const [piece, classes, text] of html.matchAll(PIECE)) {
    if (classes !== undefined) open.push(classOf(classes))
    else if (text === undefined) open.pop()
    else if (open.length > 0) out += colored(text, open.at(-1) ?? '')
    else out += language === 'LaTeX' ? colorBraces(text) : colorSigns(text)
    if (piece === '') break
  }
  return out.replaceAll('&#x27;', '&#39;')
}

function classOf(classes: string): string {
  const name = classes
    .replace(/^hljs-/, '')
    .split(' ')
    .join('.')
  return CLASSES[name] ?? CLASSES[name.split('.')[0] ?? ''] ?? 'n'
}

function colored(text: string, type: string): string {
  if ((type === 'cp' || type === 'c1') && text.startsWith('#!')) return token(text, 'ch')
  if (type === 's2' && /^[a-z]?(?:&#x27;|')/i.test(text)) return token(text, 's1')
  if (type === 'mi' && /[.eE]/.test(text) && !/^0x/i.test(text)) return token(text, 'mf')
  return text.trim() === '' ? text : token(text, type)
}

const token = (text: string, type: string) => `<span class="${type}">${text}</span>`

const colorBraces = (text: string) => text.replace(/[{}]/g, (brace) => token(brace, 'nb'))

/** Entities are one sign each. */
const SIGNS = /&(?:quot|#x27);|([()[\]{},;:.]+)|((?:&(?:lt|gt|amp);|[-+*/%=!|^~?])+)|([A-Za-z_]\w*)/g

function colorSigns(text: string): string {
  return text.replace(SIGNS, (sign: string, punctuation?: string, operator?: string, name?: string) => {
    if (punctuation !== undefined) return token(sign, 'p')
    if (operator !== undefined) return token(sign, 'o')
    return name === undefined ? sign : token(sign, 'n')
  })
}
