export {
  accountIssuers,
  type CityKeyClient,
  type CityKeyConfig,
  cityKeyIssuer,
  type Endpoints,
  residentsOf,
  staffIssuer,
  usualClient,
} from './city-key.ts'
export type { ClientAuthentication, Level } from './city-key-settings.ts'
export { type Config, type HelpContacts, type Role, roles } from './config.ts'
export { ConfigError, readConfig } from './read.ts'
export { settings } from './settings.ts'
