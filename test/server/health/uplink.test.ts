import { expect } from 'chai'
import { hotspotTraffic, type Interface, type UplinkHints, uplinkOf } from '../../../server/health/readings/traffic.ts'

let index = 0
const one = (name: string, type: number, octets: number, up = true): Interface => ({
  ...{ name, type, octets, up, index: String(++index) },
})
const ETHERNET = 6
const found = (interfaces: Interface[], hints?: UplinkHints) => uplinkOf(interfaces, hints)?.name

describe('the uplink', () => {
  it('is the port that has carried most: no bridge, VLAN, tunnel, radio or loopback', () => {
    const all = [
      ...[one('lo', 24, 9e9), one('br0', ETHERNET, 9e9), one('eth0.100', ETHERNET, 9e9), one('eth1-11', ETHERNET, 9e9)],
      ...[one('ath0', ETHERNET, 9e9), one('wlan0', 71, 9e9), one('pppoe-out1', 23, 9e9), one('mgt0', ETHERNET, 9e9)],
      ...[one('eth0', ETHERNET, 500), one('eth1', ETHERNET, 900), one('eth2', ETHERNET, 9e9, false)],
    ]
    expect(found(all)).to.equal('eth1')
  })

  it('is no network of containers or of machines within the device, nor a link between its own processors', () => {
    const within = ['docker0', 'veth12ab', 'virbr0', 'cni0', 'erspan0', 'npu0_vlink0'].map((name) =>
      one(name, ETHERNET, 9e9),
    )
    expect(found([...within, one('eth0', ETHERNET, 5)])).to.equal('eth0')
  })

  it('is a port whose number has dots, and no VLAN with one', () => {
    const ports = [one('eth0', ETHERNET, 3), one('port1.0.1', ETHERNET, 900), one('port1.0.2', ETHERNET, 5)]
    expect(found([...ports, one('eth0.101', ETHERNET, 9e9)])).to.equal('port1.0.1')
    expect(found([one('ge.1.1', ETHERNET, 9), one('ge.1.2', ETHERNET, 8), one('vlan.0.10', ETHERNET, 99)])).to.equal(
      'ge.1.1',
    )
  })

  it('is a modem of Qualcomm’s, told by the connection and not by what it is upon', () => {
    const modem = [one('rmnet_ipa0', 1, 590), one('rmnet_data0', 1, 580)]
    expect(found([one('eth0', ETHERNET, 600), ...modem])).to.equal('rmnet_data0')
  })

  it('is the one named wan, and the one of the default route where that is a port or a modem', () => {
    const all = [one('wan', ETHERNET, 5), one('lan1', ETHERNET, 900), one('br-lan', 209, 900)]
    expect(found(all)).to.equal('wan')
    expect(found(all, { route: all[1]!.index })).to.equal('lan1')
    expect(found(all, { route: all[2]!.index }), 'a bridge says nothing').to.equal('wan')
  })

  it('is cellular where the modem carries what the ports carry, and not where it is in reserve', () => {
    expect(found([one('lte1', 1, 4800), one('ether1', ETHERNET, 4200)])).to.equal('lte1')
    expect(found([one('wwan0', 1, 3), one('eth0', ETHERNET, 4200)])).to.equal('eth0')
    expect(
      found([one('Cellular 1', ETHERNET, 50), one('Cellular 2', ETHERNET, 60), one('LAN', ETHERNET, 120)]),
    ).to.equal('Cellular 2')
    expect(found([one('wwan0', 243, 0)]), 'the only one').to.equal('wwan0')
  })

  it('is what the operator names before all, and what the profile prefers or forbids', () => {
    const all = [one('eth0', ETHERNET, 900), one('eth1', ETHERNET, 5), one('br0', ETHERNET, 1)]
    expect(found(all, { named: 'BR0', route: all[0]!.index })).to.equal('br0')
    expect(found(all, { named: 'eth7' }), 'which is not there').to.equal('eth0')
    expect(found(all, { prefer: ['^eth1$'] })).to.equal('eth1')
    expect(found(all, { never: ['^eth0$'] })).to.equal('eth1')
    expect(found(all, { radios: new Set(['eth0']) })).to.equal('eth1')
  })

  it('is a port by its type or, where that says nothing, by its name; else a bond', () => {
    expect(found([one('x1', 62, 5)])).to.equal('x1')
    expect(found([one('eth0', 53, 5), one('eth0p1', 53, 2)])).to.equal('eth0')
    expect(found([one('tun0', 1, 5), one('whatever', 1, 5)])).to.equal(undefined)
    expect(found([one('bond0', 0, 5), one('eth0', ETHERNET, 5, false)])).to.equal('bond0')
  })

  it('of a mesh node is its radios, with the directions swapped', () => {
    const rates = new Map([['ath0', { inBps: 10, outBps: 70 }]])
    expect(hotspotTraffic(null, [one('ath0', 71, 5)], rates)).to.deep.equal({ inBps: 70, outBps: 10 })
    expect(hotspotTraffic(null, [], rates)).to.deep.equal({ inBps: null, outBps: null })
  })
})
