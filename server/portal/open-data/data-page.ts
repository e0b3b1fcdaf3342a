import type { Config } from '../../config/index.ts'
import { type Described, dictionary, type Words } from '../../open-data/dictionary.ts'
import { METHOD, VERSION } from '../../open-data/method.ts'
import type { OpenData } from '../../open-data/open-data.ts'
import { assets } from '../pages/assets.ts'
import { html, type Markup } from '../pages/html.ts'
import type { Page, Reader } from '../pages/page.ts'
import { addressesOf } from './files.ts'
import { NUMBERS } from './numbers.ts'

const words = {
  title: { es: 'Datos abiertos', en: 'Open data' },
  lead: {
    es: 'Lo que {{city}} publica de su wifi gratis. Sin registro; cualquier página puede leerlo (CORS). Los datos se renuevan cada tres minutos, y cada respuesta lleva ETag.',
    en: 'What {{city}} publishes of its free Wi-Fi. Without registration; any page may read it (CORS). Data are renewed every three minutes, and every answer has an ETag.',
  },
  version: {
    es: 'Versión de los archivos: {{version}}. Un campo que desaparece o cambia de sentido abre otra versión, en otra dirección; campos nuevos pueden aparecer. Método del uso: {{method}}.',
    en: 'Version of the files: {{version}}. A field that goes or means something else opens another version, at another address; new fields may come. Method of use: {{method}}.',
  },
  dictionary: { es: 'Diccionario de datos para programas', en: 'Data dictionary for programs' },
  numbers: { es: 'La red en números', en: 'The network in numbers' },
  none: { es: 'La ciudad no publica datos ahora.', en: 'The city publishes no data now.' },
  noMonths: { es: 'Todavía no se publica ningún mes.', en: 'No month is published yet.' },
  field: { es: 'Campo', en: 'Field' },
  meaning: { es: 'Qué es', en: 'What it is' },
  optional: { es: 'puede faltar', en: 'may be absent' },
  safe: { es: 'Cómo se cuida a las personas', en: 'How people are protected' },
  safeText: {
    es: 'Del uso no se publica nada que cuente a diez personas o menos, ni lo que permita calcularlo: junto a un número oculto se oculta el siguiente más pequeño, en lugares y en días; los demás se redondean a múltiplos de 5; y antes de publicar un mes, un programa intenta deducir cada número oculto. Un mes se publica una vez y no cambia. Vacío quiere decir oculto; un lugar que no aparece no tuvo uso. Los números redondeados no suman exactamente. Nunca se publican direcciones, MAC ni números de serie.',
    en: 'Of use nothing is published that counts ten people or fewer, nor what would let it be worked out: beside a hidden number the next smallest is hidden, over places and days; the others are rounded to multiples of 5; and before a month is published a program tries to work out every hidden number. A month is published once and does not change. Empty means hidden; a place that is not there had no use. Rounded numbers do not add up exactly. Addresses, MACs and serial numbers are never published.',
  },
} satisfies Record<string, Words>

/** What `/open` says of itself, to people: in English, or else in Spanish. */
export function dataPage(
  { language }: Reader,
  { cityName }: Pick<Config, 'cityName'>,
  { parts, months }: Awaited<ReturnType<OpenData['listed']>>,
): Page {
  const own = language === 'en' ? 'en' : 'es'
  const say = (text: Words, values: Record<string, string> = {}) =>
    text[own].replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
  const files = dictionary.filter(({ part }) => parts.includes(part))
  const described = ({ file, title, fields }: Described): Markup => {
    const addresses = addressesOf(file, months)
    return html`<h2>${say(title)}</h2>
${
  addresses.length === 0
    ? html`<p>${say(words.noMonths)}</p>`
    : html`<ul>${addresses.map((address) => html`<li><a href="${address}">${address}</a></li>`)}</ul>`
}
<details><summary>${say(words.field)}s: ${fields.length}</summary><table><thead><tr><th scope="col">${say(words.field)}</th><th scope="col">${say(words.meaning)}</th></tr></thead><tbody>${fields.map(
      ({ name, optional, words: meaning }) =>
        html`<tr><th scope="row">${name}</th><td>${say(meaning)}${optional && ` (${say(words.optional)})`}</td></tr>`,
    )}</tbody></table></details>`
  }
  return {
    title: say(words.title),
    style: assets.numbersCss.path,
    inLanguage: (other) => `/open/?lang=${other}`,
    body: html`<div lang="${own}"><h1>${say(words.title)}</h1><p>${say(words.lead, { city: cityName })}</p>
<p>${say(words.version, { version: VERSION, method: METHOD })}</p>
<p><a href="/open/${VERSION}/dictionary.json">${say(words.dictionary)}</a> · <a href="${NUMBERS}">${say(words.numbers)}</a></p>
${files.length === 0 && html`<p role="status">${say(words.none)}</p>`}
${files.map(described)}
<h2>${say(words.safe)}</h2><p>${say(words.safeText)}</p></div>`,
  }
}
