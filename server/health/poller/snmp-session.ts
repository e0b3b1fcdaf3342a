import { isIPv6 } from 'node:net'
import snmp from 'net-snmp'
import type { SnmpCredential } from '../../network/agents/credentials.ts'
import { type Columns, NoAnswer, type Value } from '../snmp/client.ts'

export { NoAnswer, type Value } from '../snmp/client.ts'

export interface SnmpTiming {
  /** ms for each try. */
  timeoutMs: number
  /** Tries after the first. */
  retries: number
}

export const defaultTiming: SnmpTiming = { timeoutMs: 1500, retries: 1 }

/** SNMP v1, v2c or v3 with one agent, over a UDP socket of its own, so that a slow agent holds up nobody else. */
export interface SnmpSession {
  /** Values by OID; absent where the agent has no such object. @throws {NoAnswer} */
  get(oids: readonly string[]): Promise<Map<string, Value>>
  /** The first object after `oid`; undefined at the end. @throws {NoAnswer} */
  next(oid: string): Promise<{ oid: string; value: Value | undefined } | undefined>
  /**
   * Walks several columns side by side by GETBULK. Stops early, `complete` false, when the agent stops answering, goes
   * backwards or has more than 4,000 values.
   */
  columns(bases: readonly string[]): Promise<{ values: Columns; complete: boolean }>
  close(): void
}

/** More would not fit a datagram of 1,472 octets with most agents. */
const MAX_VARBINDS = 54
const MAX_WALK = 4000
const MAX_OIDS = 20

/** Where an agent is, and by which credential it is asked. */
export interface SnmpAddress {
  host: string
  port: number
  credential: SnmpCredential
}

/** @param signal ends the session: what it waits for is rejected at once */
export function openSnmpSession(
  target: SnmpAddress,
  { timeoutMs, retries }: SnmpTiming = defaultTiming,
  signal?: AbortSignal,
): SnmpSession {
  const isOld = target.credential.version === '1'
  const session = sessionWith(target, {
    port: target.port,
    timeout: timeoutMs,
    retries,
    transport: isIPv6(target.host) ? 'udp6' : 'udp4',
    backwardsGetNexts: false,
  })
  // A datagram that is no SNMP is passed over; the request it may have answered times out.
  session.on('error', () => {})
  let open = true
  const close = () => {
    signal?.removeEventListener('abort', close)
    if (open) session.close()
    open = false
  }
  signal?.addEventListener('abort', close)

  const getSome = (oids: string[]) =>
    new Promise<Map<string, Value>>((resolve, reject) => {
      session.get(oids, (error, varbinds) => (error ? reject(noAnswer(error)) : resolve(valuesOf(varbinds ?? []))))
    })
  /** In version 1 one object that is not there has the agent answer nothing of all the others (RFC 1157 section 4.1.2). */
  const getEach = async (oids: string[]) => {
    const values = new Map<string, Value>()
    for (const oid of oids)
      for (const [found, value] of await getSome([oid]).catch(ifNoSuchName)) values.set(found, value)
    return values
  }
  const next = (oid: string) =>
    new Promise<snmp.Varbind[]>((resolve, reject) => {
      session.getNext([oid], (error, varbinds) => {
        if (error && !isNoSuchName(error)) return reject(error)
        resolve(error ? [END] : (varbinds ?? []))
      })
    })
  const bulk = (oids: string[], repetitions: number) =>
    new Promise<snmp.Varbind[][]>((resolve, reject) => {
      session.getBulk(oids, 0, repetitions, (error, varbinds) =>
        error ? reject(error) : resolve((varbinds ?? []).map((row) => (Array.isArray(row) ? row : [row]))),
      )
    })
  return {
    async get(oids) {
      const values = new Map<string, Value>()
      for (let start = 0; start < oids.length; start += MAX_OIDS) {
        const some = oids.slice(start, start + MAX_OIDS)
        for (const [oid, value] of await (isOld ? getEach(some) : getSome(some))) values.set(oid, value)
      }
      return values
    },
    next: (oid) =>
      new Promise((resolve, reject) => {
        session.getNext([oid], (error, varbinds) => {
          if (error) return isNoSuchName(error) ? resolve(undefined) : reject(noAnswer(error))
          const [varbind] = varbinds ?? []
          if (!varbind || snmp.isVarbindError(varbind)) return resolve(undefined)
          resolve({ oid: varbind.oid, value: valueIn(varbind) })
        })
      }),
    columns: (bases) => walk(bases, isOld ? (oids) => Promise.all(oids.map(next)) : bulk),
    close,
  }
}

