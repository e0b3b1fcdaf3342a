import { setTimeout as pause } from 'node:timers/promises'
import { Code, encodeRequest, RADSEC_SECRET, statusRequest } from '../../radius/index.ts'
import { connectTls } from '../radius/tls/tls-client.ts'
import type { FloodedCity } from './flooded-city.ts'

const SECONDS = 2
const REQUESTS = 50
const CONNECTIONS = 4
/** An answer that comes later is of no use to a gateway that has asked again meanwhile. */
const PATIENCE_MS = 1_000

/** Of what a gateway asks over RadSec at a steady rate, the shares that are answered in time. */
export interface RadsecServed {
  /** Over a connection that stays open. */
  requests: number
  /** Over one that is opened for each. */
  connections: number
}

/** What the honest gateway gets for some seconds. */
export async function serveRadsec(city: FloodedCity): Promise<RadsecServed> {
  const open = await connect(city)
  let answered = 0
  const requests = steadily(REQUESTS, async () => {
    open.send(encodeRequest(statusRequest(), RADSEC_SECRET))
    const reply = await within(open.next())
    if (reply?.code === Code.AccessAccept) answered += 1
  })
  let connected = 0
  const connections = steadily(CONNECTIONS, async () => {
    const done = (async () => {
      const client = await connect(city)
      client.send(encodeRequest(statusRequest(), RADSEC_SECRET))
      return client.next().finally(client.close)
    })()
    if ((await within(done))?.code === Code.AccessAccept) connected += 1
  })
  await Promise.all([requests, connections])
  open.close()
  return { requests: answered / (REQUESTS * SECONDS), connections: connected / (CONNECTIONS * SECONDS) }
}

const connect = ({ radsecPort, ca, honest: { key, cert } }: FloodedCity) =>
  connectTls({ port: radsecPort, ca, key, cert })

/** Undefined where it takes too long, or fails. */
const within = <T>(asked: Promise<T>): Promise<T | undefined> =>
  Promise.race([asked.catch(() => undefined), pause(PATIENCE_MS, undefined, { ref: false })])

/** Begins so many a second, whatever becomes of them. */
async function steadily(rate: number, ask: () => Promise<void>): Promise<void> {
  const began = performance.now()
  const asked: Promise<void>[] = []
  while (asked.length < rate * SECONDS) {
    const due = Math.min(SECONDS, (performance.now() - began) / 1000) * rate
    while (asked.length < due) asked.push(ask())
    await pause(5)
  }
  await Promise.all(asked)
}
