/** Which folder of server/ owns which tables: their names stand in SQL there only. */
export const tableOwners: Record<string, string[]> = {
  directory: [
    'residents',
    'resident_blocks',
    'devices',
    'consents',
    'device_credentials',
    'staff',
    'staff_districts',
    'ended_sign_ins',
    'staff_sign_in_links',
    'api_tokens',
    'audit_events',
  ],
  'city-key': ['city_key_failures', 'city_key_hash_keys'],
  network: [
    'neighbourhoods',
    'neighbourhood_populations',
    'districts',
    'district_boroughs',
    'gateways',
    'gateway_certificates',
    'gateway_controllers',
    'gateway_sources',
    'gateway_posture_days',
    'gateway_heard',
    'gateway_calls',
    'sites',
    'hotspots',
    'hotspot_groups',
    'hotspot_calls',
    'hotspot_changes',
    'found_access_points',
    'agents',
    'agent_children',
    'snmp_credentials',
  ],
  import: ['import_runs', 'import_events', 'import_progress'],
  notices: ['notices'],
  traces: ['traces', 'trace_packets'],
  vouchers: ['vouchers', 'voucher_batches', 'voucher_keys'],
  access: ['policies', 'tickets', 'access_log', 'emergencies', 'help_cases'],
  sessions: [
    'sessions',
    'session_days',
    'session_hotspots',
    'disconnects',
    'disconnect_runs',
    'grants',
    'limit_changes',
    'gateway_requests',
    'usage_archive',
  ],
  accounting: ['accounting_journal'],
  privacy: ['retention_runs', 'legal_holds', 'lawful_requests'],
  health: [
    'samples',
    'hotspot_health',
    'alerts',
    'poll_leases',
    'poll_plans',
    'poll_workers',
    'fault_reports',
    'state_changes',
    'usual_use',
    'silent_hotspots',
    'listening',
    'agent_pings',
    'agent_health',
    'kept_minutes',
    'kept_hours',
    'kept_days',
    'kept_marks',
    'kept_late',
    'discoveries',
    'discovered_agents',
    'settled_doubts',
    'controller_words',
    'controller_reads',
  ],
  analytics: ['usage_days', 'usage_spans', 'usage_counts', 'turned_away', 'ways_online'],
  'open-data': ['open_data_settings', 'open_use_months', 'open_use'],
  planning: [
    'population_cells',
    'population_points',
    'streets',
    'site_candidates',
    'site_costs',
    'site_plans',
    'site_proposals',
    'coverage_days',
    'new_site_weeks',
    'site_evaluations',
    'coverage_day_rings',
  ],
  incidents: [
    'incidents',
    'incident_alerts',
    'incident_changes',
    'silences',
    'receivers',
    'routes',
    'deliveries',
    'receiver_events',
    'notifications',
  ],
  certificates: ['certificates', 'certificate_ends'],
}

const names = Object.values(tableOwners).flat().join('|')
const ownerOf = new Map(Object.entries(tableOwners).flatMap(([owner, tables]) => tables.map((table) => [table, owner])))

/** Where SQL names a table that it reads or writes, as text and by Kysely's functions. */
const namings = [
  `\\b(?:from|join|using|into|update|truncate|table|copy)\\s+(?:only\\s+|table\\s+)?(?:public\\.)?"?(${names})\\b`,
  // A second table in a list: from a, b; from a as x, b as y.
  `\\bfrom\\s+\\w+(?:\\s+(?:as\\s+)?\\w+)?,\\s*(?:lateral\\s+)?(${names})\\b`,
  `\\b(?:insertInto|updateTable|deleteFrom|mergeInto|selectFrom|from|using|\\w*[jJ]oin(?:Lateral)?|table|ref)\\(\\s*(?:\\[[^\\]]*)?['"\`](${names})\\b`,
].map((pattern) => new RegExp(pattern, 'gi'))

const comments = /\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm

/**
 * The tables that a file's SQL names although another folder owns them. A statement that spans rooms is composed of what
 * the owners export, functions and constants in which the names stand: a name outside its owner's folder is a trespass.
 *
 * @param folder of the file, within server/; undefined: it is elsewhere, and owns none
 */
export function trespasses(source: string, folder: string | undefined): string[] {
  const code = source.replaceAll(comments, '')
  const named = namings.flatMap((naming) => [...code.matchAll(naming)].map((match) => match[1]!.toLowerCase()))
  return [...new Set(named)].filter((table) => ownerOf.get(table) !== folder)
}
