/** RADIUS: wire format, typed attributes, UDP and TLS servers and client, EAP. Knows no accounts, no SQL, no HTTP. */

export type { AttributeType, EnumeratedType } from './attributes/attribute-type.ts'
export { attributesOf, standard } from './attributes/attribute-type.ts'
export type { Tagged } from './attributes/data-types.ts'
export { exact } from './attributes/exact-text.ts'
export * from './attributes/rfc2865.ts'
export * from './attributes/rfc2866.ts'
export * from './attributes/rfc2868.ts'
export * from './attributes/rfc2869.ts'
export * from './attributes/rfc3162.ts'
export * from './attributes/rfc4372.ts'
export * from './attributes/rfc4818.ts'
export * from './attributes/rfc5176.ts'
export * from './attributes/rfc5580.ts'
export * from './attributes/rfc6911.ts'
export * from './attributes/rfc8045.ts'
export * from './attributes/vendors/aruba.ts'
export * from './attributes/vendors/chillispot.ts'
export * from './attributes/vendors/cisco.ts'
export * from './attributes/vendors/h3c.ts'
export * from './attributes/vendors/huawei.ts'
export * from './attributes/vendors/microsoft.ts'
export * from './attributes/vendors/mikrotik.ts'
export * from './attributes/vendors/nokia.ts'
export * from './attributes/vendors/ruckus.ts'
export * from './attributes/vendors/wispr.ts'
export { UnencodableAttribute } from './attributes/wire-format.ts'
export type { MppeKeys } from './authentication/mppe.ts'
export { addMppeKeys, decryptMppeKey, encryptMppeKey } from './authentication/mppe.ts'
export { checkMsChap2, msChapError } from './authentication/mschap.ts'
export {
  chapPassword,
  checkChap,
  decodeUserPassword,
  encodeUserPassword,
  userPassword,
} from './authentication/passwords.ts'
export type { ExchangeOptions, ExchangeResult } from './client/exchange.ts'
export { exchange } from './client/exchange.ts'
export type { AccessRequestOptions } from './client/requests.ts'
export { accessRequest, accountingRequest, coaRequest, disconnectRequest, statusRequest } from './client/requests.ts'
export { createEapServer } from './eap/eap-server.ts'
export type {
  EapAuthentication,
  EapDiscard,
  EapFailure,
  EapLimits,
  EapMethod,
  EapOutcome,
  EapServer,
  EapServerOptions,
  EapStats,
  EapTlsCredentials,
} from './eap/eap-server-options.ts'
export {
  checkMessageAuthenticator,
  isRequestAuthentic,
  isResponseAuthentic,
} from './packet/authenticators.ts'
export { Code } from './packet/code.ts'
export type { MalformedReason } from './packet/decode.ts'
export { decodePacket, MalformedPacket } from './packet/decode.ts'
export type { DescribedAttribute } from './packet/describe.ts'
export { codeName, describeAttributes } from './packet/describe.ts'
export { encodePacket, encodeReply, encodeRequest, fitsReply } from './packet/encode.ts'
export { Packet } from './packet/packet.ts'
export { randomOctets } from './random-octets.ts'
export type { DynamicAuthorizationOptions } from './server/dynamic-authorization.ts'
export { startDynamicAuthorizationServer } from './server/dynamic-authorization.ts'
export type { RadiusClient, RadiusHandler, RadiusRequest, Reply, Source } from './server/request.ts'
export { delayed, reply } from './server/request.ts'
export { createResponder } from './server/responder.ts'
export type { Responder, ResponderOptions, ServerStats } from './server/responder-options.ts'
export type { UdpServer, UdpServerOptions } from './server/udp-server.ts'
export { startUdpServer } from './server/udp-server.ts'
export type { AccessRequestProtection, DiscardReason, PortKind } from './server/verify-request.ts'
export type { TlsPeer } from './tls/tls-peer.ts'
export { startTlsServer } from './tls/tls-server.ts'
export type { TlsDiscardReason, TlsRefusal, TlsServer, TlsServerOptions } from './tls/tls-server-options.ts'
export { RADSEC_SECRET } from './tls/tls-server-options.ts'
