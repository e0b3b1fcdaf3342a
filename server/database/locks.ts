/**
 * The keys of PostgreSQL's advisory locks, which hold for all processes of a database. They have no meaning besides being
 * different; processes of two versions may run at once, so that a key stays as it is.
 */
export const locks = {
  /** Migrations: two processes that start together do not migrate twice. */
  migrations: 0x706c_617a_61,
  /** Imports come one after the other. */
  imports: 0x696d_706f_7274,
  /** One process at a time changes who polls what: `poll_leases`, `poll_workers`. */
  pollLeases: 0x706f_6c6c,
  /** One process at a time ends silent sessions. */
  silentSessions: 0x7369_6c65,
  /** One process at a time stores what is in the accounting journal, so that its order is kept. */
  accountingJournal: 6_520_114_093,
  /** One process at a time keeps incidents as their alerts are. */
  incidents: 0x696e_6364,
  /** One process at a time rolls readings up. */
  keptReadings: 0x6b65_7074,
  /** One process at a time weighs what is known of hotspots, and keeps how their states change. */
  knownStates: 0x7374_6174,
  /** One process at a time reads the controllers that have an API. */
  controllerReads: 0x6374_726c,
  /** Retention runs one at a time. */
  retention: 0x7265_7465,
  /** One process at a time counts what was used. */
  usageCounts: 0x636f_756e,
  /** One process at a time notes who is reached. */
  coverageDays: 0x636f_7664,
  /** One process at a time evaluates new sites. */
  newSites: 0x6e65_7773,
  /** RADIUS processes share it while they hear each other's events: its holders are counted. */
  radiusProcesses: 4_739_812_055,
} as const
