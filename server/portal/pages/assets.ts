import { createHash } from 'node:crypto'

const css = `*{box-sizing:border-box}
[hidden]{display:none!important}
:root{color-scheme:light dark;--bg:#f3f5f1;--card:#fff;--ink:#17211d;--soft:#4c5a54;--line:#c9d1cc;--go:#0b5c4a;--on:#fff;--mark:#e0a100;--bad:#a3200d;--area:#e6ebe4}
@media screen and (prefers-color-scheme:dark){:root{--bg:#121816;--card:#1c2421;--ink:#e9eeeb;--soft:#b3bfb9;--line:#3c4843;--go:#8bdcc6;--on:#06231b;--mark:#ffc94a;--bad:#ffa99b;--area:#26302c}}
body{margin:0;background:var(--bg);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:38rem;margin:0 auto;padding:.75rem 1rem}
.wide main,.wide header,.wide footer{max-width:72rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:center}
header>a{font-weight:700;text-decoration:none;color:inherit}
nav{display:flex;flex-wrap:wrap;gap:0 1rem}
nav a,nav b{padding:.5rem 0}
nav b{font-weight:700}
main{background:var(--card);border-radius:.75rem;padding:min(1.25rem,5vw)}
@media(max-width:38rem){main{margin:0 .5rem}}
h1{margin:0 0 .75rem;font-size:clamp(1.2rem,7.5vw,1.6rem);line-height:1.2}
h2{margin:1.5rem 0 .25rem;font-size:1.1rem}
p{margin:.5rem 0}
ul{margin:.25rem 0;padding-left:1.25rem}
a{color:var(--go)}
footer{font-size:.95rem;color:var(--soft)}
footer a{margin-right:1rem;padding:.5rem 0;display:inline-block}
button,.button{display:block;width:100%;min-height:3rem;margin:1.25rem 0 .5rem;padding:.6rem 1rem;border:2px solid var(--go);border-radius:.5rem;background:var(--go);color:var(--on);font:inherit;font-weight:700;text-align:center;text-decoration:none;cursor:pointer}
.second{margin-top:.5rem;background:none;color:var(--go)}
:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem}
.mine{list-style:none;padding:0}
.mine li{padding:.5rem 0;border-top:1px solid var(--line)}
.mark{display:inline-block;padding:0 .5rem;border:1px solid var(--go);border-radius:1rem;color:var(--go);font-size:.9rem}
.mine small{color:var(--soft)}
table{width:100%;border-collapse:collapse;margin:.5rem 0}
th,td{padding:.3rem;border-top:1px solid var(--line);text-align:left;font-weight:400}
.chart{display:block;width:100%;height:auto;border-bottom:1px solid var(--line)}
.bar{fill:var(--go)}
input,select{width:100%;min-height:3rem;padding:.5rem;border:1px solid var(--soft);border-radius:.5rem;background:var(--card);color:var(--ink);font:inherit}
.notice{margin:0 0 1rem;padding:.5rem .75rem;border-left:.4rem solid var(--mark);background:var(--bg)}
.notice p{margin:.25rem 0 0}
.wrong{display:block;color:var(--bad);font-weight:600}
.mine .wrong{color:var(--bad)}
label{font-weight:600}
.settings{margin:.5rem 0}
.settings dt{padding-top:.4rem;border-top:1px solid var(--line);color:var(--soft)}
.settings dd{margin:0;padding-bottom:.4rem}
.settings dd{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;justify-content:space-between}
.copy{width:auto;min-height:2.5rem;margin:0;padding:.2rem .75rem;background:none;color:var(--go)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
code{font:1rem/1.5 ui-monospace,monospace;user-select:all}
.settings code{word-break:break-all}
@media(min-width:38rem){.settings{display:grid;grid-template-columns:2fr 3fr}.settings dd{padding-top:.4rem;border-top:1px solid var(--line)}.mine button{width:auto;min-width:12rem}}
summary{padding:.6rem 0;color:var(--go);cursor:pointer}
.whole{white-space:nowrap}
.code{color:var(--soft);font-size:.95rem}
`

