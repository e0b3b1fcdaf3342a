import { LONGEST_NAME } from '../../directory/devices/device-name.ts'
import { html, type Markup } from '../pages/html.ts'
import type { Reader } from '../pages/page.ts'

/** A field for what the resident calls a device, with its label and, where it is wrong, what is. */
export const nameField = (
  text: Reader['text'],
  id: string,
  label: string,
  { value = '', wrong = false }: { value?: string; wrong?: boolean } = {},
): Markup =>
  html`<label for="${id}">${label}</label>
<input id="${id}" name="name" value="${value}" maxlength="${LONGEST_NAME}" required autocomplete="off"${
    wrong && html` aria-invalid="true" aria-describedby="${id}-wrong"`
  }>${wrong && html`<small class="wrong" id="${id}-wrong" role="alert">${text('nameWrong', { number: LONGEST_NAME })}</small>`}`
