import { html, type Markup } from '../../../server/portal/pages/html.ts'

export type Language = 'es' | 'en'

/**
 * Of every page. Forms may lead anywhere: Chromium applies form-action to the redirects that follow, and those go to
 * Plaza and on to the gateway.
 */
export const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const words = {
  es: {
    brand: 'Llave de la Ciudad',
    demo: 'Cuenta de demostración: no uses datos reales.',
    signIn: 'Inicia sesión',
    purpose: 'Con tu cuenta única de la ciudad.',
    username: 'Usuario',
    password: 'Contraseña',
    enter: 'Entrar',
    cancel: 'Cancelar',
    wrong: 'El usuario o la contraseña no coinciden. Revísalos y vuelve a intentar.',
    consent: 'Permiso para Plaza',
    asks: 'Plaza, el wifi público de la ciudad, recibirá solo esto de tu cuenta:',
    number: 'un número que te distingue',
    locale: 'tu idioma',
    level: 'tu nivel de verificación',
    never: 'No recibe tu nombre, correo, teléfono ni CURP.',
    allow: 'Permitir',
    refuse: 'No permitir',
    lostTitle: 'Esta página ya no sirve',
    lost: 'Pasó demasiado tiempo o se abrió dos veces. Vuelve a la página del wifi y entra de nuevo.',
  },
  en: {
    brand: 'City Key',
    demo: 'Demonstration account: do not use real data.',
    signIn: 'Sign in',
    purpose: 'With your one account for the city.',
    username: 'User name',
    password: 'Password',
    enter: 'Sign in',
    cancel: 'Cancel',
    wrong: 'User name and password do not match. Check them and try again.',
    consent: 'Permission for Plaza',
    asks: 'Plaza, the city’s public Wi-Fi, will get only this from your account:',
    number: 'a number that tells you from others',
    locale: 'your language',
    level: 'your verification level',
    never: 'It gets no name, e-mail, phone number or CURP.',
    allow: 'Allow',
    refuse: 'Do not allow',
    lostTitle: 'This page no longer works',
    lost: 'Too much time went by, or it was opened twice. Go back to the Wi-Fi page and sign in again.',
  },
} as const

/** The first language of `ui_locales` that there are words for (OpenID Connect Core section 3.1.2.1); else Spanish. */
export function languageOf(uiLocales: unknown): Language {
  const wanted = typeof uiLocales === 'string' ? uiLocales.split(' ').map((tag) => tag.slice(0, 2).toLowerCase()) : []
  return wanted.find((tag) => tag === 'es' || tag === 'en') ?? 'es'
}

/** Drawn, since few machines have a font with a key in it. */
const keyDrawing = html`<svg class="key" viewBox="0 0 24 24" aria-hidden="true"><circle cx="7" cy="12" r="4.5"/><path d="M11.5 12H22M18 12v4M21 12v3"/></svg>`

function page(language: Language, title: string, body: Markup): string {
  const text = words[language]
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${title} · ${text.brand}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/city-key.css"></head>
<body><header>${keyDrawing} ${text.brand}</header><main>${body}</main>
<footer>${text.demo}</footer></body></html>`.text
}

const abortForm = (uid: string, label: string) =>
  html`<form method="post" action="/interaction/${uid}/abort"><button class="second">${label}</button></form>`

export function loginPage(
  language: Language,
  uid: string,
  { failed, username = '' }: { failed: boolean; username?: string },
) {
  const text = words[language]
  return page(
    language,
    text.signIn,
    html`<h1>${text.signIn}</h1><p>${text.purpose}</p>
${failed && html`<p class="wrong" role="alert" id="wrong">${text.wrong}</p>`}
<form method="post" action="/interaction/${uid}/login">
<label for="username">${text.username}</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="100" required value="${username}"${failed && html` aria-describedby="wrong"`}>
<label for="password">${text.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required>
<button>${text.enter}</button></form>${abortForm(uid, text.cancel)}`,
  )
}

export function consentPage(language: Language, uid: string): string {
  const text = words[language]
  return page(
    language,
    text.consent,
    html`<h1>${text.consent}</h1><p>${text.asks}</p>
<ul><li>${text.number}</li><li>${text.locale}</li><li>${text.level}</li></ul><p>${text.never}</p>
<form method="post" action="/interaction/${uid}/consent"><button>${text.allow}</button></form>${abortForm(uid, text.refuse)}`,
  )
}

export function lostPage(language: Language): string {
  const text = words[language]
  return page(language, text.lostTitle, html`<h1>${text.lostTitle}</h1><p>${text.lost}</p>`)
}

export const css = `*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:#f3ecf6;color:#2a1533;font:1.0625rem/1.5 system-ui,sans-serif}
header{padding:1rem;background:#5b1a73;color:#fff;font-weight:700;text-align:center;font-size:1.2rem}
.key{width:1.6rem;height:1.6rem;vertical-align:-.4rem;fill:none;stroke:#d9a514;stroke-width:2.5;stroke-linecap:round}
main{max-width:26rem;margin:1.5rem auto;padding:min(1.5rem,6vw) min(1.25rem,5vw);background:#fff;border-radius:.75rem;border-top:.3rem solid #d9a514}
@media(max-width:28rem){main{margin:1rem}}
h1{margin:0 0 .5rem;font-size:clamp(1.2rem,7.5vw,1.5rem);line-height:1.2}
label{display:block;margin-top:1rem;font-weight:600}
input{width:100%;min-height:3rem;padding:.5rem .75rem;border:1px solid #77627f;border-radius:.5rem;font:inherit}
button{width:100%;min-height:3rem;margin-top:1.25rem;border:2px solid #5b1a73;border-radius:.5rem;background:#5b1a73;color:#fff;font:inherit;font-weight:700;cursor:pointer}
button.second{margin-top:.75rem;background:#fff;color:#5b1a73}
:focus-visible{outline:3px solid #d9a514;outline-offset:2px}
.wrong{padding:.75rem;border-left:.3rem solid #b3261e;background:#fdeceb}
footer{padding:0 1rem 1.5rem;text-align:center;font-size:.9rem}
`
