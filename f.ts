import { render, EMPTY_CONTEXT } from './server/markdown/index.ts'
const ctx = { ...EMPTY_CONTEXT, translateEmoticons: true, origin: 'https://x.test', users: (n: any) => ({id:1,name:String(n),isActive:true}), streams: (n: string)=>({id:1,name:n}), groups: (n:string)=>({id:1,name:n,isActive:true}), media: { proxy: (u: string)=>'/p/'+u, upload: ()=>undefined }, pages: ()=>undefined }
const units = ['> ','*','**','***','_','`','``','[','](','[a](','![','~~','~','* a\n','  * ','1. a\n','- ','\n','|','|-','a|b\n-|-\n','#','# a\n','```\n','~~~quote\n','```spoiler\n','```math\n','$$a$$','$$','$','\\','<','<time:','<time:a>','&','&amp','@**a**','@**','@*','#**a>b**','#**',':a:',':','http://a.b/(',')','http://','a.com ','a.','a@b.c ','@','"','\'','(',' ','\t','  \n','😀','👨‍','\u200d','\uFE0F','a','0','0️⃣','a*b ','*a**b*','[a]','[[','(((((','`a','``a`','--','---\n','===\n','|a','\n> ','>> ','* * ','    a\n','\u0002','\u00031',' :)','http://a.com/"','x_','<a href=','&#1;','{','\\frac{','^','_{','\\def\\a{\\a}','$$\\frac{$$','a.b.c.','-a','www.', 'http://a:b@c', '::', ':a', '://', 'tel:', 'bitcoin:']
const rows: [number,string,number][] = []
const run = (name: string, text: string) => { const t=performance.now(); let out=0; try { out=render(text,ctx).html.length } catch(e) { console.log('THROW',name,String(e).slice(0,200)) } rows.push([performance.now()-t,name,out]) }
run('warm','**a** `b` http://a.com')
for (const a of units) { run(JSON.stringify(a), a.repeat(Math.ceil(10000/a.length)).slice(0,10000)) }
for (const a of units) for (const b of units) { const u=a+b; run(JSON.stringify(u), u.repeat(Math.ceil(10000/u.length)).slice(0,10000)) }
for (const a of units) for (const b of units) { const n = 5000; run(JSON.stringify(a)+'^n '+JSON.stringify(b)+'^n', a.repeat(Math.ceil(n/a.length)).slice(0,n)+b.repeat(Math.ceil(n/b.length)).slice(0,n)) }
rows.sort((x,y)=>y[0]-x[0]); for (const r of rows.slice(0,40)) console.log(r[0].toFixed(1),r[1],r[2]); console.log(rows.length)
