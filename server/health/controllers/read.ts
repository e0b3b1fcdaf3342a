import type { ControllerMake, ControllerTarget } from '../../network/controller-targets.ts'
import { type Bounds, type Conversation, converse } from '../../network/gateways/controller/converse.ts'
import type { AccessPoint } from '../readings/agent-reading.ts'
import { merakiAccessPoints } from './meraki.ts'
import { omadaAccessPoints } from './omada.ts'
import { unifiAccessPoints } from './unifi.ts'

/** For all that one controller is asked, ms, and for each of its answers, characters. */
const BOUNDS = { timeoutMs: 30_000, maxAnswer: 16_000_000 }

const readers: Record<ControllerMake, (conversation: Conversation) => Promise<AccessPoint[]>> = {
  unifi: unifiAccessPoints,
  omada: omadaAccessPoints,
  meraki: merakiAccessPoints,
}

/** The access points that a gateway's controller knows at the gateway's site. @throws {ControllerError} */
export const readController = (
  target: Pick<ControllerTarget, 'make' | 'name' | 'controller'>,
  bounds: Bounds = {},
): Promise<AccessPoint[]> => readers[target.make](converse(target, { ...BOUNDS, ...bounds }))
