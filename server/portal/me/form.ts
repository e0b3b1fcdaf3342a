import { csrfForm } from '../pages/form.ts'
import { html, type Markup } from '../pages/html.ts'
import type { Reader } from '../pages/page.ts'

/** Where a resident sees what is stored. */
export const ME = '/portal/me'

/** What the pages of `/me` are written with. */
export interface Words extends Reader {
  when(at: Date): string
  day(day: string): string
  megabytes(octets: number): string
}

export const form = (action: string, csrf: string, content: Markup) => csrfForm(`${ME}/${action}`, csrf, content)

export const second = (label: string, about?: string) =>
  html`<button class="second"${about !== undefined && html` aria-label="${about}"`}>${label}</button>`
