import { readFileSync } from 'node:fs'
import { render, EMPTY_CONTEXT } from './server/markdown/index.ts'
const cases = JSON.parse(readFileSync('/work/shared/reference/zulip-markdown-cases.json','utf8'))
for (const n of ['fenced_quotes_inside_mathblock','tex_complex','tex_safe_script_tag']) { const c = cases.regular_tests.find((c:any)=>c.name===n); const g=render(c.input,EMPTY_CONTEXT).html, e=c.expected_output; let i=0; while(g[i]===e[i]) i++; console.log(n,i,'\n',g.slice(i-60,i+60),'\n',e.slice(i-60,i+60)) }
