import type { Log } from '../../../server/log.ts'
import type { Random } from '../random.ts'
import { isUsable, type LiveHotspot, type World } from '../world.ts'
import { signInAt } from './resident.ts'
import { busyness } from './rhythm.ts'
import type { DemoResident } from './simulated-residents.ts'

/** Devices online at the busiest hour. */
const PEAK_DEVICES = 280
const STAY_MS = 5 * 60_000
/** Full sign-ins through the portal, one at a time, so far apart. */
const SIGN_IN_EVERY_MS = 15_000
const TICK_MS = 5000
/** Arrivals keep to their rhythm within this; the tick is too coarse for the map to look alive. */
const ARRIVAL_MS = 500

export interface Life {
  /** Sign-ins through the portal so far: those that got online, and those that did not. */
  signIns: { online: number; failed: number }
  close(): void
}

interface Context {
  readonly world: World
  readonly random: Random
  readonly log: Log
  readonly began: number
  readonly pick: (random: Random) => LiveHotspot | undefined
  /** Hotspots whose gateway has a listener for browsers. */
  readonly doors: LiveHotspot[]
  readonly signIns: Life['signIns']
  /** What comes next of a device, by MAC address, or of something recurring, by name. */
  readonly timers: Map<string, NodeJS.Timeout>
  readonly online: Map<string, { hotspot: LiveHotspot; bitsPerSecond: number }>
  /** MAC addresses of devices that are being let in. */
  readonly coming: Set<string>
  closed: boolean
}

/**
 * Residents come, use data and go. Most are known by their MAC address; some are new and sign in through the portal of
 * a gateway that has a listener for browsers.
 *
 * @param newcomers residents whose devices are not bound yet; empty: nobody signs in through the portal
 */
export function startLife(
  world: World,
  { known, newcomers }: { known: DemoResident[]; newcomers: DemoResident[] },
  random: Random,
  log: Log,
): Life {
  const context: Context = {
    ...{ world, random, log, began: Date.now(), pick: chooser(world.hotspots) },
    doors: world.hotspots.filter(({ gateway }) => gateway.simulated.url !== ''),
    signIns: { online: 0, failed: 0 },
    ...{ timers: new Map(), online: new Map(), coming: new Set(), closed: false },
  }
  if (known.length > 0 && world.hotspots.length > 0) startArrivals(context, known)
  if (newcomers.length > 0 && context.doors.length > 0) startSignIns(context, newcomers)
  every(context, 'use', { wait: () => TICK_MS, act: () => use(context) })
  return {
    signIns: context.signIns,
    close() {
      context.closed = true
      for (const timer of context.timers.values()) clearTimeout(timer)
    },
  }
}

/** Does something after each `wait` of milliseconds. */
function every(context: Context, name: string, { wait, act }: { wait: () => number; act: () => void }): void {
  const { timers } = context
  const run = () => {
    act()
    if (!context.closed) timers.set(name, setTimeout(run, wait()).unref())
  }
  timers.set(name, setTimeout(run, wait()).unref())
}

/** Some come at once, the others as busy as the hour is. */
function startArrivals(context: Context, known: DemoResident[]): void {
  const { random, log, timers, began } = context
  const come = () =>
    void arrive(context, random.pick(known)).catch((error) =>
      log.warn({ err: error }, 'a simulated device did not arrive'),
    )
  const first = Math.round(PEAK_DEVICES * busyness(0) * 0.6)
  for (let count = 0; count < first; count++) {
    const name = `first ${count}`
    const comeFirst = () => {
      timers.delete(name)
      come()
    }
    timers.set(name, setTimeout(comeFirst, random.between(0, 30_000)).unref())
  }
  const wait = () => {
    const mean = STAY_MS / (PEAK_DEVICES * busyness(Date.now() - began))
    return Math.max(ARRIVAL_MS, random.wait(mean))
  }
  every(context, 'arrivals', { wait, act: come })
}

function startSignIns(context: Context, newcomers: DemoResident[]): void {
  let next = 0
  every(context, 'sign-ins', {
    wait: () => context.random.between(0.5, 1.5) * SIGN_IN_EVERY_MS,
    act() {
      const resident = newcomers[next++ % newcomers.length]
      if (resident) void signIn(context, resident)
    },
  })
}

async function arrive(context: Context, { mac, address }: DemoResident): Promise<void> {
  const { coming, timers } = context
  const hotspot = context.pick(context.random)
  if (!hotspot || coming.has(mac) || timers.has(mac) || !isUsable(hotspot)) return
  const { simulated } = hotspot.gateway
  coming.add(mac)
  try {
    simulated.attach({ mac, address }, hotspot.place.bssid)
    if (await simulated.macAuth(mac)) stay(context, mac, hotspot)
    else simulated.detach(mac)
  } finally {
    coming.delete(mac)
  }
}

async function signIn(context: Context, resident: DemoResident): Promise<void> {
  const { random, log, doors, timers, signIns } = context
  const hotspot = random.pick(doors)
  const { simulated } = hotspot.gateway
  if (timers.has(resident.mac) || !isUsable(hotspot)) return
  simulated.attach(resident, hotspot.place.bssid)
  try {
    await signInAt(simulated.url, resident)
    signIns.online++
    stay(context, resident.mac, hotspot)
  } catch (error) {
    simulated.detach(resident.mac)
    if (context.closed) return
    signIns.failed++
    log.warn({ err: error, resident: resident.username }, 'a simulated resident did not get online')
  }
}

function stay({ random, timers, online, closed }: Context, mac: string, hotspot: LiveHotspot): void {
  online.set(mac, { hotspot, bitsPerSecond: random.wait(400_000) })
  const leave = () => {
    timers.delete(mac)
    online.delete(mac)
    hotspot.gateway.simulated.detach(mac, random.chance(0.3) ? 1 : 2)
  }
  if (!closed) timers.set(mac, setTimeout(leave, random.wait(STAY_MS) + 20_000).unref())
}

/** What everybody online uses in one tick. */
function use({ world, random, timers, online }: Context): void {
  for (const hotspot of world.hotspots) hotspot.clients = 0
  for (const [mac, { hotspot, bitsPerSecond }] of online) {
    const { simulated } = hotspot.gateway
    if (!simulated.isOnline(mac)) {
      clearTimeout(timers.get(mac))
      timers.delete(mac)
      online.delete(mac)
      continue
    }
    const outputOctets = Math.round((bitsPerSecond * random.between(0.2, 1.8) * (TICK_MS / 1000)) / 8)
    const inputOctets = Math.round(outputOctets * 0.12)
    simulated.use(mac, { inputOctets, outputOctets })
    hotspot.clients++
    hotspot.inOctets += outputOctets
    hotspot.outOctets += inputOctets
  }
}

/** Picks hotspots as often as they are busy. */
function chooser(hotspots: LiveHotspot[]): (random: Random) => LiveHotspot | undefined {
  const sums: number[] = []
  let sum = 0
  for (const { place } of hotspots) {
    sum += place.busy ** 2
    sums.push(sum)
  }
  return (random) => {
    const at = random.between(0, sum)
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return hotspots[low]
  }
}