const homeCss = `form.find{display:grid;gap:.75rem;align-items:end;margin:1rem 0}
.find label{display:block;font-weight:600}
.find button{margin:0}
.places{list-style:none;margin:0;padding:0}
.places li{display:grid;grid-template-columns:1.75rem 1fr;gap:.5rem;padding:.6rem 0;border-top:1px solid var(--line)}
.places.closed li{grid-template-columns:1fr}
.places .number{font-weight:700;text-align:right}
.places small{display:block;color:var(--soft);font-size:.95rem}
.places .ways a{display:inline-block;padding:.5rem .75rem .5rem 0;font-size:.95rem}
.places .ways a+a{padding-right:0}
.pages{gap:.5rem 1rem}
.pages .button{flex:1 1 9rem}
.places .slow{color:inherit;font-weight:600}
svg{display:block;width:100%;height:auto;border:1px solid var(--line);border-radius:.5rem}
.area{fill:var(--area);stroke:var(--card);stroke-width:3}
.spot{fill:var(--go);stroke:var(--card);stroke-width:2}
.spot.slow{fill:var(--mark)}
.tag{fill:var(--on);font:700 13px system-ui,sans-serif;text-anchor:middle;dominant-baseline:central}
.slow+.tag{fill:#06231b}
.you{fill:none;stroke:var(--ink);stroke-width:3}
@media(max-width:44rem){.spot{r:18px}.tag{font-size:20px}}
@media(min-width:44rem){.map{position:sticky;top:1rem;align-self:start}form.find{grid-template-columns:1fr 1fr auto auto}.both{display:grid;grid-template-columns:1.1fr 1fr;gap:1.5rem}}
`

const numbersCss = `.parts{display:block;width:100%;height:1.5rem;border-radius:.25rem}
.parts rect{stroke:var(--card);stroke-width:2}
.covered{fill:var(--go)}
.unchecked{fill:var(--mark)}
.without{fill:var(--bad)}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.25rem 0;padding:0;list-style:none}
.key svg{width:.9rem;height:.9rem;vertical-align:-.1rem}
.large{font-size:2.25rem;font-weight:700;line-height:1.1}
.large small{display:block;font-size:1.0625rem;font-weight:400;color:var(--soft)}
td.number,th.number{text-align:right;white-space:nowrap}
thead th{font-weight:600;vertical-align:bottom}
.months th,.months td{overflow-wrap:normal}
.months td.number{white-space:normal}
.mine .parts{height:.75rem;margin:.25rem 0}
.axis{fill:var(--soft);font:12px system-ui,sans-serif}
.hidden-bar{fill:none;stroke:var(--soft);stroke-dasharray:3 2}
@media print{header nav,footer,.button{display:none}rect{print-color-adjust:exact}.mine li,tr,svg,.key{break-inside:avoid}h2{break-after:avoid}}
`

/** Adds "use my location" to the public page, where the browser can tell it; all works without. */
const nearJs = `const button = document.getElementById('locate')
if (button && 'geolocation' in navigator && window.isSecureContext) {
  button.hidden = false
  button.addEventListener('click', () => {
    button.disabled = true
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const query = new URLSearchParams({ lat: coords.latitude.toFixed(4), lon: coords.longitude.toFixed(4) })
        location.assign('/?' + query)
      },
      () => {
        button.disabled = false
        document.getElementById('locate-failed').hidden = false
      },
      { timeout: 10000, maximumAge: 60000 },
    )
  })
}
`

/** Adds to values a button that copies them, where the browser can; all works without. */
const copyJs = `if (navigator.clipboard && window.isSecureContext) {
  for (const button of document.querySelectorAll('button[data-copy]')) {
    const words = button.textContent
    button.hidden = false
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
        button.textContent = button.dataset.done
        button.removeAttribute('aria-label')
        document.getElementById('copied').textContent = button.dataset.done
      } catch {
        button.textContent = words
      }
    })
  }
}
`

const asset = (name: string, type: string, text: string) => {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10)
  const [stem, ending] = name.split('.')
  return { path: `/portal/assets/${stem}-${hash}.${ending}`, type, text }
}

/** The portal's own files: addresses change with the content, so they may be kept for ever. */
export const assets = {
  css: asset('portal.css', 'text/css; charset=utf-8', css),
  homeCss: asset('home.css', 'text/css; charset=utf-8', homeCss),
  numbersCss: asset('numbers.css', 'text/css; charset=utf-8', numbersCss),
  copyJs: asset('copy.js', 'text/javascript; charset=utf-8', copyJs),
  nearJs: asset('near.js', 'text/javascript; charset=utf-8', nearJs),
} as const
