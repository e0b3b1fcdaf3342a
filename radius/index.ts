/** RADIUS: wire format, typed attributes, UDP and TLS servers and client, EAP. Knows no accounts, no SQL, no HTTP. */
export type { AccessRequestSeen, DiscardReason, PortKind } from './admit.ts'
export * from './attributes/aruba.ts'
export type { AttributeType, EnumeratedType } from './attributes/attribute-type.ts'
export { attributesOf, standard } from './attributes/attribute-type.ts'
export * from './attributes/chillispot.ts'
export * from './attributes/cisco.ts'
export type { Tagged } from './attributes/kinds.ts'
export { UnencodableAttribute } from './attributes/list.ts'
export * from './attributes/microsoft.ts'
export * from './attributes/mikrotik.ts'
export * from './attributes/rfc2865.ts'
export * from './attributes/rfc2866.ts'
export * from './attributes/rfc2868.ts'
export * from './attributes/rfc2869.ts'
export * from './attributes/rfc3162.ts'
export * from './attributes/rfc4372.ts'
export * from './attributes/rfc5176.ts'
export * from './attributes/rfc5580.ts'
export * from './attributes/ruckus.ts'
export * from './attributes/wispr.ts'
export {
  checkMessageAuthenticator,
  isRequestAuthentic,
  isResponseAuthentic,
} from './authenticators.ts'
export type { ExchangeOptions, ExchangeResult } from './client.ts'
export { exchange } from './client.ts'
export { Code } from './code.ts'
export type { MalformedReason } from './decode.ts'
export { decodePacket, MalformedPacket } from './decode.ts'
export type { DynamicAuthorizationOptions } from './dynamic-authorization.ts'
export { startDynamicAuthorizationServer } from './dynamic-authorization.ts'
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
export { encodePacket, encodeReply, encodeRequest } from './encode.ts'
export type { MppeKeys } from './mppe.ts'
export { addMppeKeys, decryptMppeKey, encryptMppeKey } from './mppe.ts'
export { checkMsChap2, msChapError } from './mschap.ts'
export { Packet } from './packet.ts'
export { chapPassword, checkChap, decodeUserPassword, encodeUserPassword, userPassword } from './passwords.ts'
export { randomOctets } from './random-octets.ts'
export type { RadiusClient, RadiusHandler, RadiusRequest, Reply, Source } from './request.ts'
export { delayed, reply } from './request.ts'
export type { AccessRequestOptions } from './requests.ts'
export { accessRequest, accountingRequest, coaRequest, disconnectRequest, statusRequest } from './requests.ts'
export type { Responder, ResponderOptions, ServerStats } from './responder.ts'
export { createResponder } from './responder.ts'
export type { TlsPeer } from './tls-peer.ts'
export type { TlsDiscardReason, TlsRefusal, TlsServer, TlsServerOptions } from './tls-server.ts'
export { RADSEC_SECRET, startTlsServer } from './tls-server.ts'
export type { UdpServer, UdpServerOptions } from './udp-server.ts'
export { startUdpServer } from './udp-server.ts'
