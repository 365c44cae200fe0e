#!/usr/bin/env node
import{H as ee,I as te,K as ne,M as oe,N as I,O as R,g as K,i as V,m as Y,o as z,p as J,q as Q,r as Z,s as X}from"./chunk-A2DZCOC3.js";import{H as W,L as P,Q as B,a as r,c as p,h as j,z as x}from"./chunk-6RXAZJHD.js";import{createInterface as Re}from"node:readline/promises";function re(){return{out:r(e=>{process.stdout.write(e)},"out"),err:r(e=>{process.stderr.write(e)},"err"),cwd:process.cwd(),env:process.env,now:r(()=>new Date,"now"),question:process.stdin.isTTY&&process.stderr.isTTY?Ae:void 0}}r(re,"process\
Io");async function Ae(e){let t=Re({input:process.stdin,output:process.stderr});try{return await t.question(e)}finally{t.close()}}r(Ae,"askAtTerminal");import{parseArgs as He,types as Te}from"node:util";var k=[{name:"init",operands:"",summary:"Register an app on GitHub and write its secrets to .env",manual:`Opens a page on 127.0.0.1 whose button registers the app on GitHub with the permissions it needs. Then the app's key is
written to pull-policy-app.private-key.pem and its other secrets to .env, both readable by you alone. Nothing is
overwritten. For GitHub Enterprise Server, set GHE_HOST before.`,options:[{name:"webhook-url",placeholder:"URL",summary:"Where GitHub is to send webhooks, as https://pull-policy.example.com. Asked for where it is left out."},{name:"org",placeholder:"\
NAME",summary:"The organisation that is to own the app; your own account where it is left out."},{name:"name",placeholder:"NAME",summary:"Name of the app, unique on GitHub; it can still be changed on the page. Default: pull-policy."},{name:"\
pin-button",summary:"Ask for contents: write, for the button that commits pins."},{name:"public",summary:"Let other accounts install the app too."},{name:"port",placeholder:"PORT",summary:"Port of the page; any free one where it is left out\
."}]},{name:"start",operands:"",summary:"Run the app",manual:"Takes its settings from the environment and from .env in the current folder; .env.example explains each.",options:[]},{name:"doctor",operands:"",summary:"Say whether settings, pe\
rmissions, webhooks, clock and registries are right",manual:"Reads only. Each line says OK, or what is wrong and how to mend it. Exit code 1 where something must be mended.",options:[{name:"pin-button",summary:"Hold the permissions to those\
 that the pin button needs."}]},{name:"simulate",operands:"PULL-REQUEST",summary:"Show what the app would write on a pull request, and write nothing",manual:`PULL-REQUEST is OWNER/REPO#NUMBER, or its address. The app must be installed on th\
e repository. It reads what the app
would read, asks the registries that it would ask, and prints the comment, the check and the suggestions.`,options:[]}];function se(e){let[t,...n]=e;if(t===void 0||t==="--help"||t==="-h"||t==="help")return{kind:"help",command:ie(n[0])};if(t==="--version"||t==="version")return{kind:"version"};let o=ie(t);if(o===void 0)throw v(`unexpected \`${t.slice(0,60)}\`, \
expected one of ${k.map(l=>l.name).join(", ")}`);let{values:i,operands:a}=Ge(o,n);if(i.help===!0)return{kind:"help",command:o};let s=o==="simulate"?1:0;if(a.length>s)throw v(`unexpected \`${a[s]?.slice(0,60)}\` after \`${o}\``);switch(o){case"\
init":return{kind:"init",org:De(i.org,"--org"),webhookUrl:A(i["webhook-url"]),name:A(i.name)??"pull-policy",hasPinButton:i["pin-button"]===!0,isPublic:i.public===!0,port:_e(A(i.port))};case"doctor":return{kind:"doctor",hasPinButton:i["pin-b\
utton"]===!0};case"simulate":return{kind:"simulate",...Le(a[0])};case"start":return{kind:"start"}}}r(se,"parseInvocation");function Ge(e,t){let n=k.find(i=>i.name===e)?.options??[],o=Object.fromEntries([...n,Ne].map(i=>[i.name,{type:i.placeholder===
void 0?"boolean":"string"}]));try{let{values:i,positionals:a}=He({args:[...t],options:o,allowPositionals:!0});return{values:i,operands:a}}catch(i){throw!Te.isNativeError(i)||!("code"in i)||!String(i.code).startsWith("ERR_PARSE_ARGS")?i:v(i.
message.split(`
`,1)[0]??"")}}r(Ge,"parseOptions");var Ne={name:"help",summary:"Show this."};function ie(e){return k.find(({name:t})=>t===e)?.name}r(ie,"nameOf");function A(e){return typeof e=="string"&&e!==""?e:void 0}r(A,"textOf");function De(e,t){let n=A(
e);if(n===void 0||/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(n))return n;throw v(`${t}: unexpected \`${n.slice(0,60)}\`, expected the name of an organisation`)}r(De,"optionalName");function _e(e){if(e===void 0)return 0;if(/^\d{1,5}$/.test(e)&&
Number(e)<=65535)return Number(e);throw v(`--port: unexpected \`${e.slice(0,60)}\`, expected a port`)}r(_e,"portOf");var Ce=/^([\w.-]{1,100})\/([\w.-]{1,100})#([1-9]\d{0,9})$/,Ue=/^https?:\/\/[^/\s]+\/([\w.-]{1,100})\/([\w.-]{1,100})\/pull\/([1-9]\d{0,9})(?:[/?#].*)?$/;
function Le(e){let[,t,n,o]=Ce.exec(e??"")??Ue.exec(e??"")??[];if(t!==void 0&&n!==void 0)return{owner:t,repo:n,number:Number(o)};throw v(`unexpected ${e===void 0?"end":`\`${e.slice(0,100)}\``}, expected a pull request as OWNER/REPO#NUMBER or\
 its address`)}r(Le,"pullOf");function v(e){return new p("usage",e)}r(v,"usage");function h(e){return{kind:"ok",what:e}}r(h,"ok");function f(e,t){return{kind:"note",what:e,mend:t}}r(f,"note");function c(e,t){return{kind:"wrong",what:e,mend:t}}r(c,"wrong");var Me={ok:"OK   ",note:"NOTE ",wrong:"WRONG"};function ae(e){let t=`${Me[e.
kind]} ${x(e.what)}
`;return e.kind==="ok"?t:`${t}      -> ${x(e.mend)}
`}r(ae,"renderDiagnosis");var qe=60,Fe=15;function _(e,t,n){let o=Date.parse(e??"");if(Number.isNaN(o))return f("GitHub did not say what time it is","compare the clock of this machine yourself");let i=(t.getTime()+n.getTime())/2,a=Math.round((i-o)/1e3),s=`the clock \
of this machine is ${Math.abs(a)} s ${a>0?"ahead of":"behind"} GitHub's`,l="let it be set by NTP (chrony, systemd-timesyncd)";return Math.abs(a)<=Fe?h("the clock of this machine agrees with GitHub's"):Math.abs(a)<qe?f(s,l):c(`${s}, so GitHu\
b refuses what the app signs`,l)}r(_,"diagnoseClock");import{App as je,Octokit as We}from"octokit";function C({apiUrl:e}){return We.defaults({baseUrl:e,userAgent:`pull-policy-app/${P}`,log:le,retry:{enabled:!1},throttle:{enabled:!1},request:{timeout:15e3,headers:{"x-github-api-version":Be}}})}r(C,"clientAt");var Be="2022-11-28",le={debug:r(
()=>{},"debug"),info:r(()=>{},"info"),warn:r(()=>{},"warn"),error:r(()=>{},"error")};function de(e){return new(C(e))}r(de,"anonymousClient");function H(e,t,n){return new je({appId:t,privateKey:n,Octokit:C(e),log:le})}r(H,"appClient");function U(e){
if(typeof e!="object"||e===null||!("status"in e)||typeof e.status!="number")throw e;let t="response"in e&&typeof e.response=="object"?e.response:void 0;if(t==null)return{status:void 0,headers:{},text:"nobody answered"};let n="headers"in t?Object(
t.headers):{};return{status:e.status,headers:n,text:`GitHub answered ${e.status}`}}r(U,"refusalOf");function w(e){return e.catch(t=>U(t))}r(w,"attempt");async function ue(e,t){await w(new(C(e))({auth:t}).request("DELETE /installation/token"))}
r(ue,"revoke");var Ke=[{name:"metadata",level:"read",because:"GitHub gives it with any other permission: names and default branches of repositories"},{name:"contents",level:"read",because:"reads the manifests that a pull request changes, and `.github/pull\
-policy.yml` of the default branch"},{name:"pull_requests",level:"write",because:"lists the changed files, keeps its one comment, and offers pins as review suggestions"},{name:"checks",level:"write",because:"keeps its check with annotations\
 and buttons, and hears of re-runs"},{name:"merge_queues",level:"read",because:"hears of merge groups, and checks them so that a queue does not wait for it"}],pe={name:"contents",level:"write",because:"commits the pins that a check run show\
s, when somebody with write access presses its button"},T=[{name:"check_run",because:"a re-run of the check, or one of its buttons"},{name:"check_suite",because:'"Re-run all checks"'},{name:"merge_group",because:"a merge queue asks for the \
check"},{name:"pull_request",because:"a pull request is opened, pushed to, or changed"},{name:"push",because:"the configuration on the default branch may have changed"}];function ce(e){return Object.fromEntries(L(e).map(({name:t,level:n})=>[
t,n]))}r(ce,"permissionsOf");function L(e){return Ke.map(t=>e==="pin"&&t.name===pe.name?pe:t)}r(L,"wantedBy");function M(e,t,n,o){let i=L(t),a=i.filter(({name:u,level:m})=>!Ye(e[u],m)),s=Object.entries(e).filter(([u,m])=>{let $=i.find(g=>g.name===u)?.level;return m!==void 0&&($===void 0||$==="read"&&m!=="read")}),l=a.map(({name:u,level:m,because:$})=>c(
`${n} lacks ${u}: ${m} (${$})`,o)),d=s.map(([u,m])=>f(`${n} has ${u}: ${m}, which is not needed`,`take it away, unless you want ${Ve(u)}`));return l.length===0?[h(`${n} has the permissions that are needed`),...d]:[...l,...d]}r(M,"diagnosePe\
rmissions");function Ve(e){return e==="contents"?"the pin button (`doctor --pin-button` then)":e==="issues"?"commands in comments":"it for something else"}r(Ve,"use");function Ye(e,t){return e==="write"||e==="admin"||e===t}r(Ye,"reaches");function me(e,t){
let n=T.filter(({name:o})=>!e.includes(o));return n.length===0?[h("the app hears of the events that it needs")]:n.map(({name:o,because:i})=>c(`the app does not hear of ${o} (${i})`,`subscribe to it under Permissions & events: ${t}/permissio\
ns`))}r(me,"diagnoseEvents");function fe(e,t,n){let o=URL.parse(e.url??"");if(o===null)return[c("the app has no webhook address",`enter https://YOUR-HOST${t} under Webhook URL: ${n}`)];let i=[];return o.pathname!==t&&i.push(c(`webhooks go to ${o.pathname}, but the app \
listens on ${t}`,`set WEBHOOK_PATH=${o.pathname}, or change the Webhook URL: ${n}`)),o.protocol!=="https:"&&i.push(f("webhooks are sent without TLS",`use an https address: ${n}`)),e.content_type!=="json"&&i.push(c("webhooks are sent as a fo\
rm",`choose content type application/json: ${n}`)),String(e.insecure_ssl??"0")!=="0"&&i.push(f("GitHub does not verify the certificate of the webhook address",`enable SSL verification: ${n}`)),i.length===0?[h(`webhooks go to ${o.origin}${o.
pathname}`)]:i}r(fe,"diagnoseHook");function he(e,t){let[n]=e;if(n===void 0)return f("GitHub has delivered no webhook yet","install the app on a repository, or open a pull request");let o=r(({status_code:s})=>s>=200&&s<300,"isGood"),i=e.filter(
s=>!o(s)),a=`${i.length} of the last ${e.length} webhooks failed`;return o(n)?i.length===0?h(`the last ${e.length} webhooks were taken`):f(`${a}, the last one was taken`,`deliver again what was missed: ${t}/advanced`):c(`${a}, the last one \
with ${ze(n)}`,`${Je(n)}; then deliver again what was missed: ${t}/advanced`)}r(he,"diagnoseDeliveries");function ze({status_code:e,status:t}){return e===0?t.slice(0,60):`status ${e}`}r(ze,"describe");function Je({status_code:e}){return e===
0?"see that the app runs, and that GitHub reaches its address from outside and gets an answer within ten seconds":e===401?"the secrets differ: enter the value of WEBHOOK_SECRET under Webhook secret":e===404||e===405?"the address leads to so\
mething else: compare it with WEBHOOK_PATH and the proxy before the app":e===413?"a proxy before the app takes less than 25 MB; raise its limit":e===502||e===503||e===504?"the app, or its queue, was not ready: look at /readyz and the log":"\
look at the answer there and at the log"}r(Je,"remedyFor");async function ge({hasPinButton:e},t){let n=0;for await(let o of Qe(e?"pin":"default",t))o.kind==="wrong"&&(n+=1),t.out(ae(o));return t.out(n===0?`
All is well.
`:`
${n} to mend.
`),n===0?0:1}r(ge,"doctor");async function*Qe(e,t){let n=Ze(t);if(n.kind==="unreadable"){yield*n.faults;return}let{env:o,settings:i}=n;yield h("the settings can be read, and no secret lies open"),yield*et(i,o),yield*tt(i,e,t)}r(Qe,"examine");
function Ze(e){try{let t=R(e.cwd,e.env);return{kind:"read",env:t,settings:I(t)}}catch(t){if(!(t instanceof p))throw t;return{kind:"unreadable",faults:t.message.split(`
`).map(Xe)}}}r(Ze,"readAll");function Xe(e){let t=e.indexOf("; ");return t===-1?c(e,".env.example explains each variable"):c(e.slice(0,t),e.slice(t+2))}r(Xe,"faultOf");function et({registries:e},t){let n=e.entries.length;if(n===0)return[h("\
only the well-known public registries are asked, as anybody may")];let o=z(e,t);return o.length>0?o.map(i=>c(i,"mend PULL_POLICY_REGISTRIES, or what it refers to")):[h(`the registries file opens ${n} place${n===1?"":"s"}, and its secrets ca\
n be read`)]}r(et,"examineRegistries");async function*tt(e,t,n){let o=H(e.github,e.appId,e.privateKey),i=n.now(),a=await w(o.octokit.request("GET /app"));if(!("data"in a)){a.status!==void 0&&(yield _(a.headers.date,i,n.now())),yield nt(a,e);
return}yield _(a.headers.date,i,n.now());let{data:s}=a;if(s===null)throw new Error("GitHub answered for no app");s.id!==e.appId?yield c(`the key belongs to app ${s.id}, not to ${e.appId}`,`set APP_ID=${s.id}, or use the other app's key`):yield h(
`the key belongs to app ${s.id}, ${s.slug??s.name}`);let l=ot(s,e);yield*M(s.permissions,t,"the app",`add it under Permissions & events: ${l}/permissions`),yield*me(s.events,l),yield*rt(o,e,l),yield*it(o,e.github,t)}r(tt,"examineApp");function nt({
status:e,text:t},{github:n}){return e===void 0?c(`${n.apiUrl} does not answer`,"see that this machine reaches it; for an Enterprise Server set GHE_HOST"):e===401?c("GitHub does not know this key for this app","compare APP_ID with the app's \
page, and generate a new private key there if need be; a wrong clock looks the same"):e===404?c("GitHub has no such app","compare APP_ID, and GHE_HOST, with where the app is registered"):c(`${t} where it was asked for the app`,"try again; i\
f it stays so, see https://www.githubstatus.com")}r(nt,"refusedApp");function ot({slug:e,owner:t},{github:n}){let i=t!==null&&"type"in t&&t.type==="Organization"&&"login"in t?`organizations/${String(Object(t).login)}/settings`:"settings";return`${n.
serverUrl}/${i}/apps/${e??""}`}r(ot,"settingsOf");async function*rt(e,{webhookPath:t},n){let o=await w(e.octokit.request("GET /app/hook/config"));if(!("data"in o)){yield f(`${o.text} where it was asked for the webhook`,`look at it yourself:\
 ${n}`);return}yield*fe(o.data,t,n);let i=await w(e.octokit.request("GET /app/hook/deliveries",{per_page:100}));"data"in i?yield he(i.data,n):yield f(`${i.text} where it was asked for deliveries`,`look at them yourself: ${n}/advanced`)}r(rt,
"examineHook");var q=20;async function*it(e,t,n){let o=await w(e.octokit.request("GET /app/installations",{per_page:100}));if(!("data"in o)){yield f(`${o.text} where it was asked for installations`,"try again");return}let{data:i}=o;i.length===
0&&(yield f("the app is installed nowhere yet","install it on a repository"));for(let{id:a,account:s,suspended_at:l,html_url:d}of i.slice(0,q)){let u=`the installation on ${s!==null&&"login"in s?s.login:`account ${a}`}`;l!==null?yield f(`${u}\
 is suspended`,`unsuspend it, if that was not meant: ${d}`):yield*st(e,t,{id:a,name:u,url:d},n)}i.length>q&&(yield h(`${i.length-q} more installations were not looked at`))}r(it,"examineInstallations");async function*st(e,t,{id:n,name:o,url:i},a){
let s={installation_id:n},l=await w(e.octokit.request("POST /app/installations/{installation_id}/access_tokens",s));"data"in l&&await ue(t,l.data.token),"data"in l?yield*M(l.data.permissions??{},a,o,`an owner of the account must accept it: ${i}`):
yield c(`${l.text} where a token for ${o} was asked for`,`look at it: ${i}`)}r(st,"examineInstallation");function ye(e){let t=k.find(d=>d.name===e);if(t===void 0)return at();let{operands:n,summary:o,manual:i,options:a}=t,s=["Usage: pull-policy-app",t.name,...a.length>0?["[OPTION...]"]:[],n].join(" ").trimEnd(),l=a.length===0?"":`
Options:
${we(a.map(lt))}
`;return`${s}

${o}.
${i}
${l}`}r(ye,"renderHelp");function at(){return`Runs pull-policy as an app of your own on GitHub.

Usage: pull-policy-app COMMAND [OPTION...]

Commands:
${we(k.map(({name:e,operands:t,summary:n})=>[`${e} ${t}`.trimEnd(),n]))}

\`pull-policy-app COMMAND --help\` shows what a command takes. Settings come from the environment and from .env in the current folder.

Exit code:
  0  done, all well
  1  doctor found something to mend
  2  wrong usage or settings, or GitHub refused
  3  a fault of pull-policy itself
`}r(at,"overview");function lt({name:e,placeholder:t,summary:n}){return[t===void 0?`--${e}`:`--${e} ${t}`,n]}r(lt,"row");function we(e){let t=Math.max(...e.map(([n])=>n.length));return e.map(([n,o])=>`  ${n.padEnd(t)}  ${o}`).join(`
`)}r(we,"table");import{join as ve}from"node:path";var dt="Says, per container of a pull request, which imagePullPolicy will be in force and why, what will go wrong at the pull, and offers pins by digest.";function be({flavour:e,name:t,webhookUrl:n,redirectUrl:o,isPublic:i}){return{name:t,url:B,
description:dt,public:i,redirect_url:o,hook_attributes:{url:n,active:!0},default_permissions:ce(e),default_events:T.map(({name:a})=>a)}}r(be,"manifestOf");import{randomBytes as ut,timingSafeEqual as pt}from"node:crypto";import{createServer as ct}from"node:http";async function ke({port:e,target:t,manifest:n}){let o=ut(24).toString("base64url"),{promise:i,resolve:a}=Promise.withResolvers(),s=ct((g,y)=>m(g,y));await mt(s,e);let{port:l}=s.address(),d=`http://127.0.0.1:${l}`,u=ht(`${t}?state=${o}`,n(`${d}\
/created`));function m(g,y){let b=URL.parse(g.url??"/",d);!(g.headers.host===`127.0.0.1:${l}`&&g.method==="GET")||b===null?S(y,403,"Not for you",""):b.pathname==="/"?S(y,200,"Register the app",u,t):b.pathname==="/created"?$(b.searchParams,y):
S(y,404,"Nothing here","")}r(m,"answer");function $(g,y){let b=g.get("code")??"",D=ft(g.get("state")??"",o)&&/^[\w-]{1,200}$/.test(b);D&&a(b),D?S(y,200,"Registered","<p>Go on in the terminal; this page can be closed.</p>"):S(y,403,"Not from\
 here","<p>This answer does not belong to the page that the command shows. Open that page once more.</p>")}return r($,"takeCode"),{url:`${d}/`,code:i,close:r(()=>{s.close(),s.closeAllConnections()},"close")}}r(ke,"serveManifestPage");function mt(e,t){
return new Promise((n,o)=>{e.once("error",i=>{let a="code"in i?String(i.code):i.name;o(new p("usage",`--port: ${t} cannot be listened on (${a}); name another, or leave it out`,{cause:i}))}),e.listen(t,"127.0.0.1",n)})}r(mt,"listen");function ft(e,t){
let[n,o]=[Buffer.from(e),Buffer.from(t)];return n.length===o.length&&pt(n,o)}r(ft,"isSame");function ht(e,t){return`<p>The button sends you to GitHub, which shows the app once more and lets you change its name.</p>
<p>It asks for:</p>
<ul>${Object.entries(Object(t.default_permissions)).map(([o,i])=>`<li><code>${G(o)}: ${G(String(i))}</code></li>`).join("")}</ul>
<form action="${G(e)}" method="post">
<input type="hidden" name="manifest" value="${G(JSON.stringify(t))}">
<button type="submit">Register on GitHub</button>
</form>`}r(ht,"renderForm");function G(e){return e.replaceAll("&","&amp;").replaceAll("<","&lt;").replaceAll(">","&gt;").replaceAll('"',"&quot;")}r(G,"escapeHtml");function S(e,t,n,o,i){let a=i===void 0?"'none'":new URL(i).origin;e.writeHead(
t,{"content-type":"text/html; charset=utf-8","content-security-policy":`default-src 'none'; style-src 'unsafe-inline'; form-action ${a}; frame-ancestors 'none'; base-uri 'none'`,"referrer-policy":"no-referrer","cache-control":"no-store",connection:"\
close"}),e.end(`<!doctype html><meta charset="utf-8"><title>pull-policy: ${n}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.4em 1em}</style>
<h1>${n}</h1>
${o}
`)}r(S,"send");import{closeSync as gt,existsSync as yt,fsyncSync as wt,openSync as bt,writeSync as kt}from"node:fs";import{join as $t}from"node:path";function $e(e,t){let n=t.filter(o=>yt($t(e,o)));if(n.length!==0)throw new p("usage",`${n.join(" and ")} in ${e} would be overwritten; move away what is there, or run this in another folder`)}r($e,"refuseToOverwrite");function F(e,t){try{let n=bt(
e,"wx",384);try{kt(n,t),wt(n)}finally{gt(n)}}catch(n){let o=typeof n=="object"&&n!==null&&"code"in n?n.code:void 0;throw typeof o!="string"?n:new p("output",`${e} cannot be written (${o})`,{cause:n})}}r(F,"writeNewSecretFile");var N=".env",E="pull-policy-app.private-key.pem",Oe="/api/github/webhooks";async function xe(e,t){$e(t.cwd,[N,E]);let n=oe(t.env),o=xt(e.webhookUrl??await Ot(t)),{name:i,hasPinButton:a,isPublic:s,port:l,org:d}=e,u=await ke({port:l,target:`${n.
serverUrl}/${d===void 0?"":`organizations/${d}/`}settings/apps/new`,manifest:r(m=>be({flavour:a?"pin":"default",name:i,webhookUrl:o.href,redirectUrl:m,isPublic:s}),"manifest")});try{t.err(`Open this page in a browser on this machine, and pr\
ess its button:

    ${u.url}

${vt(u.url)}
Waiting for GitHub ...
`);let m=await Pt(await u.code,n);return F(ve(t.cwd,E),m.pem),F(ve(t.cwd,N),St(m,n,o)),t.out(Et(m)),0}finally{u.close()}}r(xe,"init");function vt(e){let{port:t}=new URL(e);return`Without a browser here, bring the page to where there is one:\
 ssh -L ${t}:127.0.0.1:${t} THIS-MACHINE
`}r(vt,"withoutBrowser");async function Ot({question:e}){if(e===void 0)throw new p("usage","--webhook-url is not given, and there is no terminal to ask at; name the address under which GitHub reaches the app");return e("Under which address \
will GitHub reach the app? (as https://pull-policy.example.com) ")}r(Ot,"askForWebhookUrl");function xt(e){let t=URL.parse(e.trim()),n=t!==null&&/^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(t.hostname);if(t===null||!(t.protocol==="https:"||t.
protocol==="http:"&&n)||t.username!==""||t.hash!=="")throw new p("usage","--webhook-url: expected an address as https://pull-policy.example.com; GitHub signs webhooks but does not hide them, so http is not taken");return t.pathname==="/"&&(t.
pathname=Oe),t}r(xt,"parseWebhookUrl");async function Pt(e,t){try{let{data:n}=await de(t).request("POST /app-manifests/{code}/conversions",{code:e}),{id:o,slug:i,html_url:a,pem:s,webhook_secret:l}=n;if(l===null||i===void 0)throw new p("gith\
ub","GitHub made the app without a webhook secret; delete it there and try again");return{id:o,slug:i,htmlUrl:a,pem:s,webhookSecret:l}}catch(n){if(n instanceof p)throw n;let{status:o,text:i}=U(n),a=o===404?"the code was used before, or is m\
ore than an hour old; delete the app there and start again":"try again";throw new p("github",`the secrets of the app could not be fetched: ${i}; ${a}`,{cause:n})}}r(Pt,"convert");function St({id:e,webhookSecret:t},{apiUrl:n},o){return`${["#\
 Written by `pull-policy-app init`; .env.example explains each variable, and has more.",`APP_ID=${e}`,`PRIVATE_KEY_PATH=${E}`,`WEBHOOK_SECRET=${t}`,...o.pathname===Oe?[]:[`WEBHOOK_PATH=${o.pathname}`],...n==="https://api.github.com"?[]:[`GI\
THUB_API_URL=${n}`]].join(`
`)}
`}r(St,"renderEnv");function Et({id:e,slug:t,htmlUrl:n}){return`${t} is registered as app ${e}. Its secrets are in ${N} and ${E}; keep both out of git.

Next:
  1. Install it on repositories: ${n}/installations/new
  2. Run it here: pull-policy-app start
     or in Kubernetes: kubectl create secret generic ${t} --from-env-file=${N} --from-file=${E}
  3. See whether all is right: pull-policy-app doctor
`}r(Et,"nextSteps");function Pe(e,{owner:t,repo:n,number:o}){let i=`${t}/${n}#${o}`;return Gt(e.kind==="nothing"?`${i}: ${It[e.reason]}
`:Rt(e,i))}r(Pe,"renderPlan");var It={gone:"there is no such pull request, or the app cannot see it",closed:"it is closed, or its repository is archived, so nothing would be written",done:"all is written already"};function Rt({pull:e,configuration:t,
check:n,comment:o,suggestions:i},a){let s=t.kind==="usable"?t.at:null,l=s===null?"none, so the defaults hold":`${s.path} of ${s.repository} at ${s.ref}`;return[`${a} at ${e.head.slice(0,12)}, to be merged into ${e.base.ref}${e.isFork?", fro\
m a fork":""}${e.isDraft?", a draft":""}`,`Configuration: ${t.kind==="broken"?"broken, see the check":l}`,"Nothing was written. This is what the app would write:",o===null?O("Comment: none"):At(o),n===null?O("Check: none"):Ht(n),i===null?O(
"Suggestions: none"):Tt(i)].join(`
`)}r(Rt,"renderPullPlan");function At({body:e,whenAbsent:t}){return O(t==="create"?"Comment":"Comment, only where one of the app is there already",e)}r(At,"renderComment");function Ht({name:e,conclusion:t,output:n,actions:o}){let i=n.annotations.
map(({file:s,line:l,level:d,message:u})=>`${s}:${l}: ${d}: ${u.replaceAll(`
`," ")}`),a=o.map(({label:s})=>`[${s}]`).join(" ");return O(`Check ${e}: ${t}`,[n.title,"",n.summary,"",...i,a].join(`
`))}r(Ht,"renderCheck");function Tt({lines:e,hunks:t,most:n,review:o,askedAt:i}){let s=e.filter(({file:l,line:d})=>j(t.get(l)??[],d)).flatMap(l=>{let d=W(l,o,{askedAt:i});return d===null?[]:[`${l.file}:${l.line}
${d}`]});return O(`Suggestions: ${Math.min(s.length,n)}`,s.slice(0,n).join(`

`))}r(Tt,"renderSuggestions");function O(e,t=""){return`
${"=".repeat(e.length)}
${e}
${"=".repeat(e.length)}
${t}${t===""||t.endsWith(`
`)?"":`
`}`}r(O,"section");function Gt(e){return e.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,"�")}r(Gt,"forTerminal");var Nt=384;async function Se(e,t){let n=R(t.cwd,t.env),o=I(n),{analysisSeconds:i}=o.limits,a=new Z({threads:1,seconds:i,secondsPerFile:i,megabytes:Nt});try{let s=await Dt(e,o,n,new Q(a,i,()=>{})),l=Pe(s,e);if(s.kind==="nothing"&&s.reason===
"gone")throw new p("github",l.trimEnd());return t.out(l),0}finally{await a.close()}}r(Se,"simulate");async function Dt({owner:e,repo:t,number:n},o,i,a){let{connection:s,installation:l,repository:d}=await _t(e,t,o),u={kind:"pull-request",installation:l,
repository:d,number:n,reason:"asked"},m=new te;return m.void(X(u)),ne(u,{connection:s,analyser:a,registries:new J({registries:o.registries,environment:i}),configurations:new ee(a),done:m,appId:o.appId,now:r(()=>new Date,"now")})}r(Dt,"plan");
async function _t(e,t,{github:n,appId:o,privateKey:i}){let a=H(n,o,i),s=await w(a.octokit.request("GET /repos/{owner}/{repo}/installation",{owner:e,repo:t}));if(!("data"in s))throw Ct(`${e}/${t}`,s.status,s.text);let{id:l}=s.data,d=await a.
getInstallationOctokit(l);return{connection:await V(d,l,new K),installation:l,repository:{id:0,owner:e,repo:t}}}r(_t,"reach");function Ct(e,t,n){return t===404?new p("github",`the app is not installed on ${e}, or there is no such repository\
; install it there, or look at \`pull-policy-app doctor\``):new p("github",`${e} cannot be looked at: ${n}; see \`pull-policy-app doctor\``)}r(Ct,"notReached");async function Ee(e,t){try{return await Ut(se(e),t)}catch(n){if(n instanceof p){for(let i of n.message.split(`
`))t.err(`pull-policy-app: ${x(i)}
`);return n.code==="usage"&&t.err(`pull-policy-app --help shows what it takes
`),2}let o=JSON.stringify(Y(n));return t.err(`pull-policy-app: this is a fault of pull-policy ${P} on Node ${process.version}. Please report it with the line below.
${o}
`),3}}r(Ee,"run");async function Ut(e,t){switch(e.kind){case"help":return t.out(ye(e.command)),0;case"version":return t.out(`${P}
`),0;case"init":return xe(e,t);case"doctor":return ge(e,t);case"simulate":return Se(e,t);case"start":return await import("./start.js"),0}}r(Ut,"perform");var Ie=await Ee(process.argv.slice(2),re());Ie!==0&&(process.exitCode=Ie);
