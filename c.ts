import { readFileSync } from 'node:fs'
import { createHmac } from 'node:crypto'
import { render, textOf, EMPTY_CONTEXT } from './server/markdown/index.ts'
const cases = JSON.parse(readFileSync('/work/shared/reference/zulip-markdown-cases.json','utf8'))
const users = (k: string|number) => k===7||k==='Zoe' ? {id:7,name:'Zoe',isActive:true}: undefined
const proxies = new Map<string,string>()
for (const c of cases.regular_tests) for (const m of c.expected_output.matchAll(/https:\/\/external-content\.zulipcdn\.net\/external_content\/[0-9a-f]+\/([0-9a-f]+)/g)) proxies.set(Buffer.from(m[1],'hex').toString(), m[0])
const ctx = (c: any) => ({...EMPTY_CONTEXT, origin:'http://zulip.testserver', users, translateEmoticons: c.translate_emoticons===true, media: { proxy: (u: string) => proxies.get(u) ?? 'PROXY:'+u, upload: () => undefined }})
let ok=0, n=0, t=0, tn=0, l=0, ln=0; const show = process.argv.includes('-v')
const names: string[] = []
for (const c of cases.regular_tests) { n++
  let r; try { r = render(c.input, ctx(c)).html } catch (e) { r = String((e as Error).stack) }
  if (r === c.expected_output) ok++; else { names.push(c.name); if (show) console.log('##',c.name,'\n',JSON.stringify(c.input),'\n  got',JSON.stringify(r),'\n  exp',JSON.stringify(c.expected_output)) }
  if ('text_content' in c) { tn++; const x = textOf(c.expected_output); if (x===c.text_content) t++; else { names.push('text:'+c.name); if(show) console.log('## text', c.name, '\n  got', JSON.stringify(x), '\n  exp', JSON.stringify(c.text_content)) } } }
for (const [inp, tpl, url] of cases.linkify_tests) { ln++
  const href = url.startsWith('http')||url===''? url : url.includes('@')? 'mailto:'+url : 'http://'+url
  const exp = tpl.replace('%s', () => `<a href="${href}">${url}</a>`)
  let r = render(inp, {...ctx({}), media: undefined}).html
  if (r === exp) l++; else { names.push('link:'+inp.slice(0,40)); if (show) console.log('## link',JSON.stringify(inp),'\n  got',r,'\n  exp',exp) } }
console.log(`regular ${ok}/${n}, linkify ${l}/${ln}, text ${t}/${tn}`); console.log(names.join(' | '))
