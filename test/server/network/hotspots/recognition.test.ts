import { expect } from 'chai'
import { ArubaLocationId, Code, NasIdentifier, NasPortId, Packet, RuckusBssid } from '../../../../radius/index.ts'
import { type KnownHotspot, recognise, refOf } from '../../../../server/network/hotspots/recognition.ts'

const hotspot = (id: number, known: Partial<KnownHotspot>): KnownHotspot => ({
  ...{ id, name: `H${id}`, gatewayId: 1, vendor: undefined, mac: null, bssids: [], names: [] },
  ...known,
})
const among = (...hotspots: KnownHotspot[]) => recognise(hotspots, new Map(hotspots.map((one) => [one.id, refOf(one)])))

describe('recognising hotspots by what gateways call them', () => {
  it('knows a hotspot by its own address and by those of its networks, in any spelling', async () => {
    const known = await among(
      hotspot(1, { mac: '00:00:5e:00:53:01', bssids: ['02:11:22:33:44:55', '02:11:22:33:44:65'] }),
    )
    for (const said of ['00-00-5E-00-53-01:Plaza', '0000.5e00.5301', '02:11:22:33:44:65', '021122334455:Plaza WiFi'])
      expect(known.at(1, said)?.id, said).to.equal(1)
    expect(known.at(2, '00-00-5E-00-53-01'), "another gateway's").to.equal(undefined)
    expect(known.byMac('02:11:22:33:44:65')?.id).to.equal(1)
  })

  it('knows it by its names, in any case, with or without accents and the name of the network', async () => {
    const known = await among(hotspot(1, { names: ['AP Álamos-07'] }), hotspot(2, { names: ['AP-08'], gatewayId: 2 }))
    for (const said of ['ap alamos 07', 'AP ÁLAMOS-07:Plaza WiFi', 'AP-Alamos-07:a:b'])
      expect(known.at(1, said)?.id, said).to.equal(1)
    expect(known.at(1, 'AP-08'), "another gateway's").to.equal(undefined)
    expect(known.at(1, 'AP')).to.equal(undefined)
  })

  it('takes no name that two hotspots of the gateway have', async () => {
    const known = await among(
      hotspot(1, { names: ['AP-1'] }),
      hotspot(2, { names: ['ap 1'] }),
      hotspot(3, { names: ['AP-1'], gatewayId: 2 }),
    )
    expect(known.at(1, 'AP-1')).to.equal(undefined)
    expect(known.at(2, 'AP-1')?.id).to.equal(3)
  })

  const packet = () => new Packet(Code.AccessRequest)
  it('knows it by NAS-Port-Id, NAS-Identifier and makers’ attributes', async () => {
    const known = await among(
      hotspot(1, { names: ['wlan-kiosco'] }),
      hotspot(2, { names: ['AP-2'] }),
      hotspot(3, { bssids: ['00:00:5e:00:53:33'] }),
    )
    expect(known.at(1, 'hotspot1', packet().add(NasPortId, 'wlan-kiosco'))?.id).to.equal(1)
    expect(known.at(1, undefined, packet().add(NasIdentifier, 'ap-2'))?.id).to.equal(2)
    expect(known.at(1, '00-00-5E-00-53-99:Plaza', packet().add(ArubaLocationId, 'AP-2'))?.id).to.equal(2)
    expect(known.at(1, undefined, packet().add(RuckusBssid, Buffer.from('00005e005333', 'hex')))?.id).to.equal(3)
    expect(known.at(1, undefined, packet().add(NasPortId, 'another'))).to.equal(undefined)
  })

  describe('by the block of its own address', () => {
    it('as Cisco, Ruckus and Meraki number radios: the 16 from a base that ends in 0', async () => {
      const known = await among(hotspot(1, { mac: '00:1b:0d:63:c2:20' }))
      expect(known.byMac('00:1b:0d:63:c2:2f')?.id).to.equal(1)
      expect(known.byMac('00:1b:0d:63:c2:30')).to.equal(undefined)
      expect(known.byMac('02:1b:0d:63:c2:2a')?.id, 'and made local').to.equal(1)
    })

    it('as UniFi, Cambium and OpenWrt make further networks’ addresses local', async () => {
      const known = await among(hotspot(1, { mac: '24:5a:4c:11:22:33' }))
      for (const heard of ['26:5a:4c:11:22:33', '2a:5a:4c:11:22:33', '3a:5a:4c:11:22:33'])
        expect(known.byMac(heard)?.id, heard).to.equal(1)
      expect(known.byMac('24:5a:4c:11:22:34'), 'the next device').to.equal(undefined)
      expect(known.byMac('2c:5a:4c:11:22:33'), 'another maker’s').to.equal(undefined)
    })

    it('as Aruba derives BSSIDs from the wired address', async () => {
      const base = { mac: 'd8:c7:c8:cc:43:24' }
      expect((await among(hotspot(1, { ...base, vendor: 'aruba' }))).byMac('d8:c7:c8:44:32:4d')?.id).to.equal(1)
      expect((await among(hotspot(1, base))).byMac('d8:c7:c8:44:32:4d'), 'at another make').to.equal(undefined)
    })

    it('never where two hotspots could be meant', async () => {
      const known = await among(hotspot(1, { mac: '00:1b:0d:63:c2:20' }), hotspot(2, { mac: '00:1b:0d:63:c2:28' }))
      expect(known.byMac('00:1b:0d:63:c2:2f')).to.equal(undefined)
      expect(known.byMac('00:1b:0d:63:c2:28')?.id, 'its own address').to.equal(2)
      const radios = await among(
        hotspot(1, { mac: '00:1b:0d:63:c2:20' }),
        hotspot(2, { bssids: ['00:1b:0d:63:c2:2e'] }),
      )
      expect(radios.byMac('00:1b:0d:63:c2:2f')).to.equal(undefined)
      const makers = await among(hotspot(1, { mac: '24:5a:4c:11:22:33' }), hotspot(2, { mac: '28:5a:4c:11:22:33' }))
      expect(makers.byMac('2a:5a:4c:11:22:33')).to.equal(undefined)
    })
  })
})
