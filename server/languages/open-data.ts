/** Texts of *La red en números*: spread into each language's. */
export const openDataEs = {
  numbersTitle: 'La red en números',
  numbersText: 'Cómo está el wifi gratis de {{city}} ({{when}}).',
  numbersHotspots: 'Puntos de acceso',
  numbersWorking: 'funcionan ahora, de {{all}}',
  numbersOthers: 'No funcionan: {{down}}. Sin comprobar: {{unchecked}}.',
  numbersResidents: 'A quién llega',
  numbersCovered: 'Con servicio',
  numbersUnchecked: 'Sin comprobar',
  numbersWithout: 'Sin servicio',
  numbersStreets: 'Se mide a pie, por las calles de {{day}}: © OpenStreetMap contributors.',
  numbersReach:
    'Con servicio: residentes que viven a {{metres}} metros o menos de un punto que funciona. Sin comprobar: cerca solo hay puntos de los que no sabemos si funcionan.',
  numbersBorough: 'Por alcaldía',
  numbersUse: 'Cuánto se usa',
  numbersUseText:
    'Visitas por mes: una persona, un día, en un barrio. Sesiones: cada vez que un aparato se conectó. Redondeadas; no se publican las de diez personas o menos.',
  numbersMonth: 'Mes',
  numbersVisits: 'Visitas',
  numbersSessions: 'Sesiones',
  numbersHidden: 'no se publica',
  numbersNone: 'La ciudad no publica números ahora.',
  numbersData: 'Descargar los datos y leer cómo se calculan',
}

export const openDataEn: typeof openDataEs = {
  numbersTitle: 'The network in numbers',
  numbersText: 'How the free Wi-Fi of {{city}} is doing ({{when}}).',
  numbersHotspots: 'Hotspots',
  numbersWorking: 'work now, of {{all}}',
  numbersOthers: 'Not working: {{down}}. Not checked: {{unchecked}}.',
  numbersResidents: 'Who is reached',
  numbersCovered: 'With service',
  numbersUnchecked: 'Not checked',
  numbersWithout: 'Without service',
  numbersStreets: 'Measured on foot, along the streets of {{day}}: © OpenStreetMap contributors.',
  numbersReach:
    'With service: residents who live within {{metres}} metres of a hotspot that works. Not checked: near them are only hotspots of which we do not know whether they work.',
  numbersBorough: 'By borough',
  numbersUse: 'How much it is used',
  numbersUseText:
    'Visits by month: a person, on a day, in a neighbourhood. Sessions: each time that a device went online. Rounded; those of ten people or fewer are not published.',
  numbersMonth: 'Month',
  numbersVisits: 'Visits',
  numbersSessions: 'Sessions',
  numbersHidden: 'not published',
  numbersNone: 'The city publishes no numbers now.',
  numbersData: 'Download the data and read how they are made',
}

export const openDataNah: typeof openDataEs = {
  numbersTitle: 'Totlapohual wifi',
  numbersText: 'Quenin oncah wifi ipan {{city}} ({{when}}).',
  numbersHotspots: 'Wifi',
  numbersWorking: 'tequitih axcan, ipan {{all}}',
  numbersOthers: 'Amo tequitih: {{down}}. Ayamo ticmatih: {{unchecked}}.',
  numbersResidents: 'Aquin quipia wifi',
  numbersCovered: 'Quipiah wifi',
  numbersUnchecked: 'Ayamo ticmatih',
  numbersWithout: 'Amo quipiah wifi',
  numbersStreets: 'Ipan ohtli, {{day}}: © OpenStreetMap contributors.',
  numbersReach:
    'Tlacah aquin chantih ipan {{metres}} metros noso achi tepitzin. Ayamo ticmatih: oncah ce wifi, auh ayamo ticmatih cox tequiti.',
  numbersBorough: 'Ipan cecen altepetl',
  numbersUse: 'Quexquich motequihuia',
  numbersUseText:
    'Quexquich ohuallahqueh ipan metztli: ce tlacatl, ce tonalli, ce calpulli. Amo monextia intla mahtlactli tlacah noso achi tepitzin.',
  numbersMonth: 'Metztli',
  numbersVisits: 'Ohuallahqueh',
  numbersSessions: 'Tlacalaquiliztli',
  numbersHidden: 'amo monextia',
  numbersNone: 'Altepetl axcan amo quinextia tlapohualli.',
  numbersData: 'Xictemohui in tlapohualli ihuan xicpohua quenin mochihua',
}
