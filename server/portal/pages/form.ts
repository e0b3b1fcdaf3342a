import type { Request } from 'express'
import { isStorableText } from '../../database/storable-text.ts'
import { html, type Markup } from './html.ts'

/** A form that shows by its token that the page was made for this browser (`checkForm`). */
export const csrfForm = (action: string, csrf: string, content: Markup): Markup =>
  html`<form method="post" action="${action}">${hidden('csrf', csrf)}${content}</form>`

export const hidden = (name: string, value: string | number): Markup =>
  html`<input type="hidden" name="${name}" value="${value}">`

/** What was sent under this name; empty where nothing was, more than one, or what no table holds. */
export function sentField({ body }: Request, name: string): string {
  const value = (body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' && isStorableText(value) ? value : ''
}
