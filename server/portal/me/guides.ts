import { html, type Markup } from '../html.ts'
import type { Reader } from '../page.ts'
import { domainsOf, outerIdentity, type ProfileCredential, type SecureNetwork } from '../profiles/secure-network.ts'
import { type Format, WINDOWS_FILE } from './profile-files.ts'
import { ME } from './words.ts'

export const kinds = ['apple', 'android', 'windows', 'other'] as const
/** A kind of device, by who knows its profiles. */
export type Kind = (typeof kinds)[number]

export const isKind = (value: string): value is Kind => kinds.some((kind) => kind === value)

/** A credential that was just made, for a device. */
export interface Made {
  network: SecureNetwork
  credential: ProfileCredential & { id: number }
  deviceName: string
  /** So long its profile can be fetched. */
  minutes: number
}

/** What to tap next, in the order in which it is tapped; the same for all to do by hand. */
export const stepsFor = (reader: Reader, made: Made, kind: Kind): Markup => guides[kind](reader, made)

const guides: Record<Kind, (reader: Reader, made: Made) => Markup> = {
  apple: ({ text }, made) => html`${list([
    html`${text('apple1')}${download(made, 'apple', text('getProfile'))}`,
    html`${text('apple2')}`,
    html`${text('apple3')}${!made.network.trust.isPublic && html` ${text('apple3Own')}`}`,
    html`${text('done', { ssid: made.network.ssid })}`,
  ])}
<details><summary>${text('byHand')}</summary>${settings(text, made)}</details>`,

  android: ({ text }, made) =>
    html`${
      made.network.realm !== undefined &&
      html`<h2>${text('androidShort')}</h2><p>${text('androidShortText')}</p>${download(made, 'android', text('androidShortGo'))}
<h2>${text('androidLong')}</h2>`
    }${list([
      ...(made.network.trust.isPublic ? [] : [html`${text('getCaText')}${getCa(text)}`, html`${text('androidCa')}`]),
      html`${text('android1', { ssid: made.network.ssid })}`,
      html`${text('fillIn')}${settings(text, made)}`,
      html`${text('android2')}`,
    ])}`,

  windows: ({ text }, made) =>
    html`${list([
      ...(made.network.trust.isPublic ? [] : [html`${text('getCaText')}${getCa(text)}`, html`${text('windowsCa')}`]),
      html`${text('windows1')}${download(made, 'windows', text('getProfile'))}`,
      html`${text('windows2')}<p><code>cmd /k netsh wlan add profile filename="%USERPROFILE%\\Downloads\\${WINDOWS_FILE}" user=current</code></p>`,
      html`${text('windows3', { ssid: made.network.ssid })}${signIn(text, made)}`,
    ])}`,

  other: ({ text }, made) =>
    html`${list([
      ...(made.network.trust.isPublic ? [] : [html`${text('getCaText')}${getCa(text)}`]),
      html`${text('other1', { ssid: made.network.ssid })}`,
      html`${text('fillIn')}${settings(text, made)}`,
    ])}`,
}

const list = (steps: Markup[]) => html`<ol class="steps">${steps.map((step) => html`<li>${step}</li>`)}</ol>`

const download = ({ credential }: Made, format: Format, label: string) =>
  html`<a class="button" href="${ME}/wifi/${credential.id}/${format}">${label}</a>`

const getCa = (text: Reader['text']) => html`<a class="button second" href="${ME}/ca.crt">${text('getCa')}</a>`

/** What a device asks for that knows no profiles. The names of methods are spelt as phones spell them. */
function settings(text: Reader['text'], { network, credential }: Made): Markup {
  const { ssid, trust } = network
  return listed([
    [text('set.ssid'), ssid],
    [text('set.security'), 'WPA2/WPA3 Enterprise (802.1X)'],
    [text('set.eap'), 'TTLS'],
    [text('set.phase2'), 'MSCHAPv2'],
    [text('set.ca'), text(trust.isPublic ? 'set.caSystem' : 'set.caOwn')],
    [text('set.domain'), domainsOf(trust).join(';')],
    [text('set.identity'), credential.username],
    [text('set.anonymous'), outerIdentity(network)],
    [text('set.password'), credential.password],
  ])
}

const signIn = (text: Reader['text'], { credential }: Made) =>
  listed([
    [text('set.user'), credential.username],
    [text('set.password'), credential.password],
  ])

const listed = (rows: Array<[string, string]>) =>
  html`<dl class="settings">${rows.map(([name, value]) => html`<dt>${name}</dt><dd><code>${value}</code></dd>`)}</dl>`
