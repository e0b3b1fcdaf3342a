/** Attributes of Microsoft (RFC 2548). The MPPE keys stay as they stand on the wire, encrypted. */
import { attributesOf } from '../attribute-type.ts'

const microsoft = attributesOf(311)

export const MsChapResponse = microsoft.octets('MS-CHAP-Response', 1)
export const MsChapError = microsoft.octets('MS-CHAP-Error', 2)
export const MsMppeEncryptionPolicy = microsoft.integer('MS-MPPE-Encryption-Policy', 7)
export const MsMppeEncryptionType = microsoft.integer('MS-MPPE-Encryption-Type', 8)
export const MsChapDomain = microsoft.text('MS-CHAP-Domain', 10)
export const MsChapChallenge = microsoft.octets('MS-CHAP-Challenge', 11)
export const MsMppeSendKey = microsoft.octets('MS-MPPE-Send-Key', 16)
export const MsMppeRecvKey = microsoft.octets('MS-MPPE-Recv-Key', 17)
export const MsChap2Response = microsoft.octets('MS-CHAP2-Response', 25)
export const MsChap2Success = microsoft.octets('MS-CHAP2-Success', 26)
export const MsPrimaryDnsServer = microsoft.ipv4('MS-Primary-DNS-Server', 28)
export const MsSecondaryDnsServer = microsoft.ipv4('MS-Secondary-DNS-Server', 29)