async function walk(
  bases: readonly string[],
  bulk: (oids: string[], repetitions: number) => Promise<snmp.Varbind[][]>,
): Promise<{ values: Columns; complete: boolean }> {
  const values: Columns = new Map(bases.map((base) => [base, new Map()]))
  let open = bases.map((base) => ({ base, cursor: base }))
  let most = MAX_VARBINDS
  let seen = 0
  while (open.length > 0) {
    const asked = open.slice(0, most)
    let columns: snmp.Varbind[][]
    try {
      columns = await bulk(
        asked.map(({ cursor }) => cursor),
        Math.max(1, Math.floor(most / asked.length)),
      )
    } catch (error) {
      if (!(error instanceof snmp.RequestFailedError) || most <= 1) return { values, complete: false }
      most = Math.floor(most / 2)
      continue
    }
    const ended = new Set<string>()
    let progress = false
    for (const [index, column] of asked.entries()) {
      for (const varbind of columns[index] ?? []) {
        if (snmp.isVarbindError(varbind) || !varbind.oid.startsWith(`${column.base}.`)) {
          ended.add(column.base)
          break
        }
        const value = valueIn(varbind)
        if (value !== undefined) values.get(column.base)!.set(varbind.oid.slice(column.base.length + 1), value)
        column.cursor = varbind.oid
        progress = true
        seen++
      }
    }
    if (seen > MAX_WALK || (!progress && ended.size === 0)) return { values, complete: false }
    open = open.filter(({ base }) => !ended.has(base))
  }
  return { values, complete: true }
}

/** Stands for the end of what an agent has, which version 1 cannot say (RFC 1157 has no GETBULK either). */
const END: snmp.Varbind = { oid: '', type: snmp.ObjectType.EndOfMibView, value: null }

const isNoSuchName = (error: unknown): boolean =>
  error instanceof snmp.RequestFailedError && error.status === snmp.ErrorStatus.NoSuchName

function ifNoSuchName(error: unknown): Map<string, Value> {
  if (error instanceof NoAnswer && isNoSuchName(error.cause)) return new Map()
  throw error
}

type SessionOptions = Parameters<typeof snmp.createV3Session>[2]

function sessionWith({ host, credential }: SnmpAddress, options: SessionOptions): snmp.Session {
  if (credential.version !== '3') {
    const version = credential.version === '1' ? snmp.Version1 : snmp.Version2c
    return snmp.createSession(host, credential.community, { ...options, version })
  }
  const { username: name, auth, privacy } = credential
  if (privacy?.protocol === 'aes192' || privacy?.protocol === 'aes192c') throw new NoAnswer('AES-192 is not known here')
  const level = privacy ? 'authPriv' : auth ? 'authNoPriv' : 'noAuthNoPriv'
  const user = {
    ...{ name, level: snmp.SecurityLevel[level] },
    ...(auth && { authProtocol: snmp.AuthProtocols[auth.protocol], authKey: auth.key }),
    ...(privacy && { privProtocol: snmp.PrivProtocols[privacyNames[privacy.protocol]], privKey: privacy.key }),
  }
  return snmp.createV3Session(host, user, { ...options, version: snmp.Version3 })
}

/** AES-256: keys lengthened as in draft-blumenthal-aes-usm-04, or as Cisco does (draft-reeder-snmpv3-usm-3desede-00). */
const privacyNames = { des: 'des', aes: 'aes', aes256: 'aes256b', aes256c: 'aes256r' } as const

const noAnswer = (error: Error) => new NoAnswer(error)

function valuesOf(varbinds: readonly snmp.Varbind[]): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const varbind of varbinds) {
    const value = valueIn(varbind)
    if (value !== undefined) values.set(varbind.oid, value)
  }
  return values
}

function valueIn(varbind: snmp.Varbind): Value | undefined {
  const { value, type } = varbind
  if (snmp.isVarbindError(varbind)) return undefined
  if (type === snmp.ObjectType.Counter64 && Buffer.isBuffer(value)) {
    return value.length === 0 ? undefined : BigInt(`0x${value.toString('hex')}`)
  }
  if (Buffer.isBuffer(value) || typeof value === 'number' || typeof value === 'string' || typeof value === 'bigint') {
    return value
  }
  return undefined
}
