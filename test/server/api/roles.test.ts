import { expect } from 'chai'
import { apiError } from '../../../server/api/contract/index.ts'
import type { Route } from '../../../server/api/route.ts'
import { routes } from '../../../server/api/routes/index.ts'
import { type StaffRole, staffRoles } from '../../../server/directory/tables.ts'
import { usualParameters } from '../../../server/planning/plans/parameters.ts'
import { type SmallCity, startSmallCityWeb, type TestWeb } from './web-harness.ts'

/** For the whole city: nobody may. */
const lawful = {
  authority: 'Juzgado Quinto',
  basis: 'exp. 12/2026',
  since: '2026-01-01T00:00:00Z',
  until: '2026-01-02T00:00:00Z',
}

const noGateway = {
  ...{ name: 'x', vendor: 'generic', network: '203.0.113.7', nasIdentifier: null, loginOrigins: [] },
  ...{ coaPort: 3799, controller: null },
}

const noRoute = {
  ...{ name: 'x', receiver: 999_999, kinds: ['down'], leastResidents: 0, district: null, group: null, hours: null },
  ...{ groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatSeconds: null, escalateSeconds: null, escalateTo: null },
  goesOn: false,
}

const whole = {
  ...{ sessionSeconds: 3600, idleSeconds: 600, upBps: null, downBps: null },
  ...{ dailySeconds: null, dailyOctets: null, devicesPerResident: 3, copiedDevices: 'show' },
  whenFull: 'let-in',
  ...{ minimumLevel: null, belowPolicyId: null, vlan: null, filterId: null, role: null },
}

const parameters = usualParameters
const noPlan = '/site-plans/999999'

/** For every route: the least role that the issue gives it, an address to ask, and the answer to whoever may. */
const expected: Record<
  string,
  { role: StaffRole; address: (city: SmallCity) => string; status: number; body?: unknown }
