import type { Request, Response } from 'express'
import { type Language, languages, type Text, textIn } from '../../languages/language.ts'
import { assets } from './assets.ts'
import { languageOf } from './chosen-language.ts'
import { html, type Markup } from './html.ts'

export interface Page {
  status?: number
  title: string
  body: Markup
  /** What is to be read above it. */
  notices?: Markup[]
  /** Origins that the page's forms, and the redirects that follow them, lead to besides our own. */
  formOrigins?: readonly string[]
  /** Address of this page in another language; default: the same with `?lang=`, none where that is undefined. */
  inLanguage?: ((language: Language) => string) | undefined
  /** Where the browser goes by itself, and after how many seconds. */
  onward?: { seconds: number; to: string }
  /** The public page: wide, with its own styles. */
  home?: boolean
  /** Address of a further style sheet of ours. */
  style?: string
  /** Address of a script of ours, without which all works too. */
  script?: string
}

/** What a page is written with. */
export interface Reader {
  language: Language
  text: Text
}

export function readerOf(request: Request): Reader {
  const language = languageOf(request)
  return { language, text: textIn(language) }
}

/**
 * In which languages the City Key should ask (`ui_locales`, OpenID Connect Core section 3.1.2.1): where it does not have
 * the reader's, it shall go on in Spanish, not in one of its own.
 */
export const uiLocalesOf = (request: Request): string => [...new Set([languageOf(request), 'es'])].join(' ')

/** Sends a whole page with the policy that allows what it does and no more. */
export function sendPage(response: Response, city: string, { language, text }: Reader, page: Page): void {
  const { status = 200, home = false, style, script } = page
  const markup = html`<!doctype html>
<html lang="${language}"${home && html` class="wide"`}><head><meta charset="utf-8"><title>${page.title} · ${city}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets.css.path}">${
    home && html`<link rel="stylesheet" href="${assets.homeCss.path}">`
  }${style !== undefined && html`<link rel="stylesheet" href="${style}">`}${script !== undefined && html`<script src="${script}" type="module"></script>`}</head>
<body><a class="skip" href="#main">${text('skip')}</a><header><a href="/">${city}</a>${
    page.inLanguage && languageChoice(language, page.inLanguage, text)
  }</header>
<main id="main">${page.notices}${page.body}</main>
<footer><a href="/portal/terms">${text('terms')}</a><a href="/me">${text('meTitle')}</a><a href="/help">${text('help')}</a>${home ? html`<a href="/numeros">${text('numbersTitle')}</a>` : html`<a href="/portal/nearby">${text('nearby')}</a>`}</footer></body></html>`
  response
    .status(status)
    .set({
      'content-security-policy': contentSecurityPolicy(page.formOrigins ?? [], script !== undefined),
      'cache-control': 'no-store',
      'content-language': language,
      'referrer-policy': 'no-referrer',
      vary: 'accept-language, cookie',
    })
    .set(page.onward ? { refresh: `${page.onward.seconds}; url=${page.onward.to}` } : {})
    .type('html')
    .send(markup.text)
}

/** Sends pages of this city, each in the language of its request. */
export const sender =
  (city: string) =>
  (request: Request, response: Response, page: (reader: Reader) => Page): void => {
    const reader = readerOf(request)
    sendPage(response, city, reader, page(reader))
  }

const languageChoice = (chosen: Language, address: (language: Language) => string, text: Text) =>
  html`<nav aria-label="${text('languages')}">${languages().map((language) =>
    language === chosen
      ? html`<b lang="${language}" aria-current="true">${textIn(language)('language')}</b>`
      : html`<a lang="${language}" hreflang="${language}" href="${address(language)}">${textIn(language)('language')}</a>`,
  )}</nav>`

/** Chromium applies form-action to the redirects after a form too, so every stop on the way is named. */
function contentSecurityPolicy(formOrigins: readonly string[], script: boolean): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    ...(script ? ["script-src 'self'"] : []),
    `form-action ${["'self'", ...new Set(formOrigins)].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}
