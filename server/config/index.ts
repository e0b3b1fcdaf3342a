export { type CityKeyConfig, cityKeyIssuer } from './city-key.ts'
export { type Config, type HelpContacts, type Role, roles } from './config.ts'
export { ConfigError, readConfig } from './read.ts'
export { settings } from './settings.ts'
