import type { AttachedDevice, BrowserAnswer } from './device.ts'

/** A page of the gateway's own, for people who try the simulation in a browser. */
export const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><body style="font:1.1rem/1.5 system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem">
<h1>${title}</h1>${body}</body></html>`

/** What stands for the whole internet once the device is online. */
export const internetPage = (device: AttachedDevice, logOff: string): BrowserAnswer => ({
  status: 200,
  page: page(
    'Internet',
    `<p>This device (<code>${device.mac}</code>) is online at <code>${device.hotspot.bssid}</code>.</p>
<p><a href="${logOff}">Log off</a> · <a href="${NEW_PHONE}">Come again with another phone</a></p>`,
  ),
})

/** Makes the browser another device, one that nobody knows. */
export const NEW_PHONE = '/simulator/new-phone'
