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
  const began = Date.now()
  const timers = new Map<string, NodeJS.Timeout>()
  const online = new Map<string, { hotspot: LiveHotspot; bitsPerSecond: number }>()
  const coming = new Set<string>()
  const pick = chooser(world.hotspots)
  const doors = world.hotspots.filter(({ gateway }) => gateway.simulated.url !== '')
  const life = { signIns: { online: 0, failed: 0 } }
  let closed = false

  const every = (name: string, wait: () => number, act: () => void) => {
    const run = () => {
      act()
      if (!closed) timers.set(name, setTimeout(run, wait()).unref())
    }
    timers.set(name, setTimeout(run, wait()).unref())
  }
  const stay = (mac: string, hotspot: LiveHotspot) => {
    online.set(mac, { hotspot, bitsPerSecond: random.wait(400_000) })
    const leave = () => {
      timers.delete(mac)
      online.delete(mac)
      hotspot.gateway.simulated.detach(mac, random.chance(0.3) ? 1 : 2)
    }
    if (!closed) timers.set(mac, setTimeout(leave, random.wait(STAY_MS) + 20_000).unref())
  }
  const arrive = async ({ mac, address }: DemoResident) => {
    const hotspot = pick(random)
    if (!hotspot || coming.has(mac) || timers.has(mac) || !isUsable(hotspot)) return
    coming.add(mac)
    try {
      hotspot.gateway.simulated.attach({ mac, address }, hotspot.place.bssid)
      if (await hotspot.gateway.simulated.macAuth(mac)) stay(mac, hotspot)
      else hotspot.gateway.simulated.detach(mac)
    } finally {
      coming.delete(mac)
    }
  }
  const signIn = async (resident: DemoResident) => {
    const hotspot = random.pick(doors)
    const { simulated } = hotspot.gateway
    if (timers.has(resident.mac) || !isUsable(hotspot)) return
    simulated.attach(resident, hotspot.place.bssid)
    try {
      await signInAt(simulated.url, resident)
      life.signIns.online++
      stay(resident.mac, hotspot)
    } catch (error) {
      simulated.detach(resident.mac)
      if (closed) return
      life.signIns.failed++
      log.warn({ err: error, resident: resident.username }, 'a simulated resident did not get online')
    }
  }
  const use = () => {
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

  const arrivalMs = () => {
    const mean = STAY_MS / (PEAK_DEVICES * busyness(Date.now() - began))
    return Math.max(ARRIVAL_MS, random.wait(mean))
  }
  const arriveOrLog = (resident: DemoResident) =>
    void arrive(resident).catch((error) => log.warn({ err: error }, 'a simulated device did not arrive'))
  if (known.length > 0 && world.hotspots.length > 0) {
    const first = Math.round(PEAK_DEVICES * busyness(0) * 0.6)
    for (let count = 0; count < first; count++) {
      const name = `first ${count}`
      const come = () => {
        timers.delete(name)
        arriveOrLog(random.pick(known))
      }
      timers.set(name, setTimeout(come, random.between(0, 30_000)).unref())
    }
    every('arrivals', arrivalMs, () => arriveOrLog(random.pick(known)))
  }
  let next = 0
  if (newcomers.length > 0 && doors.length > 0) {
    every(
      'sign-ins',
      () => random.between(0.5, 1.5) * SIGN_IN_EVERY_MS,
      () => {
        const resident = newcomers[next++ % newcomers.length]
        if (resident) void signIn(resident)
      },
    )
  }
  every('use', () => TICK_MS, use)
  return {
    ...life,
    close() {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
    },
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
