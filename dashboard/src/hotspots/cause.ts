import { useCallback } from 'react'
import type { es } from '../languages/es/index.ts'
import { useText } from '../languages/index.ts'

type CauseKey = Extract<keyof typeof es, `cause.${string}`>
/** The poller's words. */
const known: Record<string, CauseKey> = {
  'no-answer': 'cause.noAnswer',
  'down-at-controller': 'cause.downAtController',
  'not-listed': 'cause.notListed',
  'parent-down': 'cause.parentDown',
  'parent-on-battery': 'cause.parentOnBattery',
  'on-battery': 'cause.onBattery',
  'battery-low': 'cause.batteryLow',
  'high-load': 'cause.load',
  'low-memory': 'cause.memory',
  'uplink-down': 'cause.uplink',
  'near-capacity': 'cause.capacity',
  'busy-air': 'cause.air',
  silent: 'cause.silent',
  unused: 'cause.unused',
  'used-without-answer': 'cause.used',
  'used-though-down': 'cause.usedThough',
  'ping-without-answer': 'cause.ping',
  disconnected: 'cause.disconnected',
  'controller-lost': 'cause.controllerLost',
  'controller-without-answer': 'cause.controllerMute',
  'controller-unused': 'cause.controllerUnused',
  'used-disconnected': 'cause.usedDisconnected',
}

/** The poller's cause in the reader's language where it is one of {@link known}, as it came otherwise. */
export function useCause(): (cause: string) => string {
  const t = useText()
  return useCallback((cause) => (known[cause] ? t(known[cause]) : cause), [t])
}
