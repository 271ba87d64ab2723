import hljs from 'highlight.js/lib/common'

/** Where Zulip's clients know a language by another name than highlight.js. */
const NAMES: Readonly<Record<string, string>> = {
  latex: 'TeX',
  tex: 'TeX',
  'c++': 'C++',
  cpp: 'C++',
  'plain text': 'Text only',
  text: 'Text only',
  txt: 'Text only',
  'html, xml': 'HTML',
  html: 'HTML',
  xml: 'XML',
  svg: 'XML',
  md: 'Markdown',
  markdown: 'Markdown',
  console: 'Bash Session',
  'shell session': 'Bash Session',
  sh: 'Bash',
  shell: 'Bash',
  zsh: 'Bash',
  bash: 'Bash',
  py: 'Python',
  python: 'Python',
  python3: 'Python',
  py3: 'Python',
  jsx: 'JSX',
  tsx: 'TSX',
  golang: 'Go',
  ini: 'INI',
  toml: 'TOML',
  'toml, also ini': 'INI',
  objc: 'Objective-C',
  php: 'PHP',
  php5: 'PHP',
  vbnet: 'VB.net',
  yml: 'YAML',
  dockerfile: 'Docker',
  docker: 'Docker',
  powershell: 'PowerShell',
  ps1: 'PowerShell',
  haskell: 'Haskell',
  hs: 'Haskell',
  scala: 'Scala',
  elixir: 'Elixir',
  erlang: 'Erlang',
  clojure: 'Clojure',
  dart: 'Dart',
  julia: 'Julia',
  matlab: 'Matlab',
  ocaml: 'OCaml',
  nginx: 'Nginx configuration file',
}

/** What a language is called, by what was written behind the fence; the same again if nobody knows it. */
export function languageName(written: string): string {
  const alias = written.toLowerCase()
  if (Object.hasOwn(NAMES, alias)) return NAMES[alias] ?? written
  const name = hljs.getLanguage(alias)?.name
  if (name === undefined) return written
  return NAMES[name.toLowerCase()] ?? name
}