> = {
  'get /me': { role: 'viewer', address: () => '/me', status: 200 },
  'get /site-plans': { role: 'planner', address: () => '/site-plans', status: 200 },
  'get /site-plans/{id}': { role: 'planner', address: () => noPlan, status: 404 },
  'post /site-plans': {
    role: 'planner',
    address: () => '/site-plans',
    status: 200,
    body: { name: 'Next year', parameters },
  },
  'put /site-plans/{id}': { role: 'planner', address: () => noPlan, status: 404, body: { name: 'x', parameters } },
  'post /site-plans/{id}/fork': { role: 'planner', address: () => `${noPlan}/fork`, status: 404, body: { name: 'x' } },
  'post /site-plans/{id}/remove': { role: 'planner', address: () => `${noPlan}/remove`, status: 404 },
  'post /site-plans/{id}/solve': { role: 'planner', address: () => `${noPlan}/solve`, status: 404 },
  'post /site-plans/{id}/stop': { role: 'planner', address: () => `${noPlan}/stop`, status: 409 },
  'get /site-plans/{id}/desk': { role: 'planner', address: () => `${noPlan}/desk`, status: 404 },
  'get /site-plans/{id}/why': { role: 'planner', address: () => `${noPlan}/why?candidate=0`, status: 404 },
  'get /site-plans/{id}/study': { role: 'planner', address: () => `${noPlan}/study`, status: 404 },
  'get /site-plan-comparison': {
    role: 'planner',
    address: () => '/site-plan-comparison?plans=999998,999999',
    status: 404,
  },
  'get /site-plans/{id}/export': { role: 'planner', address: () => `${noPlan}/export`, status: 404 },
  'post /site-plans/{id}/link': { role: 'planner', address: () => `${noPlan}/link`, status: 404, body: { days: 7 } },
  'post /site-plans/{id}/unlink': { role: 'planner', address: () => `${noPlan}/unlink`, status: 200 },
  'get /site-candidates': { role: 'planner', address: () => '/site-candidates', status: 200 },
  'post /site-candidates': {
    role: 'planner',
    address: () => '/site-candidates',
    status: 200,
    body: { name: 'Escuela', latitude: 19.4, longitude: -99.1 },
  },
  'post /site-candidates/import': {
    role: 'planner',
    address: () => '/site-candidates/import',
    status: 400,
    body: { name: 'x.csv', content: 'AAAA' },
  },
  'post /site-candidates/grid': {
    role: 'planner',
    address: () => '/site-candidates/grid',
    status: 200,
    body: { metres: 500, borough: null },
  },
  'post /site-candidates/lock': {
    role: 'planner',
    address: () => '/site-candidates/lock',
    status: 200,
    body: { ids: [999_999], locked: 'in' },
  },
  'post /site-candidates/remove': {
    role: 'planner',
    address: () => '/site-candidates/remove',
    status: 200,
    body: { ids: [999_999] },
  },
  'get /unmet-demand': { role: 'planner', address: () => '/unmet-demand', status: 200 },
  'get /site-costs': { role: 'planner', address: () => '/site-costs', status: 200 },
  'put /site-costs': { role: 'planner', address: () => '/site-costs', status: 200, body: { costs: [] } },
  'get /site-evaluations': { role: 'planner', address: () => '/site-evaluations', status: 200 },
  'get /site-evaluations/{id}': { role: 'planner', address: () => '/site-evaluations/999999', status: 404 },
  'get /site-proposals': { role: 'planner', address: () => '/site-proposals', status: 200 },
  'post /site-proposals': {
    role: 'planner',
    address: () => '/site-proposals',
    status: 404,
    body: { plan: 999_999, candidate: 0, plannedFor: null },
  },
  'get /site-proposals/{id}/hotspots': {
    role: 'planner',
    address: () => '/site-proposals/999999/hotspots',
    status: 404,
  },
  'put /site-proposals/{id}': {
    role: 'planner',
    address: () => '/site-proposals/999999',
    status: 404,
    body: { status: 'planned', plannedFor: null, cost: null, notes: '', installedOn: null, hotspotId: null },
  },
  'get /settings': { role: 'viewer', address: () => '/settings', status: 200 },
  'get /summary': { role: 'viewer', address: () => '/summary', status: 200 },
  'get /alerts': { role: 'viewer', address: () => '/alerts?open=true', status: 200 },
  'get /equipment/hotspots': {
    role: 'operator',
    address: () => '/equipment/hotspots?profile=unifi&model=U6&firmware=',
    status: 200,
  },
  'get /equipment': { role: 'operator', address: () => '/equipment', status: 200 },
  'get /incidents': { role: 'viewer', address: () => '/incidents?open=true&limit=5', status: 200 },
  'get /incidents/{id}': { role: 'viewer', address: () => '/incidents/999999', status: 404 },
  'post /incidents/{id}/acknowledge': {
    role: 'operator',
    address: () => '/incidents/999999/acknowledge',
    status: 404,
    body: {},
  },
  'post /incidents/{id}/unacknowledge': {
    role: 'operator',
    address: () => '/incidents/999999/unacknowledge',
    status: 404,
  },
  'post /incidents/{id}/assign': {
    role: 'operator',
    address: () => '/incidents/999999/assign',
    status: 404,
    body: { to: null },
  },
  'post /incidents/{id}/comment': {
    role: 'operator',
    address: () => '/incidents/999999/comment',
    status: 404,
    body: { text: 'x' },
  },
  'get /colleagues': { role: 'operator', address: () => '/colleagues', status: 200 },
  'get /silences': { role: 'operator', address: () => '/silences', status: 200 },
  'post /silences': {
    role: 'operator',
    address: () => '/silences',
    status: 400,
    body: { scope: 'hotspot', subject: 999_999, hours: 1, reason: 'x' },
  },
  'post /silences/{id}/end': { role: 'operator', address: () => '/silences/999999/end', status: 404 },
  'get /silence-subjects': { role: 'operator', address: () => '/silence-subjects?scope=gateway', status: 200 },
  'get /receivers': { role: 'admin', address: () => '/receivers', status: 200 },
  'post /receivers': {
    role: 'admin',
    address: () => '/receivers',
    status: 400,
    body: { name: 'x', kind: 'slack', settings: {} },
  },
  'put /receivers/{id}': { role: 'admin', address: () => '/receivers/999999', status: 404, body: {} },
  'post /receivers/{id}/test': { role: 'admin', address: () => '/receivers/999999/test', status: 404 },
  'get /failing-receivers': { role: 'operator', address: () => '/failing-receivers', status: 200 },
  'get /deliveries': { role: 'admin', address: () => '/deliveries', status: 200 },
  'get /deliveries/{id}': { role: 'admin', address: () => '/deliveries/999999', status: 404 },
  'get /notification-routes': { role: 'admin', address: () => '/notification-routes', status: 200 },
  'post /notification-routes': { role: 'admin', address: () => '/notification-routes', status: 400, body: noRoute },
  'put /notification-routes/{id}': {
    role: 'admin',
    address: () => '/notification-routes/999999',
    status: 404,
    body: noRoute,
  },
  'post /notification-routes/{id}/remove': {
    role: 'admin',
    address: () => '/notification-routes/999999/remove',
    status: 404,
  },
  'post /notification-routes/order': {
    role: 'admin',
    address: () => '/notification-routes/order',
    status: 404,
    body: { routes: [999_999] },
  },
  'get /availability': {
    role: 'viewer',
    address: () => '/availability?by=month&from=2026-01-01&to=2026-12-31',
    status: 200,
  },
  'get /availability.csv': {
    role: 'viewer',
    address: () => '/availability.csv?by=hotspot&from=2026-01-01&to=2026-12-31',
    status: 200,
  },
  'get /incidents/areas': { role: 'viewer', address: () => '/incidents/areas', status: 200 },
  'get /hotspots/points': { role: 'viewer', address: () => '/hotspots/points', status: 200 },
  'get /hotspots/found': { role: 'viewer', address: () => '/hotspots/found?search=estacion', status: 200 },
  'get /hotspots': { role: 'viewer', address: () => '/hotspots?search=estacion&limit=5', status: 200 },
  'get /hotspots/{id}': { role: 'viewer', address: (city) => `/hotspots/${city.hotspotIds[0]}`, status: 200 },
  'get /hotspots/{id}/chart': {
    role: 'viewer',
    address: (city) => `/hotspots/${city.hotspotIds[0]}/chart?range=7d`,
    status: 200,
  },
  'get /hotspots/{id}/site-chart': {
    role: 'viewer',
    address: (city) => `/hotspots/${city.hotspotIds[0]}/site-chart`,
    status: 200,
  },
  'get /gateways/{id}/chart': {
    role: 'viewer',
    address: (city) => `/gateways/${city.gatewayId}/chart?range=1y`,
    status: 200,
  },
  'get /neighbourhoods/{id}/chart': { role: 'viewer', address: () => '/neighbourhoods/1/chart?range=30d', status: 200 },
  'get /chart': { role: 'viewer', address: () => '/chart', status: 200 },
  'get /hotspots/{id}/sessions': {
    role: 'operator',
    address: (city) => `/hotspots/${city.hotspotIds[0]}/sessions?live=true`,
    status: 200,
  },
  'get /hotspots/{id}/fault-reports': {
    role: 'operator',
    address: (city) => `/hotspots/${city.hotspotIds[0]}/fault-reports`,
    status: 200,
  },
  'get /use': { role: 'planner', address: () => '/use?kind=city&from=2026-01-01&to=2026-01-31', status: 200 },
  'get /use/way-online': {
    role: 'planner',
    address: () => '/use/way-online?kind=city&from=2026-01-01&to=2026-01-31',
    status: 200,
  },
  'get /use/places': { role: 'planner', address: () => '/use/places?kind=site', status: 200 },
  'get /inventory': { role: 'viewer', address: () => '/inventory?search=estacion&limit=5', status: 200 },
  'get /inventory/{id}': { role: 'viewer', address: (city) => `/inventory/${city.hotspotIds[0]}`, status: 200 },
  'get /inventory-choices': { role: 'viewer', address: () => '/inventory-choices', status: 200 },
  'post /inventory': {
    role: 'operator',
    address: () => '/inventory',
    status: 400,
    body: { programme: 'city', code: 'N1', name: 'Again', latitude: 19, longitude: -99 },
  },
  'post /inventory/many': {
    role: 'operator',
    address: () => '/inventory/many',
    status: 200,
    body: { hotspots: [999_999], change: { gateway: null } },
  },
  'get /first-steps': { role: 'operator', address: () => '/first-steps', status: 200 },
  'put /inventory/{id}': { role: 'operator', address: () => '/inventory/999999', status: 404, body: { model: 'AP-7' } },
  'post /inventory/{id}/move': {
    role: 'operator',
    address: () => '/inventory/999999/move',
    status: 404,
    body: { latitude: 19, longitude: -99 },
  },
  'post /inventory/{id}/retire': { role: 'operator', address: () => '/inventory/999999/retire', status: 404 },
  'post /inventory/{id}/restore': { role: 'operator', address: () => '/inventory/999999/restore', status: 404 },
  'post /inventory/{id}/replace': {
    role: 'operator',
    address: () => '/inventory/999999/replace',
    status: 404,
    body: { mac: '00:00:5e:00:53:01' },
  },
  'get /api-tokens': { role: 'operator', address: () => '/api-tokens', status: 200 },
  'post /api-tokens': {
    role: 'operator',
    address: () => '/api-tokens',
    status: 400,
    body: { name: 'x', role: 'admin', readOnly: true, endpoints: ['get /nothing'], days: 1 },
  },
  'post /api-tokens/{id}/revoke': { role: 'operator', address: () => '/api-tokens/999999/revoke', status: 404 },
  'post /traces': { role: 'operator', address: () => '/traces', status: 404, body: { gateway: 999_999 } },
  'get /traces/{id}': { role: 'operator', address: () => '/traces/999999', status: 404 },
  'post /traces/{id}/end': { role: 'operator', address: () => '/traces/999999/end', status: 404 },
  'get /devices/{device}': { role: 'operator', address: () => '/devices/aa:bb:cc:dd:ee:ff', status: 200 },
  'get /found': { role: 'operator', address: () => '/found?limit=5', status: 200 },
  'post /found/accept': {
    role: 'operator',
    address: () => '/found/accept',
    status: 200,
    body: { found: [{ id: 999_999, hotspot: 1 }] },
  },
  'post /found/{id}/accept': {
    role: 'operator',
    address: () => '/found/999999/accept',
    status: 404,
    body: { hotspot: 999_999 },
  },
  'get /discovery': { role: 'operator', address: () => '/discovery', status: 200 },
  'post /discovery': {
    role: 'operator',
    address: () => '/discovery',
    status: 400,
    body: { addresses: '10.0.0.0/8', credentials: [999_999] },
  },
  'post /discovery/{id}/stop': { role: 'operator', address: () => '/discovery/999999/stop', status: 404 },
  'get /discovered-agents': { role: 'operator', address: () => '/discovered-agents?limit=5', status: 200 },
  'post /discovered-agents/accept': {
    role: 'operator',
    address: () => '/discovered-agents/accept',
    status: 200,
    body: { found: [{ id: 999_999, hotspot: 1 }] },
  },
  'get /doubts': { role: 'operator', address: () => '/doubts', status: 200 },
  'post /doubts/settle': {
    role: 'operator',
    address: () => '/doubts/settle',
    status: 404,
    body: { doubt: 'none', way: 'right' },
  },
  'get /agents': { role: 'operator', address: () => '/agents', status: 200 },
  'get /agents/{id}': { role: 'operator', address: () => '/agents/999999', status: 404 },
  'post /agents': {
    role: 'operator',
    address: () => '/agents',
    status: 400,
    body: { address: '192.0.2.7', credential: 999_999, kind: 'access-point' },
  },
  'put /agents/{id}': {
    role: 'operator',
    address: () => '/agents/999999',
    status: 404,
    body: { address: '192.0.2.7', credential: 999_999, kind: 'access-point' },
  },
  'post /agents/{id}/remove': { role: 'operator', address: () => '/agents/999999/remove', status: 404 },
  'get /agents/{id}/answer': { role: 'operator', address: () => '/agents/999999/answer', status: 404 },
  'get /snmp-credentials': { role: 'operator', address: () => '/snmp-credentials', status: 200 },
  'post /snmp-credentials': {
    role: 'admin',
    address: () => '/snmp-credentials',
    status: 400,
    body: { name: 'kioscos', version: '2c' },
  },
  'post /snmp-credentials/{id}/remove': {
    role: 'admin',
    address: () => '/snmp-credentials/999999/remove',
    status: 404,
  },
  'post /network-import': {
    role: 'admin',
    address: () => '/network-import',
    status: 400,
    body: { name: 'red.csv', content: 'YSxiCjEsMgo=', apply: false },
  },
  'get /gateways': { role: 'operator', address: () => '/gateways', status: 200 },
  'get /gateways/{id}': { role: 'operator', address: (city) => `/gateways/${city.gatewayId}`, status: 200 },
  'get /gateways/{id}/setup': { role: 'operator', address: (city) => `/gateways/${city.gatewayId}/setup`, status: 200 },
  'get /gateways/{id}/heard': { role: 'operator', address: (city) => `/gateways/${city.gatewayId}/heard`, status: 200 },
  'get /gateways/{id}/sessions': {
    role: 'operator',
    address: (city) => `/gateways/${city.gatewayId}/sessions?live=true`,
    status: 200,
  },
  'get /gateways/{id}/changes': {
    role: 'operator',
    address: (city) => `/gateways/${city.gatewayId}/changes`,
    status: 200,
  },
  'get /sites': { role: 'viewer', address: () => '/sites?search=plaza', status: 200 },
  'get /sites/{id}': { role: 'viewer', address: () => '/sites/999999', status: 404 },
  'get /sites/{id}/chart': { role: 'viewer', address: () => '/sites/999999/chart?range=7d', status: 404 },
  'get /sites/{id}/sessions': { role: 'operator', address: () => '/sites/999999/sessions', status: 404 },
  'get /sites/{id}/changes': { role: 'operator', address: () => '/sites/999999/changes', status: 404 },
  'get /gateways/{id}/hotspots': {
    role: 'operator',
    address: (city) => `/gateways/${city.gatewayId}/hotspots`,
    status: 200,
  },
  'post /gateways': {
    role: 'admin',
    address: () => '/gateways',
    status: 400,
    body: { ...noGateway, network: null },
  },
  'put /gateways/{id}': {
    role: 'admin',
    address: () => '/gateways/999999',
    status: 404,
    body: { ...noGateway, uamSecret: 'keep', macPassword: 'keep' },
  },
  'post /gateways/{id}/certificate': {
    role: 'admin',
    address: () => '/gateways/999999/certificate',
    status: 404,
    body: {},
  },
  'post /gateways/{id}/rotate-secret': { role: 'admin', address: () => '/gateways/999999/rotate-secret', status: 404 },
  'put /gateways/{id}/message-authenticator': {
    role: 'admin',
    address: (city) => `/gateways/${city.gatewayId}/message-authenticator`,
    status: 200,
    body: { mode: 'require' },
  },
  'get /coverage': { role: 'viewer', address: () => '/coverage', status: 200 },
  'get /coverage/days': { role: 'viewer', address: () => '/coverage/days?from=2026-01-01&to=2026-01-31', status: 200 },
  'get /neighbourhoods': { role: 'viewer', address: () => '/neighbourhoods', status: 200 },
  'get /neighbourhoods/shapes': { role: 'viewer', address: () => '/neighbourhoods/shapes', status: 200 },
  'post /sessions/{id}/disconnect': { role: 'operator', address: () => '/sessions/999999/disconnect', status: 404 },
  'post /sessions/{id}/limits': {
    role: 'operator',
    address: () => '/sessions/999999/limits?secondsLeft=600',
    status: 404,
  },
  'post /disconnects': { role: 'operator', address: () => '/disconnects?resident=999999', status: 200 },
  'get /disconnects/{id}': { role: 'operator', address: () => '/disconnects/999999', status: 404 },
  'get /usage': {
    role: 'operator',
    address: (city) => `/usage?hotspot=${city.hotspotIds[0]}&from=2026-01-01&to=2026-12-31`,
    status: 200,
  },
  'get /access-log': { role: 'operator', address: () => '/access-log?limit=10', status: 200 },
  'get /notices': { role: 'viewer', address: () => '/notices', status: 200 },
  'post /notices': {
    role: 'operator',
    address: () => '/notices',
    status: 400,
    body: { kind: 'maintenance', texts: {}, startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-01-02T00:00:00Z' },
  },
  'post /notices/{id}/withdraw': { role: 'operator', address: () => '/notices/999999/withdraw', status: 404 },
  'get /help-cases': { role: 'operator', address: () => '/help-cases', status: 200 },
  'get /help-cases/{code}': { role: 'operator', address: () => '/help-cases/BCDF-GHJK', status: 404 },
  'get /audit': { role: 'admin', address: () => '/audit?limit=10', status: 200 },
  'get /certificates': { role: 'operator', address: () => '/certificates', status: 200 },
  'get /city-key': { role: 'admin', address: () => '/city-key', status: 200 },
  'get /legal-holds': { role: 'admin', address: () => '/legal-holds', status: 200 },
  'post /legal-holds': {
    role: 'admin',
    address: () => '/legal-holds',
    status: 400,
    body: { ...lawful, endsAt: '2026-01-01T00:00:00Z' },
  },
  'post /legal-holds/{id}/release': { role: 'admin', address: () => '/legal-holds/999999/release', status: 404 },
  'get /lawful-requests': { role: 'admin', address: () => '/lawful-requests', status: 200 },
  'post /lawful-requests': { role: 'admin', address: () => '/lawful-requests', status: 400, body: lawful },
  'post /lawful-requests/{id}/approve': {
    role: 'admin',
    address: () => '/lawful-requests/999999/approve',
    status: 400,
  },
  'post /lawful-requests/{id}/refuse': {
    role: 'admin',
    address: () => '/lawful-requests/999999/refuse',
    status: 400,
  },
  'post /lawful-requests/{id}/export': {
    role: 'admin',
    address: () => '/lawful-requests/999999/export',
    status: 400,
  },
  'get /emergencies': { role: 'viewer', address: () => '/emergencies', status: 200 },
  'post /emergencies': {
    role: 'admin',
    address: () => '/emergencies',
    status: 400,
    body: { reason: 'x', endsAt: '2026-01-01T00:00:00Z' },
  },
  'post /emergencies/{id}/end': { role: 'admin', address: () => '/emergencies/999999/end', status: 404 },
  'get /hotspot-groups': { role: 'admin', address: () => '/hotspot-groups', status: 200 },
  'post /hotspot-groups': {
    role: 'admin',
    address: () => '/hotspot-groups',
    status: 400,
    body: { name: 'Escuelas', policy: null, hours: 'always' },
  },
  'put /hotspot-groups/{id}': {
    role: 'admin',
    address: () => '/hotspot-groups/999999',
    status: 404,
    body: { name: 'Escuelas', policy: null, hours: null },
  },
  'post /hotspot-groups/{id}/remove': { role: 'admin', address: () => '/hotspot-groups/999999/remove', status: 404 },
  'post /hotspot-groups/{id}/assign': {
    role: 'admin',
    address: () => '/hotspot-groups/999999/assign',
    status: 400,
    body: { hotspots: [999_999] },
  },
  'post /hotspot-groups/unassign': {
    role: 'admin',
    address: () => '/hotspot-groups/unassign',
    status: 200,
    body: { search: 'nothing is called this' },
  },
  'get /network-import/{run}': { role: 'admin', address: () => `/network-import/${'0'.repeat(32)}`, status: 200 },
  'get /boroughs': { role: 'admin', address: () => '/boroughs', status: 200 },
  'get /districts': { role: 'viewer', address: () => '/districts', status: 200 },
  'post /districts': { role: 'admin', address: () => '/districts', status: 400, body: { name: '', boroughs: [] } },
  'put /districts/{id}': { role: 'admin', address: () => '/districts/999999', status: 404, body: { boroughs: [] } },
  'post /districts/{id}/remove': { role: 'admin', address: () => '/districts/999999/remove', status: 404 },
  'post /districts/{id}/assign': { role: 'admin', address: () => '/districts/999999/assign', status: 404, body: {} },
  'post /districts/unassign': { role: 'admin', address: () => '/districts/unassign', status: 200, body: {} },
  'get /voucher-batches': { role: 'operator', address: () => '/voucher-batches', status: 200 },
  'get /voucher-batches/{id}': { role: 'operator', address: () => '/voucher-batches/999999', status: 404 },
  'get /voucher-choices': { role: 'operator', address: () => '/voucher-choices', status: 200 },
  'post /voucher-batches': {
    role: 'operator',
    address: () => '/voucher-batches',
    status: 400,
    body: { name: 'x', policy: 1, devices: 1, endsAt: '2026-01-01T00:00:00Z', hours: null, count: 1 },
  },
  'post /voucher-batches/{id}/revoke': {
    role: 'operator',
    address: () => '/voucher-batches/999999/revoke',
    status: 404,
    body: { number: null },
  },
  'get /open-data': { role: 'admin', address: () => '/open-data', status: 200 },
  'put /open-data': { role: 'admin', address: () => '/open-data', status: 200, body: {} },
  'get /open-data/file': { role: 'admin', address: () => '/open-data/file?name=coverage.csv', status: 200 },
  'get /open-data/use/{month}': { role: 'admin', address: () => '/open-data/use/2999-01', status: 400 },
  'post /open-data/use/{month}/publish': {
    role: 'admin',
    address: () => '/open-data/use/2999-01/publish',
    status: 400,
    body: { digest: 'x' },
  },
  'get /policies': { role: 'admin', address: () => '/policies', status: 200 },
  'post /policies': {
    role: 'admin',
    address: () => '/policies',
    status: 400,
    body: { ...whole, name: 'short', sessionSeconds: 1 },
  },
  'put /policies/{id}': { role: 'admin', address: () => '/policies/999999', status: 400, body: whole },
  'post /policies/{id}/remove': { role: 'admin', address: () => '/policies/999999/remove', status: 400 },
  'get /staff': { role: 'admin', address: () => '/staff', status: 200 },
  'post /staff': {
    role: 'admin',
    address: () => '/staff',
    status: 200,
    body: { account: 'subject-of-another', name: 'Another', role: 'viewer' },
  },
  'put /staff/{id}': { role: 'admin', address: () => '/staff/999999', status: 404, body: { disabled: true } },
  'get /staff/{id}/changes': { role: 'admin', address: () => '/staff/1/changes', status: 200 },
  'get /disabled-gateways': { role: 'operator', address: () => '/disabled-gateways', status: 200 },
  'put /gateways/{id}/use': {
    role: 'admin',
    address: () => '/gateways/999999/use',
    status: 404,
    body: { disabled: true },
  },
  'post /gateways/{id}/remove': { role: 'admin', address: () => '/gateways/999999/remove', status: 404 },
}

const nameOf = (route: Route) => `${route.method} ${route.path}`

describe('roles in the API', () => {
  let web: TestWeb
  let city: SmallCity
  before(async () => {
    ;({ web, city } = await startSmallCityWeb())
  })
  after(() => web.close())

  it('has an expectation for every route, and no other', () => {
    expect(routes.map(nameOf).sort()).to.deep.equal(Object.keys(expected).sort())
  })

  for (const route of routes) {
    const name = nameOf(route)
    const {
      role: least,
      address,
      status,
      body: sent,
    } = expected[name] ?? { role: 'admin', address: () => route.path, status: 200 }

    it(`answers 401 to nobody at ${name}`, async () => {
      const response = await web.ask(undefined, `/api/v1${address(city)}`, { method: route.method.toUpperCase() })
      expect(response.status).to.equal(401)
      expect(apiError.parse(await response.json()).error.code).to.equal('signed-out')
    })

    for (const role of staffRoles) {
      const may = staffRoles.indexOf(role) >= staffRoles.indexOf(least)
      it(`${may ? `answers ${status}` : 'answers 403'} to the ${role} at ${name}`, async () => {
        const response = await web.ask(role, `/api/v1${address(city)}`, {
          method: route.method.toUpperCase(),
          headers: { 'x-plaza-csrf': web.staff[role].csrf, 'content-type': 'application/json' },
          ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
        })
        expect(response.status).to.equal(may ? status : 403)
        const isText = response.status === 200 && route.mediaType?.startsWith('text/')
        const body = await (isText ? response.text() : response.json())
        if (response.status === 200) route.response.parse(body)
        else apiError.parse(body)
      })
    }

    if (route.method !== 'get') {
      it(`refuses ${name} without the CSRF token, with another's, and from another site`, async () => {
        const ask = async (headers: Record<string, string>) => {
          const method = route.method.toUpperCase()
          const response = await web.ask('admin', `/api/v1${address(city)}`, { method, headers })
          expect(response.status).to.equal(403)
          return apiError.parse(await response.json()).error.code
        }
        const token = { 'x-plaza-csrf': web.staff.admin.csrf }
        expect(await ask({})).to.equal('csrf')
        expect(await ask({ 'x-plaza-csrf': web.staff.operator.csrf })).to.equal('csrf')
        expect(await ask({ ...token, origin: 'https://elsewhere.example' })).to.equal('origin')
        expect(await ask({ ...token, 'sec-fetch-site': 'cross-site' })).to.equal('origin')
      })
    }
  }
})
