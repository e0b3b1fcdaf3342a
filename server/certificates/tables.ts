import type { Now } from '../database/schema/columns.ts'

export interface CertificatesTables {
  certificates: CertificatesTable
  certificate_ends: CertificateEndsTable
}

interface CertificatesTable {
  name: string
  certificate: string
  key_sealed: Buffer
}

interface CertificateEndsTable {
  host: string
  name: string
  subject: string
  not_after: Date
  renews: boolean
  seen_at: Now
}
